"""Every page at large letters in the smallest window: nothing is squeezed, and what has the focus is in sight."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QScrollArea, QWidget

from fieldapp.domain.events import ApprovalPolicy
from tests.support.window import stand
from ui.robots.hands import ALT
from ui.robots.people import PeopleRobot


def enlarge(at, scale: int) -> None:
    """Let letters be this large (per cent) in a window of 1280 × 720."""
    at.hands.window.resize(1280, 720)
    at.hands.window.theme.scale = scale
    at.hands.window.session.look_changed.emit()
    at.hands.look()


def squeezed(page: QWidget) -> list[str]:
    """Name the fields and buttons of a page that have less height than they need."""
    parts = [one for kind in (QLineEdit, QComboBox, QPushButton) for one in page.findChildren(kind) if one.isVisible()]
    assert parts
    return [one.objectName() for one in parts if one.height() < min(one.minimumSizeHint().height(), 60)]


@pytest.mark.parametrize("page", ["settings", "events", "sync", "handouts", "records", "reports"])
def test_at_150_per_cent_no_field_is_squeezed(tmp_path, page):
    with stand(tmp_path) as at:
        enlarge(at, 150)
        at.hands.window.workspace.open_page(page)
        at.hands.settle()
        assert squeezed(at.hands.window.workspace.current) == []


def test_the_key_map_scrolls_when_the_letters_are_large(tmp_path):
    with stand(tmp_path) as at:
        enlarge(at, 150)
        at.hands.press(Qt.Key.Key_F1)
        area = at.hands.window.workspace.current.findChild(QScrollArea)
        assert area.verticalScrollBar().maximum() > 0


def test_a_field_that_gets_the_focus_comes_into_sight(tmp_path):
    with stand(tmp_path) as at:
        enlarge(at, 200)
        PeopleRobot(at.hands).open_keys()
        at.hands.focus("new_passphrase")
        line = at.hands.find(QLineEdit, "new_passphrase")
        area = next(one for one in at.hands.window.findChildren(QScrollArea) if one.isAncestorOf(line))
        top = line.mapTo(area.viewport(), QPoint(0, 0)).y()
        assert top >= 0
        assert top + line.height() <= area.viewport().height()


def test_only_what_goes_into_an_application_shows_its_provenance(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_settings")
        at.hands.focus("operator_name")
        at.hands.write("苏日娜")
        page = at.hands.window.workspace.current
        assert page.people.new_name.source is not None
        assert not page.people.new_name._source.isVisible()


def test_a_typed_number_of_an_application_shows_its_provenance(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("document_no")
        at.hands.write("1502")
        assert at.hands.window.workspace.current.form.fields["document_no"]._source.isVisible()


def test_a_sheet_that_needs_more_height_leaves_nothing_of_the_page_peeping_out(tmp_path):
    with stand(tmp_path) as at:
        enlarge(at, 150)
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        sheet, page = at.hands.find(QWidget, "intentions_sheet"), at.hands.window.workspace.current
        assert sheet.geometry() == page.rect()


def test_at_200_per_cent_the_fields_of_a_sheet_scroll_and_none_is_squeezed(tmp_path):
    with stand(tmp_path) as at:
        enlarge(at, 200)
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        assert squeezed(at.hands.find(QWidget, "intentions_sheet")) == []


@pytest.mark.parametrize("policy", ["central", "delegated"])
def test_the_form_of_an_event_stands_whole_at_150_per_cent(tmp_path, policy):
    with stand(tmp_path) as at:
        enlarge(at, 150)
        at.hands.window.workspace.open_page("events")
        form = at.hands.window.workspace.current.form
        form.policy.choose(ApprovalPolicy(policy))
        at.hands.settle()
        (area,) = [one for one in at.hands.window.workspace.current.findChildren(QScrollArea) if one.isVisible()]
        assert area.verticalScrollBar().maximum() == 0
