"""The window around the pages: keys that always answer, the row of messages, the rail without an event."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from fieldapp.messages import message
from tests.support.window import stand
from ui.robots.hands import CTRL


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
