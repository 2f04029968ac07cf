"""Is this card good? Green, amber or red for one scanned text, without a network.

Red: broken, bad signature, expired, not yet valid, revoked. Amber (无法离线核验): unknown key, stale
or missing status list. Nothing a stranger wrote is looked into before a trusted key vouched for it.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any

from fieldapp.crypto.card_tokens import (
    EXPIRES,
    IDENTITY,
    ISSUED,
    ISSUER,
    KID_BYTES,
    NOT_BEFORE,
    PREFIX,
    SUBJECT,
    is_count,
    read_claims,
)
from fieldapp.crypto.compact_text import unpack
from fieldapp.crypto.cose import EDDSA, ES256, Sign1, read_sign1, verify_sign1
from fieldapp.crypto.status_lists import CardStatus, StatusLists
from fieldapp.crypto.strict_cbor import MalformedCborError, read_cbor
from fieldapp.crypto.trust import TrustedKey, TrustList
from fieldapp.domain.ports import CardClaims

_UM1_HEADER = {1, 4}
"""Algorithm and kid (RFC 9052 §3.1)."""
CLOCK_LEEWAY = timedelta(minutes=5)
"""How far two laptops' clocks may stand apart before a fresh card counts as not yet valid."""


class Verdict(StrEnum):
    """What the person at the gate sees."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Profile(StrEnum):
    """Which kind of token it was."""

    UM1 = "UM1"
    CLAIM169 = "claim169"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVerdict:
    """The answer: a message code, and the claims only if a trusted key signed them."""

    verdict: Verdict
    code: str
    profile: Profile
    claims: Mapping[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        claims = None if self.claims is None else dict(self.claims)
        return {"verdict": str(self.verdict), "code": self.code, "profile": str(self.profile), "claims": claims}


_VERDICTS = {
    "card_valid": Verdict.GREEN,
    "card_key_unknown": Verdict.AMBER,
    "card_status_stale": Verdict.AMBER,
    "card_status_unknown": Verdict.AMBER,
    "card_transferred": Verdict.AMBER,
}
"""Every other code is red."""

_STATUS_CODES = {
    CardStatus.INVALID: "card_revoked",
    CardStatus.SUSPENDED: "card_suspended",
    CardStatus.TRANSFERRED: "card_transferred",
}

_IDENTITY_NAMES = {
    1: "id",
    2: "version",
    3: "language",
    4: "fullName",
    5: "firstName",
    6: "middleName",
    7: "lastName",
    8: "dateOfBirth",
    9: "gender",
    10: "address",
    11: "email",
    12: "phone",
    13: "nationality",
    14: "maritalStatus",
    15: "guardian",
    17: "photoFormat",
    18: "bestQualityFingers",
    19: "secondaryFullName",
    20: "secondaryLanguage",
    21: "locationCode",
    22: "legalStatus",
    23: "countryOfIssuance",
}
"""Names of claim 169's fields as its specification gives them; others keep their numbers."""


def verify_card_text(text: str, trust: TrustList, now: datetime, status: StatusLists | None = None) -> CardVerdict:
    """Judge the text of one code at ``now`` (aware). Without ``status`` no revocation is looked for."""
    if text.startswith(PREFIX):
        return _verify_um1(text.removeprefix(PREFIX), trust, now, status)
    return _verify_claim169(text, trust, now)


def _verify_um1(text: str, trust: TrustList, now: datetime, status: StatusLists | None) -> CardVerdict:
    sign1 = _read_um1(text)
    if sign1 is None:
        return _verdict("card_broken", Profile.UM1)
    key = _signing_key(sign1, _named_keys(sign1, trust))
    if isinstance(key, str):
        return _verdict(key, Profile.UM1)
    payload = _payload(sign1)
    claims = read_claims(payload)
    if claims is None:
        return _verdict("card_broken", Profile.UM1)
    code = (
        _time_code(payload, now)
        or _certificate_code(key, claims.issuer, claims.issued, claims.status_index)
        or _status_code(claims, now, status)
    )
    return _verdict(code or "card_valid", Profile.UM1, _shown(claims))


def _read_um1(text: str) -> Sign1 | None:
    """Take it apart; one encoding only: no header beside algorithm and kid, nothing the signature does not cover."""
    data = unpack(text)
    sign1 = None if data is None else read_sign1(data)
    if sign1 is None or sign1.encoded() != data or set(sign1.header) != _UM1_HEADER or sign1.unprotected:
        return None
    return sign1 if sign1.algorithm == EDDSA and len(sign1.kid or b"") == KID_BYTES else None


def _named_keys(sign1: Sign1, trust: TrustList) -> tuple[TrustedKey, ...]:
    """A card names its key. One that names another than a bare PEM key's is still that key's if it verifies."""
    named = trust.find(sign1.kid or b"")
    return named if named or trust.names_keys else _vouching(sign1, trust)


def _verify_claim169(text: str, trust: TrustList, now: datetime) -> CardVerdict:
    data = unpack(text)
    sign1 = None if data is None else read_sign1(data)
    if sign1 is None or sign1.algorithm not in (EDDSA, ES256):
        return _verdict("card_broken", Profile.CLAIM169)
    if not sign1.signature:
        return _verdict("card_unsigned", Profile.CLAIM169)
    key = _signing_key(sign1, _candidates(sign1, trust))
    if isinstance(key, str):
        return _verdict(key, Profile.CLAIM169)
    payload = _payload(sign1)
    if not isinstance(payload.get(IDENTITY), Mapping) or not _has_sound_times(payload):
        return _verdict("card_broken", Profile.CLAIM169)
    code = _time_code(payload, now) or _certificate_code(key, str(payload.get(ISSUER)), payload.get(ISSUED, 0), None)
    return _verdict(code or "card_valid", Profile.CLAIM169, _named(payload))


def _candidates(sign1: Sign1, trust: TrustList) -> tuple[TrustedKey, ...]:
    """A bare PEM key is meant for this token; a list is asked by kid, or tried through when none is named."""
    if not trust.names_keys:
        return trust.keys
    return trust.find(sign1.kid) if sign1.kid else _vouching(sign1, trust)


def _vouching(sign1: Sign1, trust: TrustList) -> tuple[TrustedKey, ...]:
    return tuple(key for key in trust.keys if verify_sign1(sign1, key.public))


def _signing_key(sign1: Sign1, candidates: tuple[TrustedKey, ...]) -> TrustedKey | str:
    """Return the key that signed it, or the code that says why none did."""
    if not candidates:
        return "card_key_unknown"
    good = (key for key in candidates if verify_sign1(sign1, key.public))
    return next(good, None) or "card_signature_bad"


def _payload(sign1: Sign1) -> Mapping[Any, Any]:
    """Return the claims, none when the payload is no map: a required one is then missed."""
    try:
        payload = read_cbor(sign1.payload)
    except MalformedCborError:
        return {}
    return payload if isinstance(payload, Mapping) else {}


def _has_sound_times(payload: Mapping[Any, Any]) -> bool:
    return all(_is_time(payload[claim]) for claim in (EXPIRES, NOT_BEFORE, ISSUED) if claim in payload)


def _is_time(value: Any) -> bool:
    """A NumericDate of RFC 8392: Unix seconds, from foreign issuers sometimes with a fraction."""
    return is_count(value) or (isinstance(value, float) and isfinite(value) and value >= 0)


def _time_code(payload: Mapping[Any, Any], now: datetime) -> str | None:
    """RFC 8392 §3.1: ``exp`` is the first second that is too late. Numbers, because a claim may pass any calendar."""
    if not _has_sound_times(payload):
        return "card_broken"
    seconds = now.timestamp()
    if EXPIRES in payload and seconds >= payload[EXPIRES]:
        return "card_expired"
    latest = seconds + CLOCK_LEEWAY.total_seconds()
    if any(payload.get(claim, 0) > latest for claim in (NOT_BEFORE, ISSUED)):
        return "card_not_yet_valid"
    return None


def _certificate_code(key: TrustedKey, issuer: str, issued: float, index: int | None) -> str | None:
    """Asked after the times: ``issued`` (Unix seconds) is not in the far future, so it is a calendar day."""
    if not key.certifies(issuer, datetime.fromtimestamp(issued, UTC)):
        return "card_not_certified"
    if key.compromised and index not in key.confirmed:
        return "card_key_compromised"
    return None


def _status_code(claims: CardClaims, now: datetime, status: StatusLists | None) -> str | None:
    if status is None or claims.status_index is None:
        return None
    known = status.find(claims.issuer, claims.status_index)
    if known is None:
        return "card_status_unknown"
    listed = _STATUS_CODES.get(known.status(claims.status_index))
    return listed or ("card_status_stale" if known.is_stale(now) else None)


def _verdict(code: str, profile: Profile, claims: Mapping[str, Any] | None = None) -> CardVerdict:
    return CardVerdict(verdict=_VERDICTS.get(code, Verdict.RED), code=code, profile=profile, claims=claims)


def _shown(claims: CardClaims) -> dict[str, Any]:
    return {
        "issuer": claims.issuer,
        "issued": claims.issued,
        "expires": claims.expires,
        "number": claims.number,
        "name": claims.name,
        "union": claims.union,
        "status_index": claims.status_index,
        "event": claims.event,
    }


def _named(payload: Mapping[Any, Any]) -> dict[str, Any]:
    names = {ISSUER: "issuer", SUBJECT: "subject", EXPIRES: "expires", NOT_BEFORE: "not_before", ISSUED: "issued"}
    said = {name: _plain(payload[claim]) for claim, name in names.items() if claim in payload}
    identity = {_IDENTITY_NAMES.get(key, str(key)): _plain(value) for key, value in payload[IDENTITY].items()}
    return {**said, **identity}


def _plain(value: Any) -> Any:
    """Turn a CBOR value into a JSON value: bytes become base64, keys text."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return (
        value if isinstance(value, str | int | None) or (isinstance(value, float) and isfinite(value)) else str(value)
    )
