"""The window around the pages: keys that always answer, the row of messages, the rail without an event."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from fieldapp.messages import message
from tests.support.window import shown, stand, typed
from ui.robots.hands import CTRL
from ui.robots.rosters import RosterRobot
from ui.robots.sample_day import sample_roster


def place_of(widget: QWidget) -> QRect:
    """Return where a widget stands on the screen."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def test_a_message_covers_nothing_of_the_page(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.session.say(message("contact_centre"), "warning")
        at.hands.look()
        said = place_of(at.hands.find(QWidget, "message_line"))
        workspace = at.hands.window.workspace
        for part in (workspace.current, workspace.header, workspace.rail, workspace.strip):
            assert not said.intersects(place_of(part))


def test_the_words_of_a_message_are_never_cut(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.theme.scale = 150
        at.hands.window.session.look_changed.emit()
        at.hands.window.session.say(message("organisations_unreadable", {"line": "12"}), "error")
        at.hands.look()
        words = at.hands.find(QWidget, "message_words")
        assert words.height() >= words.heightForWidth(words.width())


def test_ctrl_and_a_digit_change_the_page_at_once(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_6, CTRL)
        assert at.hands.window.workspace.current.name == "records"


def test_without_an_event_the_rail_says_what_to_choose_first(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.session.choose_event(None)
        at.hands.click("rail_cards")
        assert at.hands.window.workspace.current.name == "events"
        assert at.hands.window.workspace.messages.code == "choose_event_first"


@pytest.mark.parametrize(
    ("key", "code"),
    [(Qt.Key.Key_F5, "no_centre_yet"), (Qt.Key.Key_F7, "reader_not_set")],
)
def test_a_key_that_can_do_nothing_says_why(tmp_path, key, code):
    with stand(tmp_path) as at:
        at.hands.press(key)
        assert at.hands.window.workspace.messages.code == code


def test_an_unknown_scan_is_said_and_leaves_the_form_alone(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.workspace.scans.take("HELLOWORLD")
        assert at.hands.window.workspace.messages.code == "scan_unknown"
        assert at.hands.read("document_no") == ""


@pytest.mark.parametrize("again", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
def test_f1_comes_and_goes_and_the_cursor_stands_where_it_stood(tmp_path, again):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.write("139")
        at.hands.press(Qt.Key.Key_F1)
        assert at.hands.window.workspace.current.name == "help"
        at.hands.press(again)
        at.hands.write("4")
        assert at.hands.read("phone") == "139 4"


def test_f1_lies_over_the_page_of_the_passphrase_and_esc_puts_it_away(tmp_path):
    with shown(tmp_path) as hands:
        hands.press(Qt.Key.Key_F1)
        assert hands.sees("key_sheet")
        hands.press(Qt.Key.Key_Escape)
        assert (hands.sees("key_sheet"), hands.focused) == (False, "passphrase")


def test_f8_reaches_the_last_persons_papers_from_every_page(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        rec = at.read.recent(at.desk.event)[0].rec
        workspace = at.hands.window.workspace
        for page in ("today", "rosters", "handouts", "sync", "reports", "settings", "close_out", "help", "records"):
            workspace.open_page(page)
            at.hands.settle()
            at.hands.press(Qt.Key.Key_F8)
            at.hands.settle()
            assert (page, workspace.current.name, workspace.current.chosen_records) == (page, "cards", (rec,))


def test_f8_finds_the_last_person_again_in_a_window_that_was_opened_anew(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.window.workspace.page("enroll").answers._last_rec = ""
        at.hands.press(Qt.Key.Key_F8)
        assert at.hands.window.workspace.current.name == "cards"


def test_f8_before_anybody_came_says_so(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_F8)
        assert at.hands.window.workspace.messages.code == "nobody_to_reprint"


def test_f3_searches_the_list_that_is_in_front_and_the_records_from_elsewhere(tmp_path):
    with stand(tmp_path) as at:
        RosterRobot(at.hands).import_file(sample_roster())
        at.hands.focus("signed_sheet")
        at.hands.press(Qt.Key.Key_F3)
        assert at.hands.focused == "roster_search"
        at.hands.click("rail_today")
        at.hands.press(Qt.Key.Key_F3)
        assert at.hands.focused == "record_search"
