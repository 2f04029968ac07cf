"""Acts that one person alone does not decide (四眼): which they are, how long a second look holds, what goes up.

A second person looks and says yes with their own secret at the same desk. Where nobody else is at work the act
waits after a written reason, and the level above reviews it.
"""

from dataclasses import dataclass
from enum import StrEnum

from fieldapp.domain.changes import Changes
from fieldapp.domain.ids import OperatorId

SIGHT_SECONDS = 60
"""A yes is good for the act in front of both; by the clock that only runs forward."""
ALONE_SECONDS = 10 * 60
"""How long somebody alone waits after the reason: long enough to think twice or to be asked."""
ALONE_GOOD_SECONDS = 60 * 60
"""An act that was waited for and then forgotten is asked for anew."""
LONGEST_REASON = 120


class GuardedAct(StrEnum):
    """What needs four eyes: voiding what has left the laptop, taking whole numbers out, purging people."""

    VOID_SENT = "void_sent"
    EXPORT_NUMBERS = "export_numbers"
    PURGE = "purge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Who stood beside an act: the ``second`` person, or nobody and the ``reason`` that goes to the level above."""

    second: OperatorId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """The answer to a second person: ``is_granted`` for a minute, else how many ``tries_left`` their PIN has."""

    is_granted: bool
    tries_left: int
    changes: Changes = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneWait:
    """Somebody alone gave a reason; ``seconds`` until the act is possible, 0 when it is."""

    seconds: int
    changes: Changes = frozenset()
