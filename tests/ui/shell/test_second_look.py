"""The question to a second person, through the window: the page waits, the act happens once, or not at all."""

import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.clock import SystemIds
from fieldapp.domain.four_eyes import ALONE_SECONDS
from fieldapp.services.people_at_work import RetireOperator, retire_operator
from tests.support.desk import enroll, number_of
from tests.support.window import stand
from ui.robots.people import PeopleRobot
from ui.robots.records import RecordRobot


class Room:
    """A record the centre has seen, in front, about to be voided."""

    def __init__(self, stood):
        self.desk, self.hands = stood.desk, stood.hands
        self.records, self.people = RecordRobot(stood.hands), PeopleRobot(stood.hands)
        self.rec = enroll(self.desk, 1).rec
        box = self.desk.application.outbox
        box.mark_in_flight(SystemIds().new(), tuple(one.env for one in box.pending(50, 10**6)))
        self.hands.window.session.publish_everything()
        self.records.find(number_of(1))

    def void(self):
        self.records.begin_void()
        self.hands.write("cf")
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    @property
    def is_void(self):
        return self.desk.application.read.details(self.rec).is_void


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        yield Room(stood)


@pytest.fixture
def alone(at):
    at.desk.must(retire_operator, RetireOperator(who=at.desk.operator, operator=at.desk.supervisor))
    at.hands.window.session.publish_everything()
    return at


def test_the_page_waits_for_a_second_person_and_then_it_happens(at):
    at.void()
    assert not at.is_void
    assert at.hands.focused == "second_secret"
    assert "张建国" in at.hands.read("second_title")
    assert not at.hands.window.workspace.current.isEnabled()

    at.people.say_yes("2468")

    assert at.is_void
    assert not at.hands.sees("second_look")
    assert at.hands.window.workspace.current.isEnabled()


def test_a_wrong_pin_is_counted_and_nothing_happens(at):
    at.void()
    at.people.say_yes("1111")

    assert "PIN" in at.hands.read("second_secret_verdict")
    assert at.hands.read("second_secret") == ""
    assert not at.is_void


def test_escape_leaves_everything_as_it_was(at):
    at.void()
    at.hands.press(Qt.Key.Key_Escape)
    at.hands.settle()

    assert not at.is_void
    assert at.hands.window.workspace.current.isEnabled()
    assert at.hands.focused == "void_reason"


def test_another_page_ends_the_question(at):
    at.void()
    at.hands.click("rail_today")
    at.hands.settle()

    assert not at.hands.sees("second_look")
    assert at.hands.window.workspace.current.isEnabled()


def test_alone_the_reason_begins_a_wait_and_then_the_same_act_works(alone):
    alone.void()
    assert alone.hands.focused == "second_reason"
    alone.people.give_reason("今天只有我一人")
    assert alone.hands.window.workspace.current.isEnabled()
    assert not alone.is_void

    alone.desk.clock.forward(seconds=ALONE_SECONDS)
    alone.hands.focus("void_reason")
    alone.hands.press(Qt.Key.Key_Return)
    alone.hands.settle()

    assert alone.is_void


def test_alone_without_a_reason_nothing_begins(alone):
    alone.void()
    alone.hands.press(Qt.Key.Key_Return)
    alone.hands.settle()

    assert alone.hands.read("second_reason_verdict")
    assert alone.hands.sees("second_look")
