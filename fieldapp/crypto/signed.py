"""The one signed-object form: exact bytes, kid, Ed25519 signature (``docs/protocol.md`` §1).

Envelopes, certificates, slices, leases, trust lists and reference data all have it. The bytes are
signed, kept and forwarded as produced; nobody builds them again. What they say is not known here.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.facts import signing_input
from fieldapp.domain.ports import Signer
from fieldapp.domain.problems import Refusal

SIGNATURE_BYTES = 64
PUBLIC_KEY_BYTES = 32
_KIND = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
_KID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_MEMBERS = frozenset({"k", "p", "kid", "s"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedObject:
    """Exact bytes of one kind, the name of the key that signed them, and the 64-byte signature.

    Holding one says nothing yet: only ``verify_object`` tells whether a known key made it.
    """

    kind: str
    payload: bytes
    kid: str
    signature: bytes

    def wire(self) -> dict[str, str]:
        """Return its JSON form; the payload is UTF-8 text and stays the same bytes both ways."""
        signature = base64.b64encode(self.signature).decode("ascii")
        return {"k": self.kind, "p": self.payload.decode(), "kid": self.kid, "s": signature}


def from_wire(wire: Mapping[str, Any]) -> SignedObject | Refusal:
    """Read the JSON form strictly; ``signed_object_malformed`` for anything else than ``wire`` makes."""
    malformed = Refusal(code="signed_object_malformed")
    if set(wire) != _MEMBERS or not all(isinstance(value, str) for value in wire.values()):
        return malformed
    if not _KIND.fullmatch(wire["k"]) or not _KID.fullmatch(wire["kid"]):
        return malformed
    try:
        payload = wire["p"].encode()
        signature = base64.b64decode(wire["s"], validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return malformed
    if len(signature) != SIGNATURE_BYTES:
        return malformed
    return SignedObject(kind=wire["k"], payload=payload, kid=wire["kid"], signature=signature)


def sign_object(kind: str, payload: bytes, signer: Signer) -> SignedObject:
    """Sign exact bytes (UTF-8) as one kind of object."""
    return SignedObject(kind=kind, payload=payload, kid=signer.kid, signature=signer.sign(kind, payload))


def verify_object(signed: SignedObject, keys: Mapping[str, bytes]) -> bool:
    """Whether a key of ``keys`` (kid → 32 public bytes) made this object; False for an unknown kid."""
    public = keys.get(signed.kid)
    return public is not None and verify_signature(public, signed.kind, signed.payload, signed.signature)


def verify_signature(public: bytes, kind: str, payload: bytes, signature: bytes) -> bool:
    """Whether the signature over ``facts.signing_input(kind, payload)`` is this key's (RFC 8032)."""
    return verify_ed25519(public, signing_input(kind, payload), signature)


def envelope_verifier(seed: bytes) -> Callable[[bytes, bytes], bool]:
    """Return the check whether the device of a seed signed an envelope: (protected bytes, signature)."""
    public = DeviceKey.from_seed(seed).public
    return lambda protected, signature: verify_signature(public, "envelope", protected, signature)


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature over bare bytes is good; False for malformed keys and signatures too."""
    if len(public) != PUBLIC_KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        _public_key(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1024)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
