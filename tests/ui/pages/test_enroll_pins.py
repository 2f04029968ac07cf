"""登记: what stays for the next person, and what never does."""

from PySide6.QtCore import Qt

from fieldapp.domain.applications import Source
from tests.support.window import stand, typed
from ui.pages.enroll.pins import PinButton
from ui.robots.hands import ALT


def pinned(at, code):
    return at.hands.find(PinButton, f"pin_{code}").isChecked()


def form(at):
    return at.hands.window.workspace.current.form


def test_what_is_the_same_for_most_people_is_pinned_and_says_so(tmp_path):
    with stand(tmp_path) as at:
        assert [pinned(at, code) for code in ("group", "employment", "region", "employer")] == [True] * 4
        assert not pinned(at, "union")
        at.enroll.enroll(typed())
        assert at.enroll.value("group") == "货车司机"
        assert form(at).fields["group"].source is Source.PINNED


def test_a_pulled_pin_empties_the_field_for_the_next_person(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("group")
        at.hands.press(Qt.Key.Key_K, ALT)
        assert not pinned(at, "group")
        at.enroll.enroll(typed())
        assert at.enroll.value("group") == ""
        assert at.enroll.value("employment") == "个人依托平台自主经营"


def test_a_pinned_union_stays_whatever_is_proposed(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("union")
        at.hands.press(Qt.Key.Key_K, ALT)
        at.enroll.enroll(typed(union="昆都仑区周转池"))
        assert at.enroll.value("union") == "昆都仑区周转池"
        assert form(at).fields["union"].source is Source.PINNED


def test_consent_name_and_migrant_have_no_pin_and_that_is_said(tmp_path):
    with stand(tmp_path) as at:
        for code in ("consent", "name", "migrant"):
            at.hands.focus(code)
            at.hands.press(Qt.Key.Key_K, ALT)
            assert at.hands.window.workspace.messages.code == "field_has_no_pin"


def test_an_employer_left_empty_once_is_not_asked_for_again(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.focus("phone")
        at.hands.write("13800130002")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "migrant"


def test_pins_and_their_values_come_back_after_a_lock(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("employment")
        at.hands.press(Qt.Key.Key_K, ALT)
        at.enroll.enroll(typed())
        at.hands.settle()
        kept = at.read.draft(at.desk.event)
        assert (kept.group, kept.employment, kept.document_no) == ("truck", "", "")
        assert kept.pins == ("group", "region", "employer")
