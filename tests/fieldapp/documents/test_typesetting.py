"""Lines break as Chinese is broken, long names shrink, nothing leaves its box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.documents import fonts
from fieldapp.documents.pages import TextBox
from fieldapp.documents.typesetting import EM_TOP, FLOOR, NOT_FIRST, NOT_LAST, Style, broken, fitted
from tests.support.papers import LONGEST_NAME

PLAIN = Style(size=4)
TEXTS = st.text(alphabet="工会会员卡，。（）《·abc019 ", min_size=1, max_size=60)


def set_in(text: str, style: Style, width: float = 40, height: float = 20) -> TextBox:
    return fitted(text, x=10, y=20, width=width, height=height, style=style)


def test_a_short_text_keeps_its_size() -> None:
    box = set_in("工会", PLAIN)

    assert (box.size, [line.text for line in box.lines]) == (4, ["工会"])


def test_the_baseline_lies_in_the_em_box() -> None:
    box = set_in("工会", PLAIN)

    assert (box.lines[0].x, box.lines[0].baseline) == (10, pytest.approx(20 + EM_TOP * 4))


def test_a_long_name_shrinks_until_it_just_fits() -> None:
    box = set_in(LONGEST_NAME, Style(size=6, least=1.5), width=50)

    assert box.size == pytest.approx(2)
    assert [line.text for line in box.lines] == [LONGEST_NAME]


def test_below_its_least_size_a_text_takes_more_lines() -> None:
    box = set_in(LONGEST_NAME, Style(size=6, least=3, lines=2), width=50)

    assert len(box.lines) == 2
    assert box.size >= 3


def test_rather_than_lose_a_character_the_least_size_is_left() -> None:
    box = set_in(LONGEST_NAME * 2, Style(size=6, least=3), width=60)

    assert box.size < 3
    assert "".join(line.text for line in box.lines) == LONGEST_NAME * 2


def test_a_text_out_of_all_measure_is_set_at_the_floor() -> None:
    assert set_in("工" * 500, Style(size=6), width=10).size == pytest.approx(FLOOR, rel=0.05)


@pytest.mark.parametrize(("align", "left"), [("left", 10), ("center", 26), ("right", 42)])
def test_lines_are_aligned(align: str, left: float) -> None:
    assert set_in("工会", Style(size=4, align=align)).lines[0].x == pytest.approx(left)


@pytest.mark.parametrize(("valign", "top"), [("top", 20), ("middle", 28), ("bottom", 36)])
def test_blocks_are_aligned(valign: str, top: float) -> None:
    assert set_in("工会", Style(size=4, valign=valign)).lines[0].baseline == pytest.approx(top + EM_TOP * 4)


def test_a_newline_always_breaks() -> None:
    assert broken("甲\n乙", 10, PLAIN) == ("甲", "乙")


def test_an_empty_paragraph_is_an_empty_line() -> None:
    assert broken("甲\n\n乙", 10, PLAIN) == ("甲", "", "乙")


def test_a_number_is_not_torn_apart() -> None:
    assert broken("热线 12351", 4, PLAIN) == ("热线", "12351")


def test_a_blank_does_not_begin_a_line() -> None:
    assert broken("工会 会员", 2, PLAIN) == ("工会", "会员")


def test_punctuation_clings_to_what_it_ends() -> None:
    assert broken("一二三，四", 3, PLAIN) == ("一二", "三，四")


def test_an_opening_bracket_goes_to_the_next_line() -> None:
    assert broken("一二（三）", 3, PLAIN) == ("一二", "（三）")


def test_spacing_counts_when_lines_are_filled() -> None:
    assert broken("一二三", 3, Style(size=1, spacing=0.1)) == ("一二", "三")


@given(TEXTS, st.floats(3, 30))
def test_breaking_loses_no_character(text: str, width: float) -> None:
    lines = broken(text, width, PLAIN)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="工会会员卡，。（）《·abc019", min_size=1, max_size=60), st.floats(3, 30))
def test_no_line_begins_or_ends_with_the_wrong_mark(text: str, width: float) -> None:
    lines = broken(text, width, PLAIN)

    assert all(line[:1] not in NOT_FIRST for line in lines[1:])
    assert all(line[-1:] not in NOT_LAST for line in lines[:-1])


@given(st.text(alphabet="工会员卡金木", min_size=1, max_size=60), st.integers(1, 4))
def test_text_stays_inside_its_box(text: str, lines: int) -> None:
    style = Style(size=5, least=2, lines=lines, weight=fonts.BOLD)
    box = set_in(text, style, width=45, height=30)

    for line in box.lines:
        assert line.x + fonts.width(line.text, style.weight) * box.size <= 10 + 45 + 1e-6
    assert box.lines[-1].baseline + (1 - EM_TOP) * box.size <= 20 + 30 + 1e-6
