"""Member and receipt numbers, Verhoeff's digit, leases."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.ids import DeviceId, LeaseId
from fieldapp.domain.numbering import (
    Lease,
    device_short_code,
    grouped,
    is_receipt,
    member_number,
    receipt_number,
    ungrouped,
    verhoeff_digit,
    verhoeff_valid,
)

digits = st.text(alphabet="0123456789", min_size=1, max_size=20)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def lease(**changed: object) -> Lease:
    values: dict[str, object] = {
        "id": LeaseId("L1"),
        "start": 1000,
        "end": 1199,
        "expires": NOW + timedelta(days=60),
        "scope": "150602",
        "status_list": 3,
        "status_start": 400,
    }
    return Lease(**(values | changed))  # type: ignore[arg-type]  # the tests name the fields


@pytest.mark.parametrize(("row", "digit"), [("236", "3"), ("12345", "1"), ("142857", "0")])
def test_published_examples_of_verhoeff_hold(row: str, digit: str) -> None:
    assert verhoeff_digit(row) == digit
    assert verhoeff_valid(row + digit)


@given(digits, st.data())
def test_any_wrong_digit_is_found(row: str, data: st.DataObject) -> None:
    closed = row + verhoeff_digit(row)
    place = data.draw(st.integers(0, len(closed) - 1))
    other = data.draw(st.sampled_from(sorted(set("0123456789") - {closed[place]})))
    assert not verhoeff_valid(closed[:place] + other + closed[place + 1 :])


@given(digits, st.data())
def test_any_swap_of_neighbours_is_found(row: str, data: st.DataObject) -> None:
    closed = row + verhoeff_digit(row)
    place = data.draw(st.integers(0, len(closed) - 2))
    swapped = closed[:place] + closed[place + 1] + closed[place] + closed[place + 2 :]
    assert verhoeff_valid(swapped) == (swapped == closed)


@pytest.mark.parametrize("text", ["", "5", "12a4", "１２３４"])
def test_what_is_no_row_of_digits_is_not_valid(text: str) -> None:
    assert not verhoeff_valid(text)


@given(st.integers(1, 10**9 - 1))
def test_member_number_has_twelve_digits_and_a_right_end(serial: int) -> None:
    number = member_number("15", serial)
    assert len(number) == 12
    assert number.startswith(f"15{serial:09d}")
    assert verhoeff_valid(number)
    assert not is_receipt(number)


@given(st.integers(0, 9999), st.integers(1, 10**6 - 1))
def test_receipt_number_begins_with_nine_and_has_a_right_end(device: int, counter: int) -> None:
    number = receipt_number(device, counter)
    assert len(number) == 12
    assert number.startswith("9")
    assert is_receipt(number)
    assert verhoeff_valid(number)


@pytest.mark.parametrize(("province", "serial"), [("1", 1), ("1x", 1), ("91", 1), ("15", 0), ("15", 10**9)])
def test_member_number_out_of_its_scheme_is_refused(province: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"province|serial"):
        member_number(province, serial)


@pytest.mark.parametrize(("device", "counter"), [(-1, 1), (10000, 1), (1, 0), (1, 10**6)])
def test_receipt_number_out_of_its_scheme_is_refused(device: int, counter: int) -> None:
    with pytest.raises(ValueError, match=r"device|counter"):
        receipt_number(device, counter)


def test_another_life_of_a_device_has_a_short_code_of_its_own() -> None:
    device = DeviceId("0000000a11111111")
    codes = [device_short_code(device, life) for life in (None, "first", "second", "second")]

    assert codes[2] == codes[3]
    assert len(set(codes)) == 3
    assert all(0 <= code < 10_000 for code in codes)


def test_device_short_code_has_at_most_four_digits_and_is_stable() -> None:
    assert device_short_code(DeviceId("ffffffff00000000")) == 0xFFFFFFFF % 10000
    assert device_short_code(DeviceId("0000000a11111111")) == 10


def test_printed_groups_read_back() -> None:
    assert grouped("150000000016") == "1500 0000 0016"
    assert ungrouped("1500 0000-0016 ") == "150000000016"


def test_lease_counts_down_and_gives_serials_in_order() -> None:
    block = lease()
    assert block.serials_left(0) == 200
    assert block.serial(0) == 1000
    assert block.serial(199) == 1199
    assert block.serial(200) is None
    assert block.serials_left(500) == 0


def test_status_index_goes_with_the_serial() -> None:
    assert lease().status_index(1005) == 405


def test_expired_or_empty_lease_is_not_usable() -> None:
    assert lease().is_usable(NOW, 0)
    assert not lease().is_usable(NOW, 200)
    assert not lease(expires=NOW).is_usable(NOW, 0)
