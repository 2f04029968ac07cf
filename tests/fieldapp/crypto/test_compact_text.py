"""Bytes as QR text: one text for one content, and caps against bombs."""

import zlib

import base45  # type: ignore[import-untyped]  # the library ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.compact_text import MAX_INFLATED, MAX_TEXT, pack, unpack

ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def text_of(stream: bytes) -> str:
    return str(base45.b45encode(stream), "ascii")


@given(st.binary(max_size=300))
def test_bytes_come_back(data: bytes) -> None:
    assert unpack(pack(data)) == data


@given(st.binary(max_size=300))
def test_text_keeps_to_the_alphanumeric_alphabet(data: bytes) -> None:
    assert set(pack(data)) <= ALPHANUMERIC


def test_largest_content_is_read() -> None:
    assert unpack(pack(bytes(MAX_INFLATED))) == bytes(MAX_INFLATED)


def test_one_byte_more_is_a_bomb() -> None:
    assert unpack(pack(bytes(MAX_INFLATED + 1))) is None


def test_bomb_of_many_megabytes_is_refused() -> None:
    assert unpack(pack(bytes(4_000_000))) is None


def test_text_longer_than_any_symbol_is_refused() -> None:
    assert unpack("0" * (MAX_TEXT + 1)) is None


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"plain",
        zlib.compress(b"card")[:-1],
        zlib.compress(b"card") + b"\0",
        zlib.compress(b"card") * 2,
        zlib.compress(b"card")[2:-4],
    ],
    ids=["empty", "no zlib", "cut", "a byte after", "twice", "raw deflate"],
)
def test_stream_that_is_not_exactly_one_is_refused(stream: bytes) -> None:
    assert unpack(text_of(stream)) is None


@pytest.mark.parametrize(
    "spoil", [str.lower, lambda text: text + "\n", lambda text: " " + text, lambda text: "工" + text]
)
def test_text_outside_base45_is_refused(spoil: object) -> None:
    assert callable(spoil)
    assert unpack(spoil(pack(b"card"))) is None


@given(st.binary(min_size=20, max_size=200), st.integers(0, 10_000), st.integers(1, 44))
def test_no_changed_character_gives_the_same_content(data: bytes, place: int, shift: int) -> None:
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    text = pack(data)
    place %= len(text)
    changed = alphabet[(alphabet.index(text[place]) + shift) % 45]

    assert unpack(text[:place] + changed + text[place + 1 :]) is None


def test_unused_bits_behind_the_last_block_must_be_clear() -> None:
    stream = bytearray(zlib.compress(b"card"))
    stream[-5] |= 0x80

    assert zlib.decompress(bytes(stream)) == b"card"
    assert unpack(text_of(bytes(stream))) is None
