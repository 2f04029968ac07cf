"""What is put away leaves nothing in memory: no page, no open store, none of its keys."""

import gc
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from fieldapp.app import Application
from tests.support.window import Stand, stand, typed
from ui import garbage
from ui.robots.hands import ALT, CTRL
from ui.robots.rosters import RosterRobot
from ui.robots.sample_day import sample_roster
from ui.shell.rail import PAGES


def alive() -> dict[int, object]:
    """Return everything of the window, and every open store, that Python still knows."""
    gc.collect()
    # `type`, not `isinstance`: a look at a proxy or a lazy module must not wake it up
    return {
        id(one): one
        for one in gc.get_objects()
        if type(one) is Application or (issubclass(type(one), QObject) and type(one).__module__.startswith("ui."))
    }


def left_since(before: dict[int, object]) -> list[str]:
    """Name what is alive and was not before."""
    return sorted({type(one).__name__ for key, one in alive().items() if key not in before})


def work_everywhere(at: Stand) -> None:
    """Be on every page, open what opens over them, enroll somebody and take a file in."""
    workspace = at.hands.window.workspace
    at.enroll.enroll(typed(1))
    for name in (*PAGES, "close_out", "self_check", "events", "enroll"):
        workspace.open_page(name)
        at.hands.settle()
    for key, with_keys in ((Qt.Key.Key_F2, None), (Qt.Key.Key_F1, None), (Qt.Key.Key_0, CTRL), (Qt.Key.Key_I, ALT)):
        at.hands.press(key, *([with_keys] if with_keys else []))
        at.hands.settle()
        at.hands.press(Qt.Key.Key_Escape)
    RosterRobot(at.hands).import_file(sample_roster())


def forget() -> None:
    """Let Qt delete what waits for it."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def test_a_window_that_was_put_away_leaves_nothing(tmp_path: Path) -> None:
    before = alive()
    with stand(tmp_path) as at:
        work_everywhere(at)
        garbage.take_back()
        assert "Application" in left_since(before)
    del at
    assert left_since(before) == []


def test_a_closed_store_leaves_nothing_though_the_window_stays(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        work_everywhere(at)
        at.hands.window.close_store()
        at.hands.settle()
        forget()
        left = {type(one).__name__ for one in alive().values()}
        assert not left & {"Session", "Workspace", "EnrollPage", "Syncing"}
