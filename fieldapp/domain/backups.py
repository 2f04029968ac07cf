"""What is known of a backup without opening it."""

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A person whose row was readable and whose record was not: they have to be entered again."""

    name: str
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """What became of a damaged store.

    ``backup`` is when the backup it stands on was made (None: on none), ``saved`` the envelopes read from the damaged
    file, ``missing`` those that the marks or the chain prove to be lost (``is_proved``: the marks were there, so this
    is the whole loss), ``gaps`` their numbers from-to. ``unlisted`` records go to the centre and are not on this
    laptop's lists. ``refused`` rows did not carry our signature. ``tables`` had pages that could not be read.
    """

    backup: datetime | None
    saved: int
    facts: int
    missing: int
    is_proved: bool
    gaps: tuple[tuple[int, int], ...] = ()
    unlisted: int = 0
    refused: int = 0
    again: tuple[Unread, ...] = ()
    tables: tuple[str, ...] = ()
    set_aside: Path | None = None

    def beside(self, folder: Path) -> "Salvage":
        """Return this with the folder in which the damaged files stand now."""
        return replace(self, set_aside=folder)
