"""What the reading child passes back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.problems import Refusal
from fieldapp.files.sheets import (
    CELL_MAXIMUM,
    ReadingLimits,
    SheetLines,
    UnreadableError,
    date_text,
    decode,
    encode_all,
    encode_refusal,
    encode_sheet,
    number_text,
    plain_text,
)

cells = st.text(max_size=30).map(plain_text)


def there_and_back(*rows: list[str]) -> list[list[str]]:
    lines = SheetLines(ReadingLimits())
    for number, row in enumerate(rows, start=1):
        lines.add(number, list(row))
    said = decode(encode_all([encode_sheet("名册", lines.lines)]))
    assert not isinstance(said, Refusal)
    return [[cell.text for cell in row.cells] for row in said[0].rows]


@given(
    st.lists(st.lists(st.text(alphabet="张三·𠮷ab \n\t12", min_size=1, max_size=9), min_size=1, max_size=6), max_size=6)
)
def test_ordinary_text_comes_back_as_it_was(rows: list[list[str]]) -> None:
    assert there_and_back(*rows) == rows


@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=5))
def test_hostile_text_never_changes_the_shape(rows: list[list[str]]) -> None:
    back = there_and_back(*rows)
    assert len(back) <= len(rows)
    assert all(len(row) <= 5 for row in back)
    assert not any(mark in text for row in back for text in row for mark in "\x1d\x1e\x1f\x00")


def test_blank_rows_and_blank_ends_are_left_out() -> None:
    assert there_and_back(["a", "", ""], ["", ""], ["", "b"]) == [["a"], ["", "b"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(13912345678.0, "13912345678"), (3, "3"), (0.5, "0.5"), (1.505021998081765e17, "1.505021998081765e+17")],
)
def test_number_shows_digits_only_where_they_can_be_trusted(value: float, text: str) -> None:
    assert there_and_back([number_text(value)]) == [[text]]


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_number_that_is_none_is_no_crash(value: float) -> None:
    assert there_and_back([number_text(value)]) != []


def test_marks_tell_numbers_and_dates_from_text() -> None:
    said = decode(encode_all([encode_sheet("x", [f"1\x1f{number_text(7)}\x1f{date_text('2026-11-22')}\x1f7"])]))
    assert not isinstance(said, Refusal)
    number, day, text = said[0].rows[0].cells
    assert (number.text, number.is_number, number.is_date) == ("7", True, False)
    assert (day.text, day.is_number, day.is_date) == ("2026-11-22", False, True)
    assert (text.text, text.is_number, text.is_date) == ("7", False, False)


def test_text_cannot_pretend_to_be_a_number() -> None:
    assert plain_text("\x017") == "7"


def test_endless_cell_is_cut() -> None:
    assert len(there_and_back(["x" * 100_000])[0][0]) == CELL_MAXIMUM


def test_merges_and_state_come_back() -> None:
    said = decode(encode_all([encode_sheet("x", [], visible=False, merges=[(1, 2, 3, 4)])]))
    assert not isinstance(said, Refusal)
    assert not said[0].visible
    assert (said[0].merges[0].first_row, said[0].merges[0].last_column) == (1, 4)


def test_refusal_comes_back_with_its_words() -> None:
    assert decode(encode_refusal("roster_broken", {"why": "x"})) == Refusal(code="roster_broken", details={"why": "x"})


@pytest.mark.parametrize("answer", [b"", b"nonsense", b'{"name": "x"}', b"\xff", b'{"refusal": 1}'])
def test_answer_that_is_none_is_noticed(answer: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        decode(answer)


@pytest.mark.parametrize(
    ("limits", "row"), [(ReadingLimits(columns=2), ["a", "b", "c"]), (ReadingLimits(rows=0), ["a"])]
)
def test_sheet_beyond_the_limits_is_refused(limits: ReadingLimits, row: list[str]) -> None:
    with pytest.raises(UnreadableError) as caught:
        SheetLines(limits).add(1, row)
    assert caught.value.code == "roster_too_large"


def test_lone_surrogate_of_a_broken_file_is_replaced() -> None:
    said = decode(encode_all([encode_sheet("x", ["1\x1fa\ud800b"])]))
    assert not isinstance(said, Refusal)
    assert said[0].rows[0].cells[0].text == "a?b"
    assert json.loads(encode_refusal("x", {}))["refusal"] == "x"
