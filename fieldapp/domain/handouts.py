"""What is handed out (发放): once per event, item and person, whoever stands at which desk.

Two gifts given offline are found later and listed with both desks, never hidden.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from fieldapp.domain.codes import table
from fieldapp.domain.ids import DeviceId, EventId
from fieldapp.domain.problems import Problem, Refusal

REASON_MINIMUM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One handing over. ``person`` is the record or blind index that names the person everywhere alike."""

    event: EventId
    item: str
    person: str
    qty: int
    at: datetime
    device: DeviceId
    place: str = ""
    override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverIssue:
    """One person got one item more than once at one event; ``given`` in the order of time."""

    event: EventId
    item: str
    person: str
    given: tuple[Given, ...]

    @property
    def excess(self) -> int:
        """How many pieces too many."""
        return sum(one.qty for one in self.given) - self.given[0].qty


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What an event has of an item: received, handed out, given back, moved elsewhere, broken.

    Of blank cards the printed ones count as handed out, the badly printed ones as spoilt.
    """

    item: str
    received: int
    handed_out: int
    spoilt: int = 0
    moved_out: int = 0
    returned: int = 0

    @property
    def left(self) -> int:
        """How many pieces should be on the table; below 0 the book is wrong."""
        return self.received + self.returned - self.handed_out - self.moved_out - self.spoilt


class MoveKind(StrEnum):
    """How pieces come to the table and leave it, besides being handed out."""

    RECEIVED = "received"  # 入库
    MOVED_OUT = "moved_out"  # 调出
    SPOILT = "spoilt"  # 损坏
    RETURNED = "returned"  # 收回

    @property
    def needs_note(self) -> bool:
        """Whether somebody will ask why."""
        return self in (MoveKind.MOVED_OUT, MoveKind.SPOILT)


BLANK_CARD = "blank_card"
"""The item of blank cards (空白卡): counted down by printing, never handed out."""
MOST_PIECES = 100_000


def refuse_move(kind: MoveKind, qty: int, note: str) -> Refusal | None:
    """Return why a move of stock cannot be written down; None when it can."""
    if not 1 <= qty <= MOST_PIECES:
        return Refusal(code="quantity_invalid")
    if kind.needs_note and len(note.strip()) < REASON_MINIMUM:
        return Refusal(code="stock_note_missing")
    return None


def is_once_only(item: str) -> bool:
    """Whether a person may have the item once per event; an item no table knows is once only."""
    entry = table("items").find(item)
    return entry is None or entry.has("once")


def refuse(item: str, qty: int, earlier: Iterable[Given], *, override: str | None = None) -> Refusal | None:
    """Return why an item may not be handed out now, None when it may.

    ``earlier`` is what this person already has of this item at this event. A supervisor's
    ``override`` is a reason in words and is kept with the record.
    """
    if qty < 1:
        problem = Problem(code="quantity_invalid", field="qty")
        return Refusal(code="handout_has_problems", problems=(problem,))
    first = min(earlier, key=lambda one: one.at, default=None)
    if first is None or not is_once_only(item):
        return None
    if override is not None and len(override.strip()) >= REASON_MINIMUM:
        return None
    details = MappingProxyType({"date": f"{first.at:%Y-%m-%d %H:%M}", "place": first.place})
    return Refusal(code="already_handed_out", details=details)


def over_issues(given: Iterable[Given]) -> tuple[OverIssue, ...]:
    """Return everything that one person got more than once at one event, in order of the first time."""
    by_person: dict[tuple[EventId, str, str], list[Given]] = defaultdict(list)
    for one in given:
        if is_once_only(one.item):
            by_person[one.event, one.item, one.person].append(one)
    found = [
        OverIssue(event=key[0], item=key[1], person=key[2], given=tuple(sorted(several, key=lambda one: one.at)))
        for key, several in by_person.items()
        if len(several) > 1
    ]
    return tuple(sorted(found, key=lambda one: (one.given[0].at, one.person)))
