"""Line editors: grouping, one-key answers, choices, what Enter, Shift+Enter and Esc say."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.forms.choices import ChoiceLine, Option
from ui.forms.lines import DOCUMENT_GROUPS, PHONE_GROUPS, AnswerLine, GroupedLine, Line, grouped

OPTIONS = (
    Option(value="truck", label="货车司机", words=("hcsj", "大货车司机")),
    Option(value="courier", label="快递员", words=("kdy", "快递小哥")),
    Option(value="food", label="外卖配送员", words=("wmpsy", "骑手")),
)


@pytest.fixture
def show(qtbot):
    holders = []

    def shown(line):
        holder = QWidget()
        holders.append(holder)
        QVBoxLayout(holder).addWidget(line)
        qtbot.addWidget(holder)
        holder.resize(600, 400)
        holder.show()
        holder.activateWindow()
        line.setFocus()
        QApplication.processEvents()
        return line

    return shown


@pytest.mark.parametrize(
    ("value", "groups", "shown"),
    [
        ("152725198801152036", DOCUMENT_GROUPS, "152725 19880115 2036"),
        ("1527251", DOCUMENT_GROUPS, "152725 1"),
        ("13948710023", PHONE_GROUPS, "139 4871 0023"),
        ("", PHONE_GROUPS, ""),
        ("123456789012345678999", DOCUMENT_GROUPS, "123456 78901234 5678999"),
    ],
)
def test_numbers_are_grouped_as_people_read_them(value, groups, shown):
    assert grouped(value, groups) == shown


def test_typing_in_the_middle_keeps_the_cursor_there(qtbot, show):
    line = show(GroupedLine("phone", PHONE_GROUPS))
    qtbot.keyClicks(line, "13948710")
    line.setCursorPosition(2)
    qtbot.keyClicks(line, "5")
    assert line.text() == "135 9487 10"
    assert line.cursorPosition() == 3


def test_backspace_over_a_gap_removes_the_digit_before_it(qtbot, show):
    line = show(GroupedLine("phone", PHONE_GROUPS))
    qtbot.keyClicks(line, "1394")
    line.setCursorPosition(4)
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert len(line.value()) < 4


def test_a_value_put_in_by_the_program_is_no_edit(qtbot, show):
    line = show(GroupedLine("phone", PHONE_GROUPS))
    with qtbot.assertNotEmitted(line.value_edited):
        line.set_value("13948710023")
    assert line.value() == "13948710023"


def test_without_groups_the_text_stays_as_typed(qtbot, show):
    line = show(GroupedLine("document_no", DOCUMENT_GROUPS))
    line.set_grouping(None)
    qtbot.keyClicks(line, "E12345678")
    assert line.text() == "E12345678"


@pytest.mark.parametrize(("key", "signal"), [("Return", "entered"), ("Enter", "entered"), ("Escape", "escaped")])
def test_keys_of_the_loop_become_signals(qtbot, show, key, signal):
    line = show(Line("name"))
    with qtbot.waitSignal(getattr(line, signal), timeout=1000):
        qtbot.keyClick(line, getattr(Qt.Key, f"Key_{key}"))


def test_shift_enter_goes_back(qtbot, show):
    line = show(Line("name"))
    with qtbot.waitSignal(line.backed, timeout=1000):
        qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)


def test_only_name_fields_take_an_input_method():
    assert Line("name", input_method=True).testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not Line("phone").testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_composition_that_is_committed_is_text(show):
    line = show(Line("name", input_method=True))
    event = QInputMethodEvent()
    event.setCommitString("乌云其木格")
    QApplication.sendEvent(line, event)
    assert line.value() == "乌云其木格"


@pytest.mark.parametrize(("key", "value"), [("y", "yes"), ("1", "yes"), ("n", "no"), ("2", "no")])
def test_one_key_answers_and_goes_on(qtbot, show, key, value):
    line = show(AnswerLine("migrant", (("yes", "是", "y1"), ("no", "否", "n2"))))
    with qtbot.waitSignal(line.entered, timeout=1000):
        qtbot.keyClicks(line, key)
    assert line.value() == value


def test_a_key_that_is_no_answer_changes_nothing(qtbot, show):
    line = show(AnswerLine("migrant", (("yes", "是", "y1"),)))
    qtbot.keyClicks(line, "q")
    assert (line.value(), line.text()) == ("", "")


def test_backspace_unsays_an_answer(qtbot, show):
    line = show(AnswerLine("migrant", (("yes", "是", "y1"),)))
    qtbot.keyClicks(line, "y")
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert line.value() == ""


@pytest.mark.parametrize("typed", ["hcsj", "HC", "truck", "大货车司机"])
def test_a_choice_is_found_by_initials_code_and_alias(qtbot, show, typed):
    line = show(ChoiceLine("group"))
    line.set_options(OPTIONS)
    if typed.isascii():
        qtbot.keyClicks(line, typed)
    else:
        line.insert(typed)
        line.textEdited.emit(typed)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (line.value(), line.text()) == ("truck", "货车司机")


def test_arrows_move_in_the_list(qtbot, show):
    line = show(ChoiceLine("group"))
    line.set_options(OPTIONS)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.value() == "courier"


def test_escape_closes_the_list_and_keeps_the_text(qtbot, show):
    line = show(ChoiceLine("group"))
    line.set_options(OPTIONS)
    qtbot.keyClicks(line, "k")
    with qtbot.assertNotEmitted(line.escaped):
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "k"


def test_a_word_that_is_no_option_is_unknown_and_has_no_value(qtbot, show):
    line = show(ChoiceLine("group"))
    line.set_options(OPTIONS)
    qtbot.keyClicks(line, "zzz")
    assert line.is_unknown
    assert line.value() == ""


def test_free_text_is_a_value_where_it_is_allowed(qtbot, show):
    line = show(ChoiceLine("employer", is_free=True))
    qtbot.keyClicks(line, "ACME")
    assert line.value() == "ACME"


def test_a_value_set_before_its_options_shows_its_label_later(show):
    line = show(ChoiceLine("group"))
    line.set_value("food")
    line.set_options(OPTIONS)
    assert line.text() == "外卖配送员"


def test_what_is_not_offered_names_an_earlier_value_and_nobody_can_choose_it(qtbot, show):
    line = show(ChoiceLine("union"))
    line.set_options([*OPTIONS, Option(value="ORG00001", label="市总工会", is_offered=False)])
    line.set_value("ORG00001")
    assert (line.value(), line.text()) == ("ORG00001", "市总工会")
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert "市总工会" not in line.offered
    assert len(line.offered) == len(OPTIONS)
