"""登记: input method only where names are typed, the numeric keypad alone, and how the document was checked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.support.desk import document_no
from tests.support.window import stand
from ui.robots.hands import ALT

PAD = Qt.KeyboardModifier.KeypadModifier


def on_the_pad(at, text):
    for character in text:
        QTest.keyClick(QApplication.focusWidget(), character, PAD)
    at.hands.look()


def test_an_input_method_is_on_only_where_names_are_typed(tmp_path):
    with stand(tmp_path) as at:
        form = at.hands.window.workspace.current.form
        on = {
            code
            for code, field in form.fields.items()
            if field.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        }
        assert on == {"name", "employer"}


def test_the_numeric_keypad_alone_types_number_and_phone(tmp_path):
    with stand(tmp_path) as at:
        number = next(document_no(serial) for serial in range(1000) if document_no(serial).endswith("X"))
        at.enroll.open()
        on_the_pad(at, number.replace("X", "*"))
        at.hands.press(Qt.Key.Key_Enter, PAD)
        assert at.hands.focused == "name"
        at.hands.press(Qt.Key.Key_Enter, PAD)
        on_the_pad(at, "13800130001")
        assert at.enroll.value("document_no").replace(" ", "") == number
        assert at.enroll.verdict("document_no").startswith("✓ 校验通过")
        assert at.enroll.value("phone") == "138 0013 0001"


def test_full_width_digits_and_dashes_are_read_as_what_was_meant(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.compose("".join(chr(ord(digit) + 0xFEE0) for digit in "138-0013-0001"))
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.verdict("phone") == ""


@pytest.mark.parametrize(
    ("code", "pasted", "shown"),
    [
        ("phone", "+86 138-0013-0001", "138 0013 0001"),
        ("phone", "１３８００１３０００１", "138 0013 0001"),
        ("document_no", "'150203-19850615-0014", "150203 19850615 0014"),
        ("document_no", "１５０２０３１９８５０６１５００１４", "150203 19850615 0014"),
    ],
)
def test_a_number_that_was_left_is_shown_as_people_read_it(tmp_path, code, pasted, shown):
    with stand(tmp_path) as at:
        at.hands.focus(code)
        at.hands.paste(pasted)
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.value(code) == shown


def test_a_stated_document_is_amber(tmp_path):
    with stand(tmp_path) as at:
        chip = at.hands.find(QPushButton, "document_check")
        tones = []
        for _step in range(3):
            at.hands.press(Qt.Key.Key_D, ALT)
            tones.append((chip.text(), chip.property("tone") or ""))
        assert [tone for _words, tone in tones] == ["", "warning", ""]
        assert "口报" in tones[1][0]
