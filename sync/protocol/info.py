"""``GET /v1/info?nonce=``: the hub shows who it is. Signed as ``info``, asked without a signature.

It proves that the other side is no portal, tells which versions it speaks, and gives the offset
between the clocks. A hub whose key is not pinned yet is compared by its fingerprint.
"""

import hashlib
from typing import Annotated

from pydantic import Field

from fieldapp.crypto.device_keys import kid_of
from fieldapp.domain.facts import PROTOCOL_VERSION
from fieldapp.domain.problems import Refusal
from sync.protocol.bodies import SCHEMAS
from sync.protocol.limits import BATCH_BYTES, BATCH_RECORDS, LINE_BYTES
from sync.protocol.messages import Message, decode
from sync.protocol.numbers import Count, HubTime, Positive
from sync.protocol.signed_replies import open_reply, read_object
from sync.protocol.texts import Hex16, ShortText, from_base64

KIND = "info"
FINGERPRINT_SHOWN = 8
"""Hex digits of the fingerprint that two people compare."""


class VersionRange(Message):
    """Protocol versions a hub speaks, both ends included."""

    min: Positive
    max: Positive


class Limits(Message):
    """What a hub takes in one batch."""

    records: Positive = BATCH_RECORDS
    bytes: Positive = BATCH_BYTES
    line: Positive = LINE_BYTES


class Info(Message):
    """A hub of ``tier`` 0 (centre) or 1 (site); ``time`` in ms since 1970, ``key`` its public key in base64."""

    tier: Annotated[int, Field(ge=0, le=1)]
    server: Hex16
    gen: Count
    time: HubTime
    nonce: ShortText
    protocol: VersionRange = VersionRange(min=PROTOCOL_VERSION, max=PROTOCOL_VERSION)
    schemas: tuple[ShortText, ...] = SCHEMAS
    limits: Limits = Limits()
    key: ShortText

    @property
    def public_key(self) -> bytes | None:
        """The 32 bytes of the key, None when the text is no key."""
        return from_base64(self.key, 32)


def fingerprint(public: bytes) -> str:
    """Return SHA-256 of a public key in hex; people compare the first eight digits."""
    return hashlib.sha256(public).hexdigest()


def fits(public: bytes, stated: str) -> bool:
    """Whether a stated fingerprint (whole, or at least its first eight digits) is that of the key."""
    text = "".join(stated.split()).replace("-", "").lower()
    return len(text) >= FINGERPRINT_SHOWN and fingerprint(public).startswith(text)


def read_info(body: bytes, *, nonce: str, kid: str, key: bytes) -> Info | Refusal:
    """Return the info of the pinned hub, fresh for this nonce.

    Refusals beside those of ``open_reply``: ``info_replayed``.
    """
    info = open_reply(KIND, Info, body, kid=kid, key=key)
    if isinstance(info, Refusal):
        return info
    return info if info.nonce == nonce else Refusal(code="info_replayed")


def read_first_info(body: bytes, *, nonce: str) -> Info | Refusal:
    """Return the info of a hub nobody has pinned yet: signed by the key that it shows itself.

    That proves possession only; whose key it is, the fingerprint tells.
    """
    signed = read_object(body)
    if isinstance(signed, Refusal):
        return signed
    shown = decode(Info, signed.payload)
    if isinstance(shown, Refusal):
        return shown
    public = shown.public_key
    if public is None or kid_of(public) != signed.kid:
        return Refusal(code="reply_signature_invalid")
    return read_info(body, nonce=nonce, kid=signed.kid, key=public)
