"""The story of one record (记录去哪了): its way from the desk into the union, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from fieldapp.domain.outcomes import FieldError, Outcome, Transport


class StepState(StrEnum):
    """How far one step of the way is."""

    DONE = "done"
    NOW = "now"
    OPEN = "open"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way: entered, sent, approved, card, handed. ``day`` is where only a day is known."""

    code: str
    state: StepState
    time: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened to a record; ``code`` is a ``timeline_…`` message code without its prefix.

    ``details`` are the words of the fact: reason, changed fields, union, approver, item, copy.
    """

    time: datetime
    code: str
    operator: str | None
    transport: Transport | None
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStory:
    """Both axes for one record, and the one step that helps; numbers of the person are masked.

    ``remedy`` is a code: sync, correct, transfer, print_card, hand_over, take_back, contact_centre,
    none. ``checks`` are those not done yet (未经现场核对 …). ``code`` and ``reason`` say why the
    centre did not take it as it is. ``purposes`` are the consents that stand, ``withdrawn`` those taken back.
    """

    rec: str
    name: str
    tail: str
    document_masked: str
    phone_masked: str
    event: str
    number: str | None
    receipt: str | None
    union: str | None
    is_transfer: bool
    author: str
    transport: Transport
    outcome: Outcome
    status_code: str
    code: str | None
    reason: str | None
    errors: tuple[FieldError, ...]
    checks: tuple[str, ...]
    remedy: str
    steps: tuple[Step, ...]
    entries: tuple[TimelineEntry, ...]
    purposes: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    is_purged: bool = False
