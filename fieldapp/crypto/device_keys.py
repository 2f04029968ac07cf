"""The key that makes a laptop itself: it signs every fact, and its digest is the laptop's name.

Made at first run, so that a laptop that was never online can sign. Keeps no file: the store does.
"""

import hashlib
import secrets
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.crypto.key_derivation import KEY_BYTES
from fieldapp.domain.facts import signing_input
from fieldapp.domain.ids import DeviceId

KID_DIGITS = 16


def kid_of(public: bytes) -> str:
    """Return the name of a public key: the first 16 hex digits of SHA-256 of its 32 bytes."""
    return hashlib.sha256(public).hexdigest()[:KID_DIGITS]


class DeviceKey:
    """An Ed25519 key; the device's own and the hub's have the same form. Implements ``ports.Signer``.

    The seed is the secret: it is shown by no representation and goes nowhere but the encrypted store.
    """

    __slots__ = ("_private", "kid", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        """Take the 32-byte seed; ``ValueError`` for another length."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.seed = seed
        self.public = self._private.public_key().public_bytes_raw()
        self.kid = kid_of(self.public)

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh key from the system's randomness."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key of a kept seed (32 bytes)."""
        return cls(seed)

    @property
    def device(self) -> DeviceId:
        """The name of the device, which is its first key's ``kid``."""
        return DeviceId(self.kid)

    def sign(self, kind: str, payload: bytes) -> bytes:
        """Return the 64-byte signature over ``facts.signing_input(kind, payload)``."""
        return self._private.sign(signing_input(kind, payload))

    def __repr__(self) -> str:
        return f"DeviceKey(kid={self.kid!r})"
