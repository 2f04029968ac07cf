"""Sealed boxes: anybody can close one for a public key, only its owner opens it.

X25519 with a key made for this box alone, HKDF-SHA256, ChaCha20-Poly1305. A box says nothing about
who closed it; what needs an author is signed besides.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldapp.crypto.key_derivation import KEY_BYTES, derive_key
from fieldapp.domain.problems import Refusal

_VERSION = b"\x01"
_NONCE = bytes(12)  # each box has its own key, so the nonce never repeats under one
_HEAD = len(_VERSION) + KEY_BYTES


def sealing_public(seed: bytes) -> bytes:
    """Return the 32 public bytes to which boxes for this device (its 32-byte seed) are sealed."""
    return _sealing_key(seed).public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes) -> bytes:
    """Close a box: version byte, one-time public key, ciphertext with tag; ``ValueError`` for a bad key."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    head = _VERSION + once.public_key().public_bytes_raw()
    return head + ChaCha20Poly1305(_box_key(shared, head, public)).encrypt(_NONCE, plain, head)


def open_sealed(seed: bytes, box: bytes) -> bytes | Refusal:
    """Open a box sealed to ``sealing_public(seed)``; ``sealed_unreadable`` for any other bytes."""
    head, sealed = box[:_HEAD], box[_HEAD:]
    key = _sealing_key(seed)
    try:
        if head[:1] != _VERSION:
            return Refusal(code="sealed_unreadable")
        shared = key.exchange(X25519PublicKey.from_public_bytes(head[1:]))
        cipher = ChaCha20Poly1305(_box_key(shared, head, key.public_key().public_bytes_raw()))
        return cipher.decrypt(_NONCE, sealed, head)
    except (InvalidTag, ValueError):
        return Refusal(code="sealed_unreadable")


def _sealing_key(seed: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(derive_key(seed, "sealing"))


def _box_key(shared: bytes, head: bytes, recipient: bytes) -> bytes:
    return derive_key(shared, "sealed-box", salt=head + recipient)
