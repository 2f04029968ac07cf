"""Whoever looks at the console: a reviewer who has signed in, and a laptop that reports."""

import pytest

from tests.support.console import Browser, user
from tests.support.hub import FieldDevice, RunningHub


@pytest.fixture
def browser(hub: RunningHub) -> Browser:
    """A browser whose owner has signed in."""
    user(hub)
    browser = Browser(hub)
    assert browser.sign_in().status_code == 303
    return browser


@pytest.fixture
def desk(hub: RunningHub) -> FieldDevice:
    """A laptop that has enrolled."""
    return hub.device()
