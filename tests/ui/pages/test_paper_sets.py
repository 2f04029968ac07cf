"""补录 through real keys."""

from PySide6.QtCore import Qt

from tests.support.window import stand, typed
from ui.pages.enroll.paper_sets import runs
from ui.robots.hands import ALT, Hands


def begin(hands: Hands, first: str = "004410", last: str = "004414", day: str = "11-20") -> None:
    """Open the sheet and say which stack it is."""
    hands.press(Qt.Key.Key_B, ALT)
    for text in (first, last, day):
        hands.write(text)
        hands.press(Qt.Key.Key_Return)
    hands.settle()


def test_stack_shows_in_the_header_and_in_the_form(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        assert not at.hands.sees("paper_badge")
        begin(at.hands)
        assert at.hands.read("paper_badge") == "补录"
        assert "004410–004414" in at.enroll._form.consent.line.placeholderText()


def test_person_without_a_form_of_the_stack_is_held_back(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        begin(at.hands)
        refused = at.enroll.enroll(typed(sheet="US1:004420"))
        assert (refused.tone, refused.title) == ("error", "表号不在这一叠里")
        at.enroll.start_over()
        assert at.enroll.enroll(typed(sheet="US1:004411")).tone == "success"
        at.hands.press(Qt.Key.Key_B, ALT)
        assert at.hands.read("paper_far") == "004410 – 004414 · 11月20日 签字 · 已录 1 · 未用 4"
        assert at.hands.read("paper_unused") == "004410、004412–004414"


def test_stack_ends_with_one_key(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        begin(at.hands)
        at.hands.press(Qt.Key.Key_B, ALT)
        at.hands.press(Qt.Key.Key_E, ALT)
        at.hands.settle()
        assert not at.hands.sees("paper_badge")
        assert at.enroll.enroll(typed()).tone == "success"


def test_day_in_the_future_is_said_under_its_field(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        begin(at.hands, day="11-29")
        assert at.hands.read("paper_day_verdict").startswith("日期在今天之后")
        assert at.hands.focused == "paper_day"


def test_neighbouring_numbers_are_drawn_together():
    assert runs(("01", "02", "03", "05", "07", "08")) == ["01–03", "05", "07–08"]
