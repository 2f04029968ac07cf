"""What every test can count on: no display is needed, and the user's own files are never touched."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine may stand still for a second; that is no finding about our code.
settings.register_profile("fieldapp", deadline=None)
settings.load_profile("fieldapp")

# Before Qt is imported anywhere: the tests look at real widgets, but never on a screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "0")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test its own installation folder."""
    monkeypatch.setenv("FIELDAPP_HOME", str(tmp_path / "home"))
