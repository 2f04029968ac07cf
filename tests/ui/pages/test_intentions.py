"""意向登记 through real keys."""

from PySide6.QtCore import Qt

from tests.support.desk import document_no
from tests.support.window import stand
from ui.robots.hands import ALT, Hands


def note(hands: Hands, name: str, phone: str, day: str = "", words: str = "") -> None:
    """Type somebody into the sheet in front."""
    for text in (name, phone, day, words):
        hands.write(text)
        hands.press(Qt.Key.Key_Return)
    hands.settle()


def names(hands: Hands) -> list[str]:
    return [line[0] for line in hands.rows("intention_list")]


def test_person_without_a_document_is_noted_and_not_counted(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        note(at.hands, "张吉", "13800130001", "11-25", "货站门口")
        assert names(at.hands) == ["张吉 ··0001"]
        assert at.hands.read("intention_name_verdict").startswith("张吉 已记下")
        assert at.hands.focused == "intention_name"
        assert at.read.figures(at.desk.event).applied == 0


def test_wrong_phone_is_said_under_its_field(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        note(at.hands, "张吉", "138")
        assert at.hands.read("intention_phone_verdict")
        assert at.hands.focused == "intention_phone"
        assert names(at.hands) == []


def test_day_that_is_none_is_said(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        note(at.hands, "张吉", "13800130001", "下周")
        assert at.hands.read("intention_day_verdict").startswith("请写月和日")


def test_taken_up_person_fills_the_form_and_leaves_the_list_with_the_application(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        note(at.hands, "张吉", "13800130001")
        at.hands.press(Qt.Key.Key_E, ALT)
        assert (at.enroll.value("name"), at.enroll.value("phone")) == ("张吉", "138 0013 0001")
        assert at.hands.focused == "document_no"
        for code, text in (("document_no", document_no(1)), ("group", "货车"), ("employment", "个人依托")):
            at.hands.focus(code)
            at.hands.write(text)
            at.hands.press(Qt.Key.Key_Return)
        at.enroll.consent("US1:000001")
        assert at.enroll.commit().tone == "success"
        assert at.read.intentions(at.desk.event) == ()


def test_called_and_dropped_have_their_keys(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        note(at.hands, "张吉", "13800130001")
        at.hands.press(Qt.Key.Key_C, ALT)
        at.hands.settle()
        assert at.hands.rows("intention_list")[0][2] == "已联系"
        at.hands.press(Qt.Key.Key_X, ALT)
        at.hands.settle()
        assert names(at.hands) == []


def test_escape_goes_back_to_the_form(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_I, ALT)
        at.hands.press(Qt.Key.Key_Escape)
        assert at.hands.focused == "document_no"
