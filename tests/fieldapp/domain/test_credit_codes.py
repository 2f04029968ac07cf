"""Unified social credit codes."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.credit_codes import (
    ALPHABET,
    check_character,
    check_credit_code,
    is_union_code,
    is_valid,
    organisation_check,
)
from resources import resource

EXAMPLE = "91350100M000100Y43"
UNION = "81150600MC1234566T"


@pytest.mark.parametrize("code", [EXAMPLE, UNION])
def test_published_codes_are_valid(code: str) -> None:
    assert is_valid(code)


def test_only_a_code_beginning_with_81_is_a_unions() -> None:
    assert is_union_code(UNION)
    assert not is_union_code(EXAMPLE)


@given(st.text(alphabet=ALPHABET, min_size=16, max_size=16), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(first: str, place: int, other: str) -> None:
    body = first[:16] + organisation_check(first[8:16])
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    assert is_valid(changed) == (changed == code)


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100Y430", "9135010OM000100Y43", "91350100M000100Y44"]
)
def test_wrong_length_character_or_check_is_invalid(code: str) -> None:
    assert not is_valid(code)


def test_code_as_typed_is_tidied_before_it_is_checked() -> None:
    assert check_credit_code(" 91350100m000100y43 ") == ()
    assert check_credit_code("９１３５０１００-M000100Y43") == ()


def test_empty_code_is_no_problem() -> None:
    assert check_credit_code(" ") == ()


def test_wrong_code_and_employers_code_of_a_union_are_told_apart() -> None:
    assert [one.code for one in check_credit_code("123", "union_code")] == ["credit_code_invalid"]
    assert [(one.code, one.field) for one in check_credit_code(EXAMPLE, "union_code", union=True)] == [
        ("credit_code_not_union", "union_code")
    ]
    assert check_credit_code(UNION, union=True) == ()


def test_every_sample_union_carries_a_valid_union_code() -> None:
    with resource("data", "samples", "organisations.csv").open(encoding="utf-8") as file:
        codes = [row["credit_code"] for row in csv.DictReader(file) if row["credit_code"]]
    assert len(codes) > 150
    assert all(is_union_code(code) for code in codes)
