"""The marks beside the store, in another folder and never in a backup: proof that the store is not an older copy."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.store.durable import replace_durably

FILE_NAME = "marks.json"


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
    """Reads and writes the marks; a MAC under a key that only the store knows tells foreign files."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Use ``folder``, which must exist; ``key`` is 32 bytes."""
        self._path = folder / FILE_NAME
        self._key = key
        self._last: Marks | None = None

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def read(self) -> Marks | None:
        """Return the marks, or None when they are missing, damaged or not of this store."""
        try:
            wire = json.loads(self._path.read_bytes())
            text = str(wire["marks"])
            if not hmac.compare_digest(self._mac(text), str(wire["mac"])):
                return None
            return Marks(**json.loads(text))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, marks: Marks) -> None:
        """Make the marks durable (file and folder fsynced) unless they stand there already.

        Raises ``KnownError("sidecar_not_written")``: the record is safe, its number must wait.
        """
        if marks == self._last:
            return
        text = json.dumps(asdict(marks), sort_keys=True)
        try:
            replace_durably(self._path, json.dumps({"marks": text, "mac": self._mac(text)}).encode())
        except OSError as error:
            raise KnownError("sidecar_not_written") from error
        self._last = marks
