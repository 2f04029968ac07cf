"""What is known of a backup without opening it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupLabel:
    """What the label says: which store, how far it had come, and when (milliseconds since 1970, UTC)."""

    store: str
    inc: str
    seq: int
    facts: int
    made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A finished copy; ``size`` in bytes."""

    folder: Path
    made: datetime
    seq: int
    facts: int
    size: int
    label: BackupLabel
