"""The member card's code "UM1": CWT (RFC 8392) in COSE_Sign1 with Ed25519, zlib, base45.

Claims: 1 issuer, 4 expiry, 6 issued at, 169 {1: number, 4: printed name} (MOSIP claim 169), and
-65537 {1: status index, 2: union code, 3: event no.}. Nothing else about a person is ever in it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.crypto.compact_text import pack
from fieldapp.crypto.cose import make_sign1
from fieldapp.crypto.key_derivation import derive_key
from fieldapp.crypto.strict_cbor import write_cbor
from fieldapp.domain.ports import CardClaims

PREFIX = "UM1:"
KID_BYTES = 4
ISSUER, SUBJECT, EXPIRES, NOT_BEFORE, ISSUED = 1, 2, 4, 5, 6
IDENTITY, NUMBER, NAME = 169, 1, 4
MEMBERSHIP, STATUS_INDEX, UNION, EVENT = -65537, 1, 2, 3


def card_kid(public: bytes) -> bytes:
    """Return the 4-byte name of a card key: the start of SHA-256 of its public bytes."""
    return hashlib.sha256(public).digest()[:KID_BYTES]


class CardKey:
    """An Ed25519 key that signs cards and nothing else. Implements ``ports.CardSigner``."""

    __slots__ = ("_private", "kid4", "public")

    def __init__(self, seed: bytes) -> None:
        """Take the 32-byte seed; ``ValueError`` for another length."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()
        self.kid4 = card_kid(self.public)

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key of a kept seed (32 bytes)."""
        return cls(seed)

    @classmethod
    def of_device(cls, device_seed: bytes) -> Self:
        """Return the card key that belongs to a device (or hub) key; nothing more needs keeping."""
        return cls(derive_key(device_seed, "card-key"))

    def card_token(self, claims: CardClaims) -> str:
        """Return ``UM1:…`` in the QR alphanumeric alphabet; the same claims give the same text."""
        payload = write_cbor(_claims_map(claims))
        return PREFIX + pack(make_sign1(self.kid4, payload, self._private.sign))

    def __repr__(self) -> str:
        return f"CardKey(kid4={self.kid4.hex()!r})"


def read_claims(payload: Mapping[Any, Any]) -> CardClaims | None:
    """Return the claims of a verified UM1 payload; None when one is missing or of another type."""
    identity = payload.get(IDENTITY)
    membership = payload.get(MEMBERSHIP, {})
    if not isinstance(identity, Mapping) or not isinstance(membership, Mapping):
        return None
    texts = (payload.get(ISSUER), identity.get(NUMBER), identity.get(NAME))
    times = (payload.get(ISSUED), payload.get(EXPIRES))
    index, union, event = membership.get(STATUS_INDEX), membership.get(UNION), membership.get(EVENT)
    if not all(isinstance(text, str) for text in texts) or not all(is_count(time) for time in times):
        return None
    if not (index is None or is_count(index)) or not all(_is_code(code) for code in (union, event)):
        return None
    return CardClaims(
        issuer=payload[ISSUER],
        issued=payload[ISSUED],
        expires=payload[EXPIRES],
        number=identity[NUMBER],
        name=identity[NAME],
        union="" if union is None else str(union),
        status_index=index,
        event=None if event is None else str(event),
    )


def is_count(value: Any) -> bool:
    """Whether a CBOR value is a whole number from 0 up (in Python, True is an int too)."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_code(value: Any) -> bool:
    """Whether it can be a union code or event number: text, a number, or not said."""
    return value is None or isinstance(value, str) or is_count(value)


def _claims_map(claims: CardClaims) -> dict[int, Any]:
    membership = {STATUS_INDEX: claims.status_index, UNION: claims.union or None, EVENT: claims.event}
    return {
        ISSUER: claims.issuer,
        EXPIRES: claims.expires,
        ISSUED: claims.issued,
        IDENTITY: {NUMBER: claims.number, NAME: claims.name},
        MEMBERSHIP: {key: value for key, value in membership.items() if value is not None},
    }
