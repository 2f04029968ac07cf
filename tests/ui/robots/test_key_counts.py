"""How many keys the usual ways cost; they may not rise."""

from PySide6.QtCore import Qt

from tests.support.desk import list_at_centre
from tests.support.window import stand, typed
from ui.robots.hands import ALT
from ui.robots.key_counts import (
    MOST_BEYOND_DATA,
    MOST_OF_ARRIVAL,
    counted,
    keys_of_arrival,
    keys_of_transfer,
    keys_of_typed_person,
    waiting_tails,
)
from ui.robots.rosters import RosterRobot


def test_every_press_is_counted_also_of_a_modifier_and_a_commit_as_one(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("name")
        with counted() as keys:
            at.hands.write("巴特尔")
            assert keys.pressed == 1
            at.hands.press(Qt.Key.Key_K, ALT)
            assert keys.pressed == 3
            at.hands.press(Qt.Key.Key_F10)
            assert keys.pressed == 4


def test_a_typed_person_costs_at_most_six_keys_beyond_the_data(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        count = keys_of_typed_person(at.hands, typed(2, name="巴特尔", sheet="4410"))
        assert at.enroll.answer().tone == "success"
        assert at.read.figures(at.desk.event).accepted == 2
        assert count.data == 18 + 1 + 11 + 4
        assert count.beyond <= MOST_BEYOND_DATA


def test_a_transfer_costs_at_most_six_keys_after_the_document_beyond_the_data(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        list_at_centre(at.desk, 2)
        count = keys_of_transfer(at.hands, typed(2, name="巴特尔", sheet="4410"))
        assert at.enroll.answer().title.startswith("转会")
        assert count.beyond <= MOST_BEYOND_DATA


def test_somebody_of_a_roster_costs_at_most_eight_keys_in_all(tmp_path):
    with stand(tmp_path) as at:
        first, second, *_others = waiting_tails(at.hands)
        robot = RosterRobot(at.hands)
        robot.arrive(first, "US1:000101")
        count = keys_of_arrival(at.hands, second, "US1:000102")
        assert robot.answer().tone == "success"
        assert at.read.figures(at.desk.event).accepted == 2
        assert count.pressed <= MOST_OF_ARRIVAL
