"""A file that is read for long: what is shown, and that stopping kills the child and leaves everything as it was."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.support.window import stand
from tests.ui.pages.test_roster_imports import roster
from ui.robots.rosters import RosterRobot


@pytest.fixture
def slow_child(tmp_path, monkeypatch):
    """Let the child that reads files stand still; returns where it leaves a sign that it lives, and its number."""
    begun = tmp_path / "begun"
    begun.mkdir()
    code = f"import os, time; open(os.path.join({str(begun)!r}, str(os.getpid())), 'w'); time.sleep(60)"
    command = (sys.executable, "-c", code)
    monkeypatch.setattr("fieldapp.files.roster.python_child", lambda *_arguments: command)
    return begun


def lives(pid: str) -> bool:
    """Whether a process is there and does something."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until_begun(at, begun, bar):
    at.hands.until(lambda: any(begun.iterdir()), bar._timer.timeout)
    (pid,) = (one.name for one in begun.iterdir())
    assert lives(pid)
    return pid


def test_escape_kills_the_child_and_leaves_the_page_as_it_was(tmp_path, slow_child):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        page = robot.begin_drop(roster(tmp_path, 5))
        pid = until_begun(at, slow_child, page.wizard.file_step.reading)
        assert "最多 9 秒 · r.csv · 1 KB" in at.hands.read("read_stop_words")
        assert not at.hands.sees("roster_choose")

        at.hands.press(Qt.Key.Key_Escape)
        assert not at.hands.sees("read_stop")
        assert at.hands.focused == "roster_choose"
        assert "什么也没有写入" in at.hands.read("roster_said")
        at.hands.settle()
        assert not lives(pid)
        assert "什么也没有写入" in at.hands.read("roster_said")
        assert at.read.rosters(at.desk.event) == ()
        assert at.read.unfinished_rosters(at.desk.event) == ()


def test_the_bar_fills_while_time_passes(tmp_path, slow_child):
    with stand(tmp_path) as at:
        bar = RosterRobot(at.hands).begin_drop(roster(tmp_path, 5)).wizard.file_step.reading
        until_begun(at, slow_child, bar)
        at.desk.clock.forward(seconds=3)
        at.hands.until(lambda: "已 3 秒,最多 9 秒" in at.hands.read("read_stop_words"), bar._timer.timeout)
        assert bar._bar.value() == 333
        at.hands.press(Qt.Key.Key_Escape)


def test_a_closing_store_takes_the_child_with_it(tmp_path, slow_child):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).begin_drop(roster(tmp_path, 5))
        pid = until_begun(at, slow_child, page.wizard.file_step.reading)
        page.stop()
        at.hands.settle()
        assert not lives(pid)


def test_another_file_takes_the_place_of_the_one_that_is_read(tmp_path, slow_child, monkeypatch):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).begin_drop(roster(tmp_path, 5))
        pid = until_begun(at, slow_child, page.wizard.file_step.reading)
        monkeypatch.undo()
        page.wizard.open_file(roster(tmp_path, 7, name="other.csv"))
        at.hands.settle()
        assert not lives(pid)
        assert at.hands.read("roster_about") == "other.csv"


def test_a_file_whose_reading_was_stopped_comes_in_when_it_is_chosen_again(tmp_path):
    with stand(tmp_path) as at:
        robot, file = RosterRobot(at.hands), roster(tmp_path, 300)
        robot.begin_drop(file)
        at.hands.press(Qt.Key.Key_Escape)
        at.hands.settle()
        assert at.hands.sees("roster_choose")
        robot.import_file(file)
        assert at.read.rosters(at.desk.event)[0].total == 300
