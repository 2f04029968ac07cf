"""Mobile numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.phones import check_phone, grouped_phone, is_mobile, mask_phone, normalise_phone

PHONE = "13912345678"


@pytest.mark.parametrize(
    "written",
    [
        "139 1234 5678",
        "139-1234-5678",
        "+86 139 1234 5678",
        "8613912345678",
        "008613912345678",
        "(+86)13912345678",
        "１３９１２３４５６７８",
        " 13912345678\u00a0",
        "13912345678\u200b",
        "'13912345678",
        "86-139-1234-5678",
        "13912345678.0",
        "139.1234.5678",
    ],
)
def test_phone_written_strangely_is_the_same_phone(written: str) -> None:
    assert normalise_phone(written) == PHONE
    assert check_phone(written) == ()


@pytest.mark.parametrize("segment", ["130", "142", "154", "166", "170", "191", "199"])
def test_no_segment_is_refused(segment: str) -> None:
    assert check_phone(f"{segment}12345678") == ()


@pytest.mark.parametrize(
    "phone", ["12345678901", "1391234567", "139123456789", "无", "0477-8581234", "1.39E+10", "861391234567"]
)
def test_what_is_no_mobile_number_is_invalid(phone: str) -> None:
    assert [problem.code for problem in check_phone(phone)] == ["phone_invalid"]


@pytest.mark.parametrize("phone", ["", " ", "\u3000", "--"])
def test_blank_phone_is_missing(phone: str) -> None:
    assert [(problem.code, problem.field) for problem in check_phone(phone)] == [("phone_missing", "phone")]


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii))
def test_every_mobile_number_stays_itself(phone: str) -> None:
    assert normalise_phone(phone) == phone
    assert is_mobile(phone)


def test_mask_and_groups_show_a_phone_as_people_read_it() -> None:
    assert mask_phone(PHONE) == "139****5678"
    assert mask_phone("12345") == "*****"
    assert grouped_phone(PHONE) == "139 1234 5678"
    assert grouped_phone("12345") == "12345"
