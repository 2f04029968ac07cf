"""设置: a section is one key away, and fits a small window without a fold."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QScrollArea, QTableView

from fieldapp.app import Application
from tests.support.desk import PASSPHRASE
from tests.support.window import stand
from ui.robots.hands import ALT, CTRL
from ui.robots.people import PeopleRobot

SECTIONS = ("people", "keys", "look", "paper", "log", "machine", "measure")
HOLDS = (
    "operator_name",
    "old_passphrase",
    "font_scale",
    "device_reader",
    "privacy_open",
    "training_begin",
    "measured_sheet",
)


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        stood.hands.click("rail_settings")
        stood.hands.settle()
        yield stood


def mark(at, name):
    """Mark somebody in the list of who works here."""
    view = at.hands.find(QTableView, "operators")
    view.selectRow([row[0] for row in at.hands.rows("operators")].index(name))


def work_as(at, name):
    at.hands.window.session.choose_operator(next(one for one in at.read.operators() if one.name == name))
    at.hands.settle()


@pytest.mark.parametrize("place", range(7))
def test_alt_and_a_digit_bring_a_section_to_the_front(at, place):
    at.hands.press(Qt.Key(ord("1") + place), ALT)
    assert at.hands.sees(HOLDS[place])
    assert at.hands.window.workspace.current._buttons[SECTIONS[place]].isChecked()
    assert [at.hands.sees(one) for one in HOLDS].count(True) == 1


@pytest.mark.parametrize("scale", [100, 150])
def test_nothing_is_hidden_below_a_fold_in_the_smallest_window(at, scale):
    at.hands.window.resize(1280, 720)
    at.hands.window.theme.scale = scale
    at.hands.window.session.look_changed.emit()
    at.hands.look()
    for name in SECTIONS:
        at.hands.click(f"section_{name}")
        at.hands.settle()
        (area,) = [one for one in at.hands.window.workspace.current.findChildren(QScrollArea) if one.isVisible()]
        assert (name, area.verticalScrollBar().maximum()) == (name, 0)
        assert (name, area.horizontalScrollBar().maximum()) == (name, 0)


def test_a_new_recovery_code_has_the_page_for_itself(at):
    robot = PeopleRobot(at.hands)
    robot.open_keys()
    robot.renew_code(PASSPHRASE)
    assert not at.hands.sees("store_keys")
    at.hands.click("recovery_cancel")
    at.hands.settle()
    assert at.hands.sees("store_keys")


def test_the_key_of_a_button_works_from_every_section(at):
    at.hands.press(Qt.Key.Key_V, ALT)
    at.hands.settle()
    assert at.hands.read("audit_answer") == "完整,一条不缺"
    at.hands.press(Qt.Key.Key_1, ALT)
    at.hands.press(Qt.Key.Key_K, ALT)
    assert at.hands.read("old_passphrase_verdict") == "请输入自己现在的口令"
    at.hands.press(Qt.Key.Key_G, ALT)
    assert at.hands.window.workspace.current.name == "privacy"


def test_the_key_of_a_button_in_front_presses_it_once(at, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: asked.append(1) or ("", ""))
    at.hands.press(Qt.Key.Key_W, ALT)
    at.hands.press(Qt.Key.Key_W, ALT)
    assert asked == [1, 1]


def test_keys_and_the_log_are_the_supervisors(at):
    PeopleRobot(at.hands).open_keys()
    work_as(at, "李雷")
    assert at.hands.sees("operator_name")
    assert not at.hands.sees("section_keys")
    at.hands.press(Qt.Key.Key_2, ALT)
    at.hands.press(Qt.Key.Key_K, ALT)
    assert not at.hands.sees("old_passphrase")
    at.hands.press(Qt.Key.Key_5, ALT)
    assert at.hands.sees("privacy_open")
    assert not at.hands.sees("audit_check")


def test_practice_begins_from_any_section(at):
    at.hands.press(Qt.Key.Key_3, ALT)
    at.hands.press(Qt.Key.Key_T, CTRL)
    at.hands.until(lambda: at.hands.window.session is not None, at.hands.window.opened)
    assert at.hands.window.session.is_training
    again = Application.unlock(at.desk.paths, PASSPHRASE)
    assert isinstance(again, Application)
    again.close()


def test_who_left_for_good_is_retired_after_a_second_press(at):
    mark(at, "李雷")
    at.hands.click("operator_retire")
    at.hands.settle()
    assert "再按一次" in at.hands.read("operator_retire")
    assert any(one.name == "李雷" for one in at.read.operators())
    at.hands.click("operator_retire")
    at.hands.settle()
    assert at.hands.read("message_title") == "李雷 已停用"
    assert all(row[0] != "李雷" for row in at.hands.rows("operators"))


def test_marking_somebody_else_takes_the_first_press_back(at):
    mark(at, "李雷")
    at.hands.click("operator_retire")
    mark(at, "赵敏")
    assert at.hands.read("operator_retire") == "停用这位"
    mark(at, "李雷")
    at.hands.click("operator_retire")
    at.hands.settle()
    assert any(one.name == "李雷" for one in at.read.operators())


def test_nobody_retires_themselves(at):
    mark(at, at.hands.window.session.operator.name)
    at.hands.click("operator_retire")
    at.hands.click("operator_retire")
    at.hands.settle()
    assert at.hands.read("switch_pin_verdict")
    assert any(one.id == at.hands.window.session.operator.id for one in at.read.operators())
