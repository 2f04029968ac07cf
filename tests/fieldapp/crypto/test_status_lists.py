"""Token status lists: the standard's encoding, and who may say what of whom."""

import base64
import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.signed import sign_object
from fieldapp.crypto.status_lists import (
    CardStatus,
    StatusList,
    StatusLists,
    decode_list,
    encode_list,
    pack_statuses,
)
from fieldapp.domain.problems import Refusal
from tests.support.cards import NOW

CENTRE = DeviceKey.from_seed(bytes(32))
KEYS = {CENTRE.kid: CENTRE.public}
BAD = Refusal(code="status_list_bad")


def listed(*statuses: int, start: int = 0, issuer: str = "15", age: timedelta = timedelta(0)) -> StatusList:
    packed = pack_statuses(map(CardStatus, statuses))
    return StatusList(issuer=issuer, start=start, issued=NOW - age, packed=packed)


def test_two_bit_example_of_the_standard() -> None:
    packed = pack_statuses(map(CardStatus, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]))

    assert packed.hex() == "c944f9"
    assert decode_list("eNo76fITAAPfAgc") == packed


@given(st.lists(st.sampled_from(CardStatus), max_size=50), st.integers(0, 10**9))
def test_every_status_comes_back_at_its_index(statuses: list[CardStatus], start: int) -> None:
    known = listed(*statuses, start=start)

    assert [known.status(start + place) for place in range(len(statuses))] == statuses


@given(st.binary(max_size=300))
def test_encoding_comes_back(packed: bytes) -> None:
    assert decode_list(encode_list(packed)) == packed


def text(stream: bytes) -> str:
    return base64.urlsafe_b64encode(stream).decode().rstrip("=")


@pytest.mark.parametrize(
    "lst",
    [
        "?",
        "é",
        text(b"plain"),
        text(zlib.compress(b"x")[:-1]),
        text(zlib.compress(b"x") + b"y"),
        text(zlib.compress(bytes(5_000_000))),
    ],
    ids=["alphabet", "not ascii", "no zlib", "cut", "trailing", "bomb"],
)
def test_other_encoding_is_refused(lst: str) -> None:
    with pytest.raises(ValueError, match=r"status list|ascii"):
        decode_list(lst)


def test_list_covers_its_span_of_one_issuer() -> None:
    known = listed(0, 0, 0, 0, start=100)

    assert [known.covers("15", index) for index in (99, 100, 103, 104)] == [False, True, True, False]
    assert not known.covers("11", 100)


def test_list_goes_stale_after_seven_days() -> None:
    assert not listed(0, age=timedelta(days=7)).is_stale(NOW)
    assert listed(0, age=timedelta(days=7, seconds=1)).is_stale(NOW)


def test_newest_covering_list_speaks() -> None:
    old, new = listed(0, age=timedelta(days=2)), listed(1)

    assert StatusLists((new, old, listed(2, start=50))).find("15", 0) is new
    assert StatusLists((old,)).find("15", 4) is None


def test_signed_list_comes_back() -> None:
    known = listed(0, 1, 2, 3, start=7)

    assert StatusList.from_signed(known.sign(CENTRE), KEYS) == known


def test_list_signed_by_a_stranger_is_refused() -> None:
    assert StatusList.from_signed(listed(0).sign(DeviceKey.from_seed(bytes(range(32)))), KEYS) == BAD


def test_object_of_another_kind_is_no_list() -> None:
    assert StatusList.from_signed(sign_object("trust", listed(0).sign(CENTRE).payload, CENTRE), KEYS) == BAD


@pytest.mark.parametrize(
    "changed",
    [
        {"status_list": {"bits": 1, "lst": encode_list(b"\0")}},
        {"status_list": {"bits": 2, "lst": "?"}},
        {"status_list": {"bits": 2, "lst": 5}},
        {"status_list": None},
        {"start": "first"},
        {"issued": 10**20},
    ],
    ids=repr,
)
def test_signed_list_with_other_content_is_refused(changed: dict[str, Any]) -> None:
    content = json.loads(listed(0).sign(CENTRE).payload) | changed
    signed = sign_object("status_list", json.dumps(content).encode(), CENTRE)

    assert StatusList.from_signed(signed, KEYS) == BAD
