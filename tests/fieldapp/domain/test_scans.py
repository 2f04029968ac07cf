"""What a scanner read: routed by its prefix, plain codes checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.numbering import member_number, receipt_number
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import (
    DeviceCode,
    Scan,
    ScanKind,
    is_prefixed,
    make_device_code,
    make_receipt_code,
    make_sheet_code,
    read_device_code,
    read_receipt_code,
    read_sheet_code,
    route_scan,
    sheet_number,
)

RECEIPT = receipt_number(1234, 56)
SHEET = sheet_number(1234, 56)
DEVICE = DeviceCode(one_time="23456789AB", fingerprint="0123456789abcdef", url="http://192.168.1.5:8080")
BAD_DEVICE = Refusal(code="device_code_bad")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UM1:ABC", ScanKind.CARD),
        ("UE1:ABC", ScanKind.EVENT),
        ("UP1:ABC", ScanKind.PRE_REGISTRATION),
        ("UR1:1", ScanKind.RECEIPT),
        ("US1:1", ScanKind.SHEET),
        ("UD1:1", ScanKind.DEVICE),
        ("UC1:1", ScanKind.HUB),
        (member_number("15", 7), ScanKind.NUMBER),
        (RECEIPT, ScanKind.NUMBER),
        ("123456789012", ScanKind.UNKNOWN),
        ("11010519491231002X", ScanKind.DOCUMENT),
        ("UX1:ABC", ScanKind.UNKNOWN),
        ("um1:ABC", ScanKind.UNKNOWN),
        ("um1:abc", ScanKind.CARD),
        ("us1:000123", ScanKind.SHEET),
        ("US1\uff1a000123", ScanKind.SHEET),
        ("um1:8", ScanKind.CARD),
        ("张伟", ScanKind.UNKNOWN),
        ("UM1:张伟", ScanKind.UNKNOWN),
        ("", ScanKind.UNKNOWN),
        ("UM1:" + "0" * 9000, ScanKind.UNKNOWN),
        ("https://example.org", ScanKind.UNKNOWN),
    ],
)
def test_scan_goes_where_its_kind_belongs(text: str, kind: ScanKind) -> None:
    assert route_scan(text).kind is kind


def test_document_number_comes_with_upper_case_x() -> None:
    assert route_scan(" 11010519491231002x\r\n") == Scan(ScanKind.DOCUMENT, "11010519491231002X")


def test_a_device_code_typed_under_caps_lock_is_turned_back() -> None:
    text = make_device_code(DEVICE)
    assert route_scan(text.swapcase()) == Scan(ScanKind.DEVICE, text)


@pytest.mark.parametrize(("text", "is_code"), [("US1:1", True), ("us1:", True), ("US1\uff1a1", True), ("张伟", False)])
def test_only_our_own_codes_are_taken_from_an_input_method(text: str, is_code: bool) -> None:
    assert is_prefixed(text) is is_code


def test_line_end_of_a_wedge_is_dropped_but_a_blank_is_part_of_the_code() -> None:
    assert route_scan("UM1:A \r\n") == Scan(ScanKind.CARD, "UM1:A ")


@given(st.text(max_size=40))
def test_hostile_burst_is_routed_without_trouble(text: str) -> None:
    assert route_scan(text).kind in ScanKind


def test_receipt_code_comes_back() -> None:
    assert read_receipt_code(make_receipt_code(RECEIPT)) == RECEIPT


@pytest.mark.parametrize(
    "text", [RECEIPT, f"UR1:{member_number('15', 7)}", f"UR1:{SHEET}", f"UR1:{RECEIPT[:-1]}", f"UR1:{RECEIPT}0", "UR1:"]
)
def test_other_receipt_code_is_refused(text: str) -> None:
    assert read_receipt_code(text) == Refusal(code="receipt_code_bad")


@given(st.integers(0, 11), st.sampled_from("0123456789"))
def test_wrong_digit_of_a_receipt_is_caught(place: int, digit: str) -> None:
    changed = RECEIPT[:place] + digit + RECEIPT[place + 1 :]

    assert isinstance(read_receipt_code(f"UR1:{changed}"), Refusal) == (changed != RECEIPT)


def test_sheet_code_comes_back() -> None:
    assert read_sheet_code(make_sheet_code(SHEET)) == SHEET
    assert (SHEET[0], len(SHEET)) == ("8", 12)


@pytest.mark.parametrize("text", [SHEET, f"US1:{RECEIPT}", f"US1:{SHEET[:-1]}", f"US1:{SHEET} ", "US1:"])
def test_other_sheet_code_is_refused(text: str) -> None:
    assert read_sheet_code(text) == Refusal(code="sheet_code_bad")


@pytest.mark.parametrize(("device", "counter"), [(-1, 1), (10_000, 1), (1, 0), (1, 1_000_000)])
def test_sheet_number_that_does_not_fit_is_a_mistake(device: int, counter: int) -> None:
    with pytest.raises(ValueError, match="digits"):
        sheet_number(device, counter)


def test_device_code_comes_back() -> None:
    assert make_device_code(DEVICE) == "UD1:23456789AB/0123456789abcdef/http://192.168.1.5:8080"
    assert read_device_code(make_device_code(DEVICE)) == DEVICE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UD1:",
        "UD1:23456789AB",
        "UD1:23456789A0/0123456789abcdef/https://hub",
        "UD1:23456789AB/0123456789ABCDEF/https://hub",
        "UD1:23456789AB/0123456789abcdef/",
        "UD1:23456789AB/0123456789abcdef/ftp://hub",
        "UD1:23456789AB/0123456789abcdef/https://",
        "UD1:23456789AB/0123456789abcdef/https://user@hub",
        "UD1:23456789AB/0123456789abcdef/https://hub:0",
        "UD1:23456789AB/0123456789abcdef/https://hub:99999",
        "UD1:23456789AB/0123456789abcdef/https://hub/a b",
        "UD1:23456789AB/0123456789abcdef/https://hub/\n",
        "UD1:23456789AB/0123456789abcdef/https://工会",
        "UD1:23456789AB/0123456789abcdef/https://[::1",
        "UD1:23456789AB/0123456789abcdef/https://" + "h" * 200,
        make_device_code(DEVICE).replace("UD1:", "UE1:"),
    ],
)
def test_other_device_code_is_refused(text: str) -> None:
    assert read_device_code(text) == BAD_DEVICE
