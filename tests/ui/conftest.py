"""One Qt application for all window tests."""

import pytest


@pytest.fixture(autouse=True)
def _application(qapp):
    """Every test of this folder has a Qt application."""
    return qapp
