"""民族: one field by initials, only where the profile of the event's province asks for it."""

import pytest
from PySide6.QtCore import Qt

from fieldapp.services import enrollment
from tests.support.window import stand, typed
from ui.pages.enroll import page


@pytest.fixture
def asking(tmp_path, monkeypatch):
    """Stand in a province that asks."""
    monkeypatch.setattr(page, "asked_fields", lambda province: ("ethnicity",) if province == "15" else ())
    with stand(tmp_path) as at:
        yield at


@pytest.fixture
def insisting(tmp_path, monkeypatch):
    """Stand in a province that asks and takes no empty answer."""
    for module, name in ((page, "asked_fields"), (page, "required_fields"), (enrollment, "required_fields")):
        monkeypatch.setattr(module, name, lambda province: ("ethnicity",) if province == "15" else ())
    with stand(tmp_path) as at:
        yield at


def test_where_it_is_asked_it_stands_in_the_way_of_enter_and_goes_with_the_record(asking):
    asking.enroll.open()
    asking.enroll.fill(typed())
    asking.hands.focus("ethnicity")
    asking.hands.write("mg")
    asking.hands.press(Qt.Key.Key_Return)
    assert asking.hands.read("ethnicity") == "蒙古族"
    asking.enroll.consent("US1:000001")
    assert asking.enroll.commit().tone == "success"
    rec = asking.read.recent(asking.desk.event)[0].rec
    assert asking.read.details(rec).ethnicity == "02"


def test_a_province_that_insists_hears_what_lacks_and_the_cursor_goes_there(insisting):
    insisting.enroll.open()
    insisting.enroll.fill(typed())
    insisting.hands.settle()
    assert "民族" in insisting.hands.read("band_line")
    insisting.enroll.consent("US1:000001")
    answer = insisting.enroll.commit()
    assert (answer.tone, insisting.enroll.verdict("ethnicity")) == ("error", "还没有填民族")
    assert insisting.hands.focused == "ethnicity"
    insisting.hands.write("mg")
    insisting.hands.press(Qt.Key.Key_Return)
    assert insisting.enroll.commit().tone == "success"


def test_the_form_still_fits_and_nobody_has_to_answer(asking):
    asking.enroll.open()
    assert not asking.enroll.scrolls
    assert asking.enroll.enroll(typed()).tone == "success"


def test_letters_that_are_no_people_are_said(asking):
    asking.hands.focus("ethnicity")
    asking.hands.write("qqq")
    asking.hands.press(Qt.Key.Key_Return)
    assert asking.enroll.verdict("ethnicity") == "没有这一项,按 ↓ 选"


def test_elsewhere_nobody_is_asked(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        assert not at.hands.sees("ethnicity")
