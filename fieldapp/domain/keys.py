"""Keys of the store as people see them: whose passphrase or which recovery code opens it, and since when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldapp.domain.ids import OperatorId


class SlotKind(StrEnum):
    """What opens a slot. ``HUB`` is reserved: a slot sealed to the centre, left alone here (decision 0047)."""

    PASSPHRASE = "passphrase"
    RECOVERY = "recovery"
    HUB = "hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOfStore:
    """One slot: ``who`` and ``made`` are None for slots older than these words."""

    id: str
    kind: SlotKind
    who: OperatorId | None
    made: datetime | None


@dataclass(frozen=True, slots=True)
class NewCode:
    """A recovery code to print, and its slot; nobody can show the code again."""

    slot: str
    code: str

    def __repr__(self) -> str:
        return f"NewCode({self.slot})"
