"""Whose cards are believed: the signed list of card keys that every verifier carries.

A key is certified for an issuer and a span of days. Of a compromised key only the cards whose
status index the centre confirmed stay green, because its thief also sets the clock.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from fieldapp.crypto.card_tokens import KID_BYTES, card_kid
from fieldapp.crypto.cose import P256_POINT_BYTES
from fieldapp.crypto.signed import PUBLIC_KEY_BYTES, SignedObject, sign_object, verify_object
from fieldapp.domain.facts import json_bytes
from fieldapp.domain.ports import Signer
from fieldapp.domain.problems import Refusal

TRUST_KIND = "trust"
CERTIFICATE_KIND = "card_certificate"
DAY_LEEWAY = timedelta(days=1)
"""Laptops in the field stand hours off (a wrong time zone); a day more helps no thief, who sets the clock anyway."""
_MALFORMED = Refusal(code="trust_list_malformed")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """One card key. ``kid4`` is 8 hex digits; ``public`` 32 bytes (Ed25519) or 65 (P-256 point).

    ``issuer`` empty means any; ``valid_from`` and ``valid_to`` (aware, None = open) bound the issue of
    cards, not their reading. ``confirmed`` are the status indexes that survive a compromise.
    """

    kid4: str
    public: bytes
    issuer: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    compromised: bool = False
    confirmed: frozenset[int] = frozenset()

    def certifies(self, issuer: str, issued: datetime) -> bool:
        """Whether a card of that issuer, issued then, may carry this key; the span counts with a day around it."""
        starts = self.valid_from is None or self.valid_from - DAY_LEEWAY <= issued
        ends = self.valid_to is None or issued <= self.valid_to + DAY_LEEWAY
        return starts and ends and self.issuer in ("", issuer)

    def entry(self) -> dict[str, Any]:
        """Return its JSON form; times are Unix seconds, the key is base64."""
        said: dict[str, Any] = {
            "kid": self.kid4,
            "public": base64.b64encode(self.public).decode("ascii"),
            "issuer": self.issuer,
            "valid_from": _seconds(self.valid_from),
            "valid_to": _seconds(self.valid_to),
        }
        if self.compromised:
            said |= {"compromised": True, "confirmed": sorted(self.confirmed)}
        return {key: value for key, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class TrustList:
    """The card keys a verifier believes; two keys of one name both stand and are both tried.

    ``names_keys`` is False for a list made of one bare PEM key: its owner names no kid, so a token
    of the claim169 profile is tried with it whatever kid it states.
    """

    keys: tuple[TrustedKey, ...]
    names_keys: bool = True

    def find(self, kid: bytes) -> tuple[TrustedKey, ...]:
        """Return the keys of that name."""
        name = kid.hex()
        return tuple(key for key in self.keys if key.kid4 == name)

    def with_key(self, key: TrustedKey) -> "TrustList":
        """Return the list with one more key, replacing an entry for the same public key."""
        kept = tuple(known for known in self.keys if known.public != key.public)
        return TrustList((*kept, key), self.names_keys)

    def payload(self) -> bytes:
        """Return the bytes to sign as kind ``trust``."""
        return json_bytes({"keys": [key.entry() for key in self.keys]})

    def sign(self, signer: Signer) -> SignedObject:
        """Sign the list as the centre."""
        return sign_object(TRUST_KIND, self.payload(), signer)

    @classmethod
    def from_payload(cls, payload: bytes | str) -> "TrustList | Refusal":
        """Read the plain JSON form; ``trust_list_malformed`` when it is not one."""
        try:
            content = json.loads(payload)
            return cls(tuple(trusted_key(entry) for entry in content["keys"]))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return _MALFORMED

    @classmethod
    def from_signed(cls, signed: SignedObject, keys: Mapping[str, bytes]) -> "TrustList | Refusal":
        """Read a signed list; ``trust_list_unsigned`` unless a key of ``keys`` (kid → public) signed it."""
        if signed.kind != TRUST_KIND or not verify_object(signed, keys):
            return Refusal(code="trust_list_unsigned")
        return cls.from_payload(signed.payload)

    @classmethod
    def from_pem(cls, pem: bytes) -> "Self | Refusal":
        """Make a list of one key (public key or certificate); ``card_key_unsupported`` for other kinds."""
        try:
            public = _pem_key(pem)
        except (ValueError, UnsupportedAlgorithm):
            return Refusal(code="card_key_unsupported")
        if isinstance(public, Ed25519PublicKey):
            raw = public.public_bytes_raw()
        elif isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
            raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        else:
            return Refusal(code="card_key_unsupported")
        return cls((TrustedKey(kid4=card_kid(raw).hex(), public=raw),), names_keys=False)


def trusted_key(entry: Mapping[str, Any]) -> TrustedKey:
    """Read one entry; a missing ``kid`` follows from the key, ``valid_to`` 0 or missing leaves it open.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` when it is not one.
    """
    try:
        public = base64.b64decode(entry["public"], validate=True)
    except binascii.Error as trouble:
        raise ValueError("not base64") from trouble
    kid4 = bytes.fromhex(entry["kid"]) if "kid" in entry else card_kid(public)
    if len(public) not in (PUBLIC_KEY_BYTES, P256_POINT_BYTES) or len(kid4) != KID_BYTES:
        raise ValueError("not a card key")
    confirmed = entry.get("confirmed", [])
    if not isinstance(confirmed, list):  # a text would be read letter by letter
        raise ValueError("not a list of status indexes")
    return TrustedKey(
        kid4=kid4.hex(),
        public=public,
        issuer=str(entry.get("issuer", "")),
        valid_from=_time(entry.get("valid_from")),
        valid_to=_time(entry.get("valid_to")),
        compromised=bool(entry.get("compromised", False)),
        confirmed=frozenset(int(index) for index in confirmed),
    )


def certify(key: TrustedKey, signer: Signer) -> SignedObject:
    """As the centre, sign one key: the ``card_certificate`` that a laptop carries for its event."""
    return sign_object(CERTIFICATE_KIND, json_bytes(key.entry()), signer)


def read_certificate(signed: SignedObject, keys: Mapping[str, bytes]) -> TrustedKey | Refusal:
    """Return the certified key; ``card_certificate_bad`` unless a key of ``keys`` (kid → public) signed it."""
    bad = Refusal(code="card_certificate_bad")
    if signed.kind != CERTIFICATE_KIND or not verify_object(signed, keys):
        return bad
    try:
        return trusted_key(json.loads(signed.payload))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return bad


def _pem_key(pem: bytes) -> object:
    if b"BEGIN CERTIFICATE" in pem:
        return load_pem_x509_certificate(pem).public_key()
    return load_pem_public_key(pem)


def _seconds(time: datetime | None) -> int | None:
    return None if time is None else int(time.timestamp())


def _time(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
