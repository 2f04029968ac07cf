"""Desks for the tests of use cases and store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.domain.events import ApprovalPolicy
from tests.support.desk import Desk, copied_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A laptop at an event under the central policy."""
    with copied_desk(tmp_path) as made:
        yield made


@pytest.fixture
def delegated(tmp_path: Path) -> Iterator[Desk]:
    """A laptop at a delegated event with numbers and an open approval window."""
    with copied_desk(tmp_path, ApprovalPolicy.DELEGATED) as made:
        yield made
