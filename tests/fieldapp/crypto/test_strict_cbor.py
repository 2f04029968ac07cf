"""CBOR from strangers: one plain item or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.strict_cbor import MalformedCborError, read_cbor, write_cbor


@pytest.mark.parametrize(
    ("encoded", "item"),
    [
        ("00", 0),
        ("1bffffffffffffffff", 2**64 - 1),
        ("3bffffffffffffffff", -(2**64)),
        ("4401020304", b"\x01\x02\x03\x04"),
        ("63e6b0b4", "水"),
        ("83010203", [1, 2, 3]),
        ("a201020304", {1: 2, 3: 4}),
        ("f4", False),
        ("f6", None),
        ("fb3ff199999999999a", 1.1),
        ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
    ],
)
def test_examples_of_rfc_8949_are_read(encoded: str, item: object) -> None:
    assert read_cbor(bytes.fromhex(encoded)) == item


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "18",
        "0000",
        "a201000100",
        "a20100180101",
        "a20100f93c0001",
        "81a201000101",
        "a101a201000101",
        "bf01000101ff",
        "c11a514b67b0",
        "c249010000000000000000",
        "c5821b00000000ffffffff03",
        "d81c80",
        "d81d00",
        "d2824101a0",
        "d8238161",
        "d9d9f701",
        "d98888410a",
        "ff",
        "61ff",
        "5b7fffffffffffffff00",
        "9b7fffffffffffffff",
    ],
)
def test_anything_else_is_refused(encoded: str) -> None:
    with pytest.raises(MalformedCborError):
        read_cbor(bytes.fromhex(encoded))


@pytest.mark.parametrize("depth", [20, 5000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(MalformedCborError):
        read_cbor(b"\x81" * depth + b"\x80")


@given(st.binary(max_size=60))
def test_hostile_bytes_give_an_item_or_the_one_error(data: bytes) -> None:
    try:
        read_cbor(data)
    except MalformedCborError:
        return


def test_maps_are_written_in_one_order() -> None:
    assert write_cbor({169: 1, 1: 2, -1: 3}) == write_cbor({-1: 3, 169: 1, 1: 2})
