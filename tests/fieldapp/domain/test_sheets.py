"""Numbers of signed forms."""

import pytest

from fieldapp.domain.scans import make_sheet_code, sheet_number
from fieldapp.domain.sheets import bare_sheet, check_sheet, writings
from tests.support.desk import document_no

PRINTED = sheet_number(1234, 17)


@pytest.mark.parametrize("text", ["US1:1", "US1:004410", "us1:4410", "4410", PRINTED, make_sheet_code(PRINTED)])
def test_running_numbers_and_printed_codes_are_taken(text: str) -> None:
    assert check_sheet(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (document_no(1), "sheet_is_document"),
        (f"US1:{document_no(2)}", "sheet_is_document"),
        ("150203850615123", "sheet_is_document"),
        ("13800130001", "sheet_is_phone"),
        ("138 0013 0001", "sheet_is_phone"),
        ("随便写abc", "sheet_number_bad"),
        ("US1:", "sheet_number_bad"),
        ("1234567890123", "sheet_number_bad"),
        (PRINTED[:-1] + str((int(PRINTED[-1]) + 1) % 10), "sheet_number_bad"),
    ],
)
def test_anything_else_is_refused_for_what_it_is(text: str, code: str) -> None:
    problem = check_sheet(text)
    assert problem is not None
    assert (problem.code, problem.field) == (code, "consent")


def test_the_prefix_is_not_kept() -> None:
    assert bare_sheet(" us1:004410 ") == "004410"


@pytest.mark.parametrize("text", ["4411", "004411", "US1:4411", "us1:00004411"])
def test_one_sheet_has_the_same_writings_however_it_was_typed(text: str) -> None:
    found = writings(text)
    assert {"4411", "004411", "US1:4411", "US1:00000004411"} <= set(found)
    assert found == writings("4411")


def test_other_sheets_have_other_writings() -> None:
    assert not set(writings("4411")) & set(writings("44110"))
    assert writings(PRINTED) == (PRINTED, make_sheet_code(PRINTED))
    assert "0" in writings("000")
