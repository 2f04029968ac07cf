"""记录 through the window: nothing old beside an empty list, the chosen person stays chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.support.window import stand, typed
from ui.robots.records import RecordRobot


def test_a_search_without_hits_shows_nobody(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        robot = RecordRobot(at.hands)
        robot.find("wyqmg")
        assert at.hands.sees("story_name")
        assert robot.find("qqqq") == []
        assert not at.hands.sees("story_name")
        assert robot.remedy() == ""


def test_a_search_without_hits_says_what_was_looked_for(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        RecordRobot(at.hands).find("qqqq")
        assert at.hands.window.workspace.current.empty.title == "没有找到“qqqq”"


def test_the_chosen_person_stays_chosen_when_the_list_is_read_again(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        at.enroll.enroll(typed(2, name="张吉"))
        at.hands.press(Qt.Key.Key_F3)
        page = at.hands.window.workspace.current
        page.view.selectRow(1)
        before = at.hands.read("story_name")
        at.hands.window.session.publish_everything()
        at.hands.look()
        assert at.hands.read("story_name") == before


def test_old_lines_of_a_story_are_gone_before_the_new_ones_are_drawn(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        RecordRobot(at.hands).find("wyqmg")
        page = at.hands.window.workspace.current
        rec = page.hits.rows[0].rec
        old = [page._entries.itemAt(place).widget() for place in range(page._entries.count())]
        page.show_subject(rec)
        assert old
        assert not any(isinstance(one, QWidget) and one.isVisible() for one in old)


def test_the_tail_has_a_column_of_its_own(tmp_path):
    with stand(tmp_path) as at:
        person = typed()
        at.enroll.enroll(person)
        row = RecordRobot(at.hands).find("wyqmg")[0]
        assert row[:2] == ["乌云其木格", person.document_no[-4:]]
