"""Blind indexes: the same person is found again, and nobody can be named without the key.

HMAC-SHA256 of normalised values, cut to 16 bytes (``docs/protocol.md`` §1). The key is a random one
of this laptop until the centre provisions its own under a higher version.
"""

import base64
import hmac

from fieldapp.crypto.key_derivation import KEY_BYTES
from fieldapp.domain.facts import BlindKeys
from fieldapp.domain.identity import match_form
from fieldapp.domain.names import normalise_name
from fieldapp.domain.phones import normalise_phone

_INDEX_BYTES = 16
_INDEX_LETTERS = 22


class BlindIndex:
    """Makes blind indexes under one key. Implements ``ports.BlindIndexer``.

    Values are normalised here, so that both ends of the wire index the same form: 15-digit numbers
    as their 18 digits, upper-case X, half-width, phone as 11 digits.
    """

    __slots__ = ("_key", "version")

    def __init__(self, key: bytes, version: int) -> None:
        """Take the 32-byte key and its version ``kv``; ``ValueError`` for another length."""
        if len(key) != KEY_BYTES:
            raise ValueError("a blind index key has 32 bytes")
        self._key = key
        self.version = version

    def keys(self, *, document_no: str, phone: str, name: str, birth: str) -> BlindKeys:
        """Return all three indexes of one person; ``birth`` is yyyymmdd."""
        return BlindKeys(
            kv=self.version, idh=self.document(document_no), ph=self.phone(phone), nb=self.name(name, birth)
        )

    def document(self, document_no: str) -> str:
        """Return the index of a document number."""
        return self._index("doc", match_form(document_no))

    def phone(self, phone: str) -> str:
        """Return the index of a phone number."""
        return self._index("phone", normalise_phone(phone))

    def name(self, name: str, birth: str) -> str:
        """Return the index of a name together with the day of birth (yyyymmdd)."""
        return self._index("name", normalise_name(name), birth)

    def _index(self, *parts: str) -> str:
        tag = hmac.digest(self._key, "\0".join(parts).encode(), "sha256")[:_INDEX_BYTES]
        return base64.urlsafe_b64encode(tag)[:_INDEX_LETTERS].decode("ascii")

    def __repr__(self) -> str:
        return f"BlindIndex(version={self.version})"
