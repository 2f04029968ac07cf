"""发放 through the window: what an event gives, and what it says when nobody is found."""

from dataclasses import replace

from PySide6.QtCore import Qt

from tests.support.window import stand, typed
from ui.forms.comboboxes import Choice
from ui.pages.enroll.band import Band
from ui.robots.desk import DeskRobot


def without_items(at):
    """Let the event in front give nothing."""
    session = at.hands.window.session
    session.choose_event(replace(session.current_event, items=()))


def test_an_event_without_items_gives_nothing(tmp_path):
    with stand(tmp_path) as at:
        without_items(at)
        at.hands.click("rail_handouts")
        assert not at.hands.sees("hand_out")
        assert not at.hands.sees("handout_search")
        assert at.hands.window.workspace.current.none_here.isVisible()


def test_only_the_items_of_the_event_are_offered(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_handouts")
        assert at.hands.find(Choice, "handout_item").count() == 1


def test_a_tail_nobody_has_is_answered(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        assert DeskRobot(at.hands).hand_out("99999") == "没有找到人"
        assert "99999" in at.hands.read("band_line")


def test_f10_without_a_tail_asks_for_one(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_handouts")
        at.hands.press(Qt.Key.Key_F10)
        assert at.hands.read("band_title") == "先找到人"


def test_the_band_grows_with_the_letters(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_handouts")
        before = at.hands.find(Band, "band").height()
        at.hands.window.theme.scale = 150
        at.hands.window.session.look_changed.emit()
        at.hands.look()
        assert at.hands.find(Band, "band").height() > before


def test_a_person_found_is_given_the_item_once(tmp_path):
    with stand(tmp_path) as at:
        person = typed()
        at.enroll.enroll(person)
        robot = DeskRobot(at.hands)
        assert robot.hand_out(person.document_no[-4:]) == "已发放"
        robot.hand_out(person.document_no[-4:])
        assert at.hands.sees("handout_override")


def test_of_several_with_the_same_last_digits_somebody_is_chosen_first(tmp_path):
    numbers = ("340121198506150017", "150203198008080017")
    with stand(tmp_path) as at:
        for serial, (number, name) in enumerate(zip(numbers, ("王芳", "张建国"), strict=True), 1):
            at.enroll.enroll(typed(serial, document_no=number, name=name))
        assert DeskRobot(at.hands).hand_out("0017") == "有 2 人符合"
        assert at.read.handouts(at.desk.event) == ()
        assert at.hands.focused == "handout_hits"
        first = at.hands.rows("handout_hits")[0][0]
        at.hands.press(Qt.Key.Key_Down)
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert [one.name for one in at.read.handouts(at.desk.event)] == [{"王芳": "张建国", "张建国": "王芳"}[first]]


def test_who_was_voided_and_came_again_is_one_person(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.undo()
        at.enroll.enroll(typed(sheet="US1:000123"))
        assert DeskRobot(at.hands).hand_out(typed().document_no[-4:]) == "已发放"
