"""The marks beside the store, in another folder and never in a backup: proof that the store is not an older copy."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fieldapp.errors import KnownError
from fieldapp.store.durable import replace_durably

FILE_NAME = "marks.json"
LEDGER_NAME = "purged.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How far this store has come.

    ``head`` is the chain link of envelope ``seq`` of incarnation ``inc``; ``leases`` maps every
    lease known here to the first serial not used; ``receipts`` is the last receipt counter.
    """

    store: str
    inc: str
    seq: int
    head: str | None
    hlc: int
    receipts: int
    leases: Mapping[str, int]


class Sidecar:
    """Reads and writes the marks and the ids of purged records; a MAC under a key of the store tells foreign files."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Use ``folder``, which must exist; ``key`` is 32 bytes."""
        self._path = folder / FILE_NAME
        self._ledger = folder / LEDGER_NAME
        self._key = key
        self._last: Marks | None = None
        self._is_written = False

    @property
    def last(self) -> Marks | None:
        """Return the marks that stand there, when the newest that came do; None when that is not known."""
        return self._last if self._is_written else None

    def _sealed(self, name: str, text: str) -> bytes:
        return json.dumps({name: text, "mac": self._mac(text)}).encode()

    def _opened(self, path: Path, name: str) -> Any:
        """Return what a file says; ``ValueError`` and its like for one that this store did not write."""
        wire = json.loads(path.read_bytes())
        text = str(wire[name])
        if not hmac.compare_digest(self._mac(text), str(wire["mac"])):
            raise ValueError("another store's file")
        return json.loads(text)

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def read(self) -> Marks | None:
        """Return the marks, or None when they are missing, damaged or not of this store."""
        try:
            return Marks(**self._opened(self._path, "marks"))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def purged(self) -> dict[str, int]:
        """Return which records were purged, and up to which revision: a store from a backup may not know."""
        try:
            return {str(rec): int(rev) for rec, rev in self._opened(self._ledger, "purged").items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def note_purged(self, purged: Mapping[str, int]) -> None:
        """Add records to those that were purged, durably; raises ``KnownError("sidecar_not_written")``."""
        known = self.purged()
        if all(known.get(rec, 0) >= rev for rec, rev in purged.items()):
            return
        text = json.dumps({**known, **purged}, sort_keys=True)
        try:
            replace_durably(self._ledger, self._sealed("purged", text))
        except OSError as error:
            raise KnownError("sidecar_not_written") from error

    def write(self, marks: Marks) -> None:
        """Make the marks durable (file and folder fsynced) unless they stand there already.

        Raises ``KnownError("sidecar_not_written")``: the record is safe, its number must wait.
        """
        if marks == self.last:
            return
        text = json.dumps(asdict(marks), sort_keys=True)
        self._is_written = False
        try:
            replace_durably(self._path, self._sealed("marks", text))
        except OSError as error:
            raise KnownError("sidecar_not_written") from error
        self._last, self._is_written = marks, True
