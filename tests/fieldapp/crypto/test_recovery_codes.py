"""The recovery code survives reading aloud, and slips are caught before any work is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.recovery_codes import ALPHABET, new_recovery_code, read_recovery_code

CODE = "6KT6-2E4V-ZPU9-KQJG-Y2GH-Q59Q-MAGA"  # fixed: every worker has to collect the same tests
BARE = CODE.replace("-", "")


def test_code_is_seven_groups_of_four() -> None:
    assert [len(group) for group in new_recovery_code().split("-")] == [4] * 7


def test_a_new_code_is_read_again() -> None:
    code = new_recovery_code()

    assert read_recovery_code(code) == code.replace("-", "")


def test_codes_differ() -> None:
    assert len({new_recovery_code() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), BARE, f" {CODE} \n", CODE.replace("-", " "), CODE.replace("-", "—")]
)
def test_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_recovery_code(typed) == BARE


def test_full_width_letters_are_read() -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in BARE)

    assert read_recovery_code(wide) == BARE


@given(st.integers(0, 27), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(place: int, character: str) -> None:
    typed = BARE[:place] + character + BARE[place + 1 :]

    assert (read_recovery_code(typed) is None) == (typed != BARE)


@given(st.integers(0, 26))
def test_two_swapped_neighbours_are_caught(place: int) -> None:
    typed = BARE[:place] + BARE[place + 1] + BARE[place] + BARE[place + 2 :]

    assert (read_recovery_code(typed) is None) == (typed != BARE)


@pytest.mark.parametrize("typed", ["", BARE[:-1], BARE + "2", "0" + BARE[1:], "汉" + BARE[1:]])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_recovery_code(typed) is None
