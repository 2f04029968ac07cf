"""Further keys out of one 32-byte secret, each for one named purpose (HKDF-SHA256, RFC 5869)."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive_key(secret: bytes, purpose: str, *, salt: bytes = b"") -> bytes:
    """Return 32 bytes that only this secret gives for this purpose; other purposes tell nothing of them."""
    info = f"fieldapp/{purpose}/1".encode("ascii")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=info).derive(secret)
