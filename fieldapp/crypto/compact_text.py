"""Bytes as QR text: zlib (RFC 1950), then base45 (RFC 9285), with caps and nothing left over."""

import zlib

import base45  # type: ignore[import-untyped]  # the library ships no types

MAX_TEXT = 8 * 1024  # the largest QR symbol holds 4,296 characters
MAX_INFLATED = 64 * 1024
_CHECKSUM_BYTES = 4


def pack(data: bytes) -> str:
    """Return bytes as text of the QR alphanumeric alphabet."""
    return str(base45.b45encode(zlib.compress(data, 9)), "ascii")


def unpack(text: str) -> bytes | None:
    """Return the bytes of ``pack``'s text; None for any other text, and for more than 64 KiB."""
    if len(text) > MAX_TEXT:
        return None
    try:
        # as bytes, because the library strips line ends from strings
        stream = base45.b45decode(text.encode("ascii"))
        data = _inflate(stream)
    except (ValueError, zlib.error):
        return None
    return None if data is None or _has_slack(stream, data) else data


def _inflate(stream: bytes) -> bytes | None:
    inflater = zlib.decompressobj()
    data = inflater.decompress(stream, MAX_INFLATED)
    # the end may stand just behind a full buffer; a byte more than the cap means a bomb
    if not inflater.eof and inflater.decompress(inflater.unconsumed_tail, 1):
        return None
    return data if inflater.eof and not inflater.unused_data else None


def _has_slack(stream: bytes, data: bytes) -> bool:
    """Whether unused bits behind the last deflate block are set, so that another text would mean the same.

    DEFLATE (RFC 1951) ignores the bits between its last code and the byte's end. Clearing the
    highest set bit of that byte spoils a stream, unless the bit was one of those.
    """
    place = len(stream) - _CHECKSUM_BYTES - 1
    last = stream[place]
    if last == 0:
        return False
    cleared = last & ~(1 << (last.bit_length() - 1))
    try:
        return _inflate(stream[:place] + bytes([cleared]) + stream[place + 1 :]) == data
    except zlib.error:
        return False
