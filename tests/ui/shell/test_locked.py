"""Locking, sitting down again, and letting somebody else work, with draft and cursor kept."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fieldapp.services.people_at_work import AddOperator, SwitchOperator, add_operator, switch_operator
from tests.support.desk import PASSPHRASE, enroll
from tests.support.window import stand, typed
from ui.forms.comboboxes import Choice
from ui.robots.hands import ALT
from ui.robots.people import PeopleRobot
from ui.shell.idle import USUAL_MINUTES


def begin_a_name(at):
    at.enroll.open()
    at.hands.focus("name")
    at.hands.write("巴特尔")


def sit_down(at, secret):
    at.hands.write(secret)
    at.hands.press(Qt.Key.Key_Return)
    at.hands.settle()


def test_a_locked_desk_shows_nothing_and_comes_back_with_draft_and_cursor(tmp_path):
    with stand(tmp_path) as at:
        begin_a_name(at)
        at.hands.press(Qt.Key.Key_F12)
        assert not at.hands.sees("name")
        assert at.hands.focused == "lock_secret"
        sit_down(at, "wrong")
        assert at.hands.read("lock_secret_verdict").startswith("PIN 或口令不对")
        sit_down(at, PASSPHRASE)
        assert at.hands.read("name") == "巴特尔"
        assert at.hands.focused == "name"
        assert at.hands.window.locked_page is None


def test_another_one_sits_down_with_one_key_and_a_pin_and_authors_what_follows(tmp_path):
    with stand(tmp_path) as at:
        first = enroll(at.desk, 9).rec
        begin_a_name(at)
        at.hands.press(Qt.Key.Key_U, ALT)
        assert at.hands.window.locked_page.who.name == "李雷"
        sit_down(at, "2468")
        assert at.hands.read("header_operator") == "李雷"
        assert at.hands.focused == "name"
        at.enroll.open()
        at.hands.press(Qt.Key.Key_F4)
        at.enroll.enroll(typed())
        at.desk.must(switch_operator, SwitchOperator(who=at.desk.supervisor, is_owner=True))
        authors = {one.rec: at.read.details(one.rec).operator for one in at.read.recent(at.desk.event)}
        assert authors.pop(first) == at.desk.operator
        assert list(authors.values()) == [at.desk.operator]


def test_the_passphrase_lets_only_supervisors_sit_down(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_U, ALT)
        sit_down(at, PASSPHRASE)
        assert at.hands.window.locked_page is not None
        assert at.hands.read("lock_secret_verdict").startswith("PIN 不对")
        at.hands.press(Qt.Key.Key_1, ALT)
        assert at.hands.window.locked_page.who.name == "赵敏"
        sit_down(at, PASSPHRASE)
        assert at.hands.window.locked_page is None


def test_five_wrong_pins_lock_and_a_moved_clock_changes_nothing(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_U, ALT)
        for _try in range(5):
            sit_down(at, "0007")
        at.desk.clock.forward(days=400)
        sit_down(at, "2468")
        assert at.hands.window.locked_page is not None
        assert "锁" in at.hands.read("lock_secret_verdict")
        at.hands.press(Qt.Key.Key_1, ALT)
        sit_down(at, PASSPHRASE)
        at.hands.click("rail_settings")
        page = at.hands.window.workspace.current
        page.people.view.selectRow(next(n for n, one in enumerate(page.people.model.rows) if one.name == "李雷"))
        at.hands.focus("switch_pin")
        at.hands.write("8642")
        at.hands.click("pin_reset")
        at.hands.settle()
        at.hands.press(Qt.Key.Key_U, ALT)
        sit_down(at, "8642")
        assert at.hands.read("header_operator") == "李雷"


def test_nobody_there_for_some_minutes_locks_and_a_key_begins_the_time_anew(tmp_path):
    with stand(tmp_path) as at:
        watch = at.hands.window._idle
        begin_a_name(at)
        assert watch.is_watching
        assert watch._timer.interval() == USUAL_MINUTES * 60_000
        watch._timer.timeout.emit()
        assert at.hands.focused == "lock_secret"
        assert not watch.is_watching
        sit_down(at, PASSPHRASE)
        assert watch.is_watching


class CountingTimer:
    """Stands for the timer: counts how often the time began anew."""

    begun = 0

    def isActive(self) -> bool:
        return True

    def start(self, *_minutes: int) -> None:
        self.begun += 1

    def stop(self) -> None: ...


@pytest.mark.parametrize("act", ["key", "mouse"])
def test_keys_and_the_mouse_are_signs_of_life_and_a_drawn_page_is_none(tmp_path, act):
    with stand(tmp_path) as at:
        begin_a_name(at)
        at.hands.settle()
        watch = at.hands.window._idle
        before, watch._timer = watch._timer, CountingTimer()
        at.hands.window.update()
        at.hands.settle()
        assert watch._timer.begun == 0
        if act == "key":
            at.hands.press(Qt.Key.Key_A)
        else:
            QTest.mouseMove(at.hands.window.windowHandle(), QPoint(300, 300))
            at.hands.settle()
        assert watch._timer.begun > 0
        watch._timer = before


def test_never_locking_by_itself_is_a_choice(tmp_path):
    with stand(tmp_path) as at:
        PeopleRobot(at.hands).open_section("look")
        choice = at.hands.find(Choice, "idle_minutes")
        choice.choose(0)
        choice.activated.emit(choice.currentIndex())
        at.hands.settle()
        assert not at.hands.window._idle.is_watching


def test_a_scan_reaches_nothing_behind_the_lock(tmp_path):
    with stand(tmp_path) as at:
        begin_a_name(at)
        at.hands.press(Qt.Key.Key_F12)
        at.hands.scan("US1:000001")
        assert at.hands.window.locked_page is not None
        sit_down(at, PASSPHRASE)
        assert at.hands.window.workspace.current.name == "enroll"


def test_a_helper_is_added_with_name_and_pin_and_goes_at_the_end(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_settings")
        at.hands.find(Choice, "operator_role").choose("helper")
        for name, text in (("operator_name", "苏日娜"), ("operator_pin", "1357")):
            at.hands.focus(name)
            at.hands.write(text)
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        helper = next(one for one in at.read.operators() if one.name == "苏日娜")
        event = at.read.event(at.desk.event)
        assert (helper.event, helper.expires > event.ends) == (event.id, True)
        at.desk.clock.forward(days=3)
        at.hands.press(Qt.Key.Key_U, ALT)
        assert all(one.words != "苏日娜" for one in at.hands.window.locked_page._buttons)


@pytest.mark.parametrize("pin", ["1111", "1234", "9876"])
def test_a_pin_anybody_would_try_is_refused(tmp_path, pin):
    with stand(tmp_path) as at:
        command = AddOperator(name="苏和", role="operator", pin=pin, operator=at.desk.supervisor)
        assert at.desk.refused(add_operator, command).code == "pin_too_simple"
