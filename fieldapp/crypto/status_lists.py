"""Revocation without a network: IETF Token Status List, two bits for each card.

A list says of a span of status indexes of one issuer whether the card is valid, invalid, suspended
or transferred. Older than seven days it no longer makes a card green.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from fieldapp.crypto.signed import SignedObject, sign_object, verify_object
from fieldapp.domain.facts import json_bytes
from fieldapp.domain.ports import Signer
from fieldapp.domain.problems import Refusal

STATUS_KIND = "status_list"
FRESH_FOR = timedelta(days=7)
_BITS = 2
_PER_BYTE = 8 // _BITS
_MAX_BYTES = 4 * 1024 * 1024  # sixteen million cards in one list


class CardStatus(IntEnum):
    """The two bits; 3 is the application-specific value of the standard."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    TRANSFERRED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """Statuses of the indexes from ``start`` on, four in a byte, the lowest index in the lowest bits."""

    issuer: str
    start: int
    issued: datetime
    packed: bytes

    def covers(self, issuer: str, index: int) -> bool:
        """Whether it says something about this card."""
        return self.issuer == issuer and 0 <= index - self.start < len(self.packed) * _PER_BYTE

    def status(self, index: int) -> CardStatus:
        """Return the status of a covered index; ``IndexError`` beyond the end."""
        byte, place = divmod(index - self.start, _PER_BYTE)
        return CardStatus(self.packed[byte] >> place * _BITS & 0b11)

    def is_stale(self, now: datetime) -> bool:
        """Whether it is too old to make a card green."""
        return now - self.issued > FRESH_FOR

    def sign(self, signer: Signer) -> SignedObject:
        """Sign it as the centre."""
        payload = {
            "issuer": self.issuer,
            "start": self.start,
            "issued": int(self.issued.timestamp()),
            "status_list": {"bits": _BITS, "lst": encode_list(self.packed)},
        }
        return sign_object(STATUS_KIND, json_bytes(payload), signer)

    @classmethod
    def from_signed(cls, signed: SignedObject, keys: Mapping[str, bytes]) -> "StatusList | Refusal":
        """Read a signed list; ``status_list_bad`` unless a key of ``keys`` (kid → public) signed it."""
        bad = Refusal(code="status_list_bad")
        if signed.kind != STATUS_KIND or not verify_object(signed, keys):
            return bad
        try:
            content = json.loads(signed.payload)
            if content["status_list"]["bits"] != _BITS:
                return bad
            return cls(
                issuer=str(content["issuer"]),
                start=int(content["start"]),
                issued=datetime.fromtimestamp(int(content["issued"]), UTC),
                packed=decode_list(content["status_list"]["lst"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return bad


@dataclass(frozen=True, slots=True)
class StatusLists:
    """All lists a verifier carries."""

    lists: tuple[StatusList, ...]

    def find(self, issuer: str, index: int) -> StatusList | None:
        """Return the newest list that covers a card, None when none does."""
        covering = (known for known in self.lists if known.covers(issuer, index))
        return max(covering, key=lambda known: known.issued, default=None)


def pack_statuses(statuses: Iterable[CardStatus]) -> bytes:
    """Pack statuses in index order; the last byte is filled up with VALID."""
    listed = tuple(statuses)
    return pack_exceptions(len(listed), dict(enumerate(listed)))


def pack_exceptions(size: int, statuses: Mapping[int, CardStatus]) -> bytes:
    """Pack ``size`` indexes from 0 on, those not named as VALID."""
    packed = bytearray(-(-size // _PER_BYTE))
    for index, status in statuses.items():
        byte, place = divmod(index, _PER_BYTE)
        packed[byte] |= status << place * _BITS
    return bytes(packed)


def encode_list(packed: bytes) -> str:
    """Return the standard's ``lst``: zlib, then URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(zlib.compress(packed, 9)).rstrip(b"=").decode("ascii")


def decode_list(text: Any) -> bytes:
    """Return the packed bytes of an ``lst``; ``ValueError`` when it is none or larger than 4 MiB."""
    try:
        stream = base64.b64decode(str(text).encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflater = zlib.decompressobj()
        packed = inflater.decompress(stream, _MAX_BYTES)
    except (binascii.Error, zlib.error) as trouble:
        raise ValueError("not a status list") from trouble
    if not inflater.eof or inflater.unused_data:
        raise ValueError("not a status list, or too large")
    return packed
