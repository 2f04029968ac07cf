"""Blind indexes: the same person is found again, and nobody can be named without the key.

HMAC-SHA256 of normalised values, cut to 16 bytes (``docs/protocol.md`` §1). The key is a random one
of this laptop until the centre provisions its own under a higher version.
"""

import base64
import hmac
from collections.abc import Sequence

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

    __slots__ = ("_before", "_key", "version")

    def __init__(self, key: bytes, version: int, before: Sequence[bytes] = ()) -> None:
        """Take the 32-byte key and its version ``kv``; ``ValueError`` for another length.

        ``before``: keys under which somebody may still be indexed here, until everybody is under this one.
        """
        if any(len(one) != KEY_BYTES for one in (key, *before)):
            raise ValueError("a blind index key has 32 bytes")
        self._key = key
        self._before = tuple(before)
        self.version = version

    @property
    def is_changing(self) -> bool:
        """Whether somebody may still be indexed under an earlier key."""
        return bool(self._before)

    def keys(self, *, document_no: str, phone: str, name: str, birth: str) -> BlindKeys:
        """Return all three indexes of one person; ``birth`` is yyyymmdd."""
        return BlindKeys(
            kv=self.version, idh=self.document(document_no), ph=self.phone(phone), nb=self.name(name, birth)
        )

    def document(self, document_no: str) -> str:
        """Return the index of a document number."""
        return self._index("doc", match_form(document_no))

    def documents(self, document_no: str) -> tuple[str, ...]:
        """Return every index under which a document number may stand here, that of the key in force first."""
        earlier = (BlindIndex(key, self.version).document(document_no) for key in self._before)
        return (self.document(document_no), *earlier)

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
