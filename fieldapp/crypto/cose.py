"""COSE_Sign1 (RFC 9052): taking one apart, checking its signature, making one with Ed25519.

The algorithm comes from the protected header and must be the one of the key; nothing of the payload
is looked at here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from fieldapp.crypto.signed import PUBLIC_KEY_BYTES, SIGNATURE_BYTES, verify_ed25519
from fieldapp.crypto.strict_cbor import MalformedCborError, read_cbor, write_cbor

EDDSA = -8
ES256 = -7
P256_POINT_BYTES = 65
_ALGORITHM, _CRITICAL, _KID = 1, 2, 4
_SIGN1_TAG = b"\xd2"  # tag 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign1:
    """A COSE_Sign1 taken apart, nothing verified yet; ``protected`` and ``payload`` are exact bytes.

    ``header`` is the protected header decoded; it alone may name the algorithm.
    """

    protected: bytes
    header: Mapping[Any, Any]
    unprotected: Mapping[Any, Any]
    payload: bytes
    signature: bytes

    @property
    def algorithm(self) -> int | None:
        """The COSE algorithm of the protected header, None when it names none by number."""
        algorithm = self.header.get(_ALGORITHM)
        return algorithm if isinstance(algorithm, int) and not isinstance(algorithm, bool) else None

    @property
    def kid(self) -> bytes | None:
        """The key's name: a hint only, so the unprotected header will do."""
        kid = self.header.get(_KID, self.unprotected.get(_KID))
        return kid if isinstance(kid, bytes) else None

    def signing_input(self, external: bytes = b"") -> bytes:
        """Return the Sig_structure of RFC 9052 §4.4; an empty protected header is an empty string."""
        protected = self.protected if self.header else b""
        return write_cbor(["Signature1", protected, external, self.payload])

    def encoded(self) -> bytes:
        """Return the tagged encoding that ``make_sign1`` makes of these parts."""
        return _SIGN1_TAG + write_cbor([self.protected, dict(self.unprotected), self.payload, self.signature])


def read_sign1(data: bytes) -> Sign1 | None:
    """Take a COSE_Sign1 apart, tagged 18 or bare; None when it is none or has critical headers."""
    try:
        parts = read_cbor(data.removeprefix(_SIGN1_TAG))
        if not (isinstance(parts, list) and len(parts) == 4):
            return None
        protected, unprotected, payload, signature = parts
        if not (
            isinstance(unprotected, Mapping) and all(isinstance(p, bytes) for p in (protected, payload, signature))
        ):
            return None
        header = read_cbor(protected) if protected else {}
    except MalformedCborError:
        return None
    if not isinstance(header, Mapping) or _CRITICAL in header:
        return None
    return Sign1(protected=protected, header=header, unprotected=unprotected, payload=payload, signature=signature)


def verify_sign1(sign1: Sign1, public: bytes, external: bytes = b"") -> bool:
    """Whether this key signed it under the algorithm that the protected header names."""
    return verify_message(public, sign1.algorithm, sign1.signing_input(external), sign1.signature)


def verify_message(public: bytes, algorithm: int | None, message: bytes, signature: bytes) -> bool:
    """Whether a signature is good; 32 public bytes do Ed25519 with EdDSA only, 65 a P-256 point with ES256 only."""
    if len(public) == PUBLIC_KEY_BYTES:
        return algorithm == EDDSA and verify_ed25519(public, message, signature)
    if len(public) == P256_POINT_BYTES:
        return algorithm == ES256 and _verify_es256(public, message, signature)
    return False


def make_sign1(kid: bytes, payload: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Return a tagged COSE_Sign1 with protected {1: EdDSA, 4: kid}; ``sign`` makes the 64-byte signature."""
    header = {_ALGORITHM: EDDSA, _KID: kid}
    unsigned = Sign1(protected=write_cbor(header), header=header, unprotected={}, payload=payload, signature=b"")
    return Sign1(
        protected=unsigned.protected,
        header=header,
        unprotected={},
        payload=payload,
        signature=sign(unsigned.signing_input()),
    ).encoded()


def _verify_es256(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(signature) != SIGNATURE_BYTES:
        return False
    half = SIGNATURE_BYTES // 2
    r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
    try:
        _p256_key(public).verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _p256_key(public: bytes) -> EllipticCurvePublicKey:
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
