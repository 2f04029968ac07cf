"""A lenient reader of EU health certificates (``HC1:``), only to run public test data against our parts.

It shares the program's Sig_structure and adds what cards must not have: RSA-PSS, other curves,
algorithms in the unprotected header, foreign tags. Run as a module it prints how the vectors of a
file fare: ``python -m tests.support.hc1 FILE.jsonl``.
"""

import base64
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import base45
import cbor2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_der_x509_certificate

from fieldapp.crypto.cose import ES256, Sign1

PREFIX = "HC1:"
PS256 = -37
_ALGORITHM = 1
_EXPIRES = 4
_SIGN1_TAG, _CWT_TAG = 18, 61


@dataclass(frozen=True, kw_only=True)
class Hc1Reading:
    """How far a code could be read; each step is None when the one before it failed."""

    unprefixed: str | None = None
    decoded: bytes | None = None
    inflated: bytes | None = None
    claims: Mapping[Any, Any] | None = None
    is_verified: bool = False
    expires: float | None = None

    def answers(self, clock: datetime) -> dict[str, bool]:
        """Return the reading in the words of the test data."""
        return {
            "EXPECTEDUNPREFIX": self.unprefixed is not None,
            "EXPECTEDB45DECODE": self.decoded is not None,
            "EXPECTEDCOMPRESSION": self.inflated is not None,
            "EXPECTEDDECODE": self.claims is not None,
            "EXPECTEDVERIFY": self.is_verified,
            "EXPECTEDEXPIRATIONCHECK": self.expires is not None and clock.timestamp() < self.expires,
        }


@dataclass(frozen=True, kw_only=True)
class Vector:
    """One line of the file: a code, the certificate it should verify under, and what is expected."""

    file: str
    code: str
    certificate: bytes
    clock: datetime
    expected: dict[str, bool]

    def wrong_answers(self) -> frozenset[str]:
        """Return the expectations our reading does not meet."""
        found = read_hc1(self.code, self.certificate).answers(self.clock)
        return frozenset(
            name for name, value in found.items() if name in self.expected and self.expected[name] != value
        )


def read_vectors(path: Path) -> Iterator[Vector]:
    """Yield the vectors of a JSON-lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield Vector(
            file=entry["file"],
            code=entry.get("PREFIX") or "",
            certificate=base64.b64decode(entry.get("CERTIFICATE") or ""),
            clock=_clock(entry.get("CLOCK")),
            expected={name: value for name, value in entry["EXPECTED"].items() if isinstance(value, bool)},
        )


def _clock(text: str | None) -> datetime:
    """Some vectors state no clock, or one without a zone."""
    clock = datetime.fromisoformat(text) if text else datetime.fromtimestamp(0, UTC)
    return clock if clock.tzinfo else clock.replace(tzinfo=UTC)


def read_hc1(code: str, certificate: bytes) -> Hc1Reading:
    """Read a code as far as it goes."""
    if not code.startswith(PREFIX):
        return Hc1Reading()
    text = code.removeprefix(PREFIX)
    try:
        decoded: bytes = base45.b45decode(text)
    except ValueError:
        return Hc1Reading(unprefixed=text)
    try:
        inflated = zlib.decompress(decoded)
    except zlib.error:
        return Hc1Reading(unprefixed=text, decoded=decoded)
    sign1 = _sign1(inflated)
    if sign1 is None:
        return Hc1Reading(unprefixed=text, decoded=decoded, inflated=inflated)
    claims = _claims(sign1)
    expires = None if claims is None else claims.get(_EXPIRES)
    return Hc1Reading(
        unprefixed=text,
        decoded=decoded,
        inflated=inflated,
        claims=claims,
        is_verified=_is_verified(sign1, certificate),
        expires=expires if isinstance(expires, int | float) else None,
    )


def _sign1(data: bytes) -> Sign1 | None:
    try:
        item = cbor2.loads(data)
        while isinstance(item, cbor2.CBORTag) and item.tag in (_SIGN1_TAG, _CWT_TAG):
            item = item.value
        protected, unprotected, payload, signature = item
        header = cbor2.loads(protected) if protected else {}
    except (cbor2.CBORDecodeError, ValueError, TypeError):
        return None
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)) or not isinstance(header, Mapping):
        return None
    return Sign1(
        protected=protected, header=header, unprotected=unprotected or {}, payload=payload, signature=signature
    )


def _is_verified(sign1: Sign1, certificate: bytes) -> bool:
    key = _public_key(certificate)
    algorithm = sign1.header.get(_ALGORITHM, sign1.unprotected.get(_ALGORITHM))
    message = sign1.signing_input()
    if isinstance(key, EllipticCurvePublicKey) and algorithm == ES256:
        return _is_ecdsa(key, message, sign1.signature)
    if isinstance(key, RSAPublicKey) and algorithm == PS256:
        try:
            key.verify(sign1.signature, message, PSS(MGF1(SHA256()), SHA256.digest_size), SHA256())
        except InvalidSignature:
            return False
        return True
    return False


def _is_ecdsa(key: EllipticCurvePublicKey, message: bytes, signature: bytes) -> bool:
    """ES256 on any curve: some issuers sign with P-384 and call it ES256, which RFC 8152 did not forbid."""
    half = len(signature) // 2
    r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
    try:
        key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _public_key(certificate: bytes) -> Any:
    """Some vectors give a certificate, others a bare public key; None for neither."""
    try:
        return load_der_x509_certificate(certificate).public_key()
    except ValueError:
        pass
    try:
        return load_der_public_key(certificate)
    except (ValueError, UnsupportedAlgorithm):
        return None


def _claims(sign1: Sign1) -> Mapping[Any, Any] | None:
    try:
        claims = cbor2.loads(sign1.payload)
    except (cbor2.CBORDecodeError, ValueError, TypeError):
        return None
    return claims if isinstance(claims, Mapping) else None


def main(path: Path) -> int:
    """Print one line per vector that does not give the expected answers, then the count."""
    vectors = list(read_vectors(path))
    wrong = {vector.file: vector.wrong_answers() for vector in vectors}
    for file, answers in wrong.items():
        if answers:
            sys.stdout.write(f"{file}: {', '.join(sorted(answers))}\n")
    bad = sum(map(bool, wrong.values()))
    sys.stdout.write(f"{len(vectors) - bad} of {len(vectors)} as expected\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
