"""Card keys, claims and hand-made tokens for the tests of verification."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fieldapp.crypto.card_tokens import PREFIX, CardKey
from fieldapp.crypto.compact_text import pack
from fieldapp.crypto.trust import TrustedKey, TrustList
from fieldapp.domain.ports import CardClaims

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ISSUED = int(NOW.timestamp()) - 3600
EXPIRES = ISSUED + 3 * 365 * 86400
SEED = bytes(range(32))
PRIVATE = Ed25519PrivateKey.from_private_bytes(SEED)
KEY = CardKey.from_seed(SEED)
OTHER = CardKey.from_seed(bytes(range(1, 33)))


def claims(**changed: Any) -> CardClaims:
    """Return the claims of a made-up member; name what should differ."""
    values: dict[str, Any] = {
        "issuer": "15",
        "issued": ISSUED,
        "expires": EXPIRES,
        "number": "150000000172",
        "name": "欧阳建国",
        "union": "150602001",
        "status_index": 4711,
        "event": None,
    }
    return CardClaims(**(values | changed))


def trusted(key: CardKey = KEY, **changed: Any) -> TrustedKey:
    """Return a key as a trust list has it."""
    return TrustedKey(kid4=key.kid4.hex(), public=key.public, **changed)


TRUST = TrustList((trusted(),))


def pem(key: CardKey = KEY) -> bytes:
    """Return the public key as PEM."""
    public = Ed25519PrivateKey.from_private_bytes(SEED if key is KEY else bytes(range(1, 33))).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def payload_map(**changed: Any) -> dict[Any, Any]:
    """Return a sound UM1 payload; keys are given as ``c169=…``, None drops a claim."""
    sound: dict[Any, Any] = {
        1: "15",
        4: EXPIRES,
        6: ISSUED,
        169: {1: "150000000172", 4: "欧阳建国"},
        -65537: {1: 4711, 2: "150602001"},
    }
    named = {int(name.lstrip("c").replace("m", "-")): value for name, value in changed.items()}
    return {key: value for key, value in (sound | named).items() if value is not None}


def hand_made(
    payload: bytes | dict[Any, Any],
    *,
    protected: bytes | None = None,
    unprotected: dict[Any, Any] | None = None,
    signature: Callable[[bytes], bytes] = PRIVATE.sign,
    wrap: Callable[[bytes], bytes] = lambda data: data,
    prefix: str = PREFIX,
) -> str:
    """Sign anything with the trusted key, so that only the reader's own rules can say no."""
    raw = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
    head = cbor2.dumps({1: -8, 4: KEY.kid4}) if protected is None else protected
    message = cbor2.dumps(["Signature1", head, b"", raw])
    item = cbor2.CBORTag(18, [head, unprotected or {}, raw, signature(message)])
    return prefix + pack(wrap(cbor2.dumps(item)))
