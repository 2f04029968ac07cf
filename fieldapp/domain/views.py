"""What pages read: frozen values made by the store's queries. Lists show a name and a tail, never a whole number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from fieldapp.domain.events import Event, EventState
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.outcomes import FieldError, Outcome, Transport


class OperatorRole(StrEnum):
    """What a person at work may do: 登记员 types, 负责人 decides."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person at work (操作员). ``event`` and ``expires`` bound a helper of the day."""

    id: OperatorId
    name: str
    role: OperatorRole
    event: EventId | None
    expires: datetime | None
    is_active: bool
    has_pin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event and its state on this laptop."""

    event: Event
    state: EventState
    opened: datetime | None
    closed: datetime | None
    from_centre: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPerson:
    """One line of the recent list; ``status_code`` is a ``status_…`` message code without its prefix."""

    rec: str
    time: datetime
    name: str
    tail: str
    status_code: str
    number: str | None
    group: str
    union: str | None
    receipt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What an event has counted so far; every figure counts applications (到场…转会 apart)."""

    applied: int
    accepted: int
    approved: int
    transferred: int
    voided: int
    missing_signature: int
    checked_in: int
    cards_printed: int
    cards_ready: int
    handouts: int
    pending: int
    to_correct: int
    target: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterHour:
    """Applications that began in one quarter of an hour."""

    start: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One bar: a code or id, and how many."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A person found by name, initials, tail or number."""

    rec: str
    name: str
    tail: str
    phone_tail: str
    number: str | None
    receipt: str | None
    event: str
    time: datetime
    status_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterView:
    """One imported roster and how far its people have come."""

    id: str
    event: str
    company: str
    file_name: str
    imported: datetime
    total: int
    waiting: int
    checked_in: int
    signed: int
    to_fix: int
    known: int
    purged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedRoster:
    """An import that was cut off: ``here`` of ``expected`` rows, and what is needed to go on."""

    id: str
    company: str
    file_name: str
    file_digest: str
    source: str
    here: int
    expected: int
    habit: Mapping[str, Any]


class RosterRowState(StrEnum):
    """Where a roster row stands. ``WAITING`` is 待本人确认: it is no application."""

    WAITING = "waiting"
    CHECKED_IN = "checked_in"
    SIGNED = "signed"
    TO_FIX = "to_fix"
    KNOWN = "known"
    PURGED = "purged"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPerson:
    """One row of a roster; ``codes`` are those of the roster check."""

    id: str
    roster: str
    row: int
    state: RosterRowState
    name: str
    tail: str
    phone_tail: str
    group: str | None
    codes: tuple[str, ...]
    rec: str | None
    seat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyRow:
    """One row to be fixed with its values, in full: they are there to be mended, and are listed masked.

    ``written`` is what stands where no group was understood.
    """

    id: str
    row: int
    codes: tuple[str, ...]
    name: str
    document_no: str
    phone: str
    group: str
    written: str
    employment: str
    region: str

    def words(self) -> Mapping[str, str]:
        """Return the words its faults may speak of, by field."""
        return {"group": self.written, "employment": self.employment, "region": self.region}


class PrintState(StrEnum):
    """The life of a print job; one in flight at a crash comes back as ``UNKNOWN`` (未确认).

    ``CANCELLED`` never touched paper, ``SPOILED`` cost a blank; legal moves are ``transitions.PRINT_MOVES``.
    """

    QUEUED = "queued"
    SENT = "sent"
    PRINTED = "printed"
    SPOILED = "spoiled"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for the paper, or for the word that it came out."""
        return self in (PrintState.QUEUED, PrintState.SENT, PrintState.UNKNOWN)

    @property
    def is_on_paper(self) -> bool:
        """Whether a sheet or card may carry the job: what a second copy needs a reason for."""
        return self in (PrintState.SENT, PrintState.PRINTED, PrintState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJobView:
    """One line of the print journal."""

    job: str
    paper: str
    rec: str
    name: str
    number: str
    copy: int
    state: PrintState
    printer: str | None
    reason: str | None
    operator: str
    created: datetime
    changed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyCard:
    """An approved person without a printed card."""

    rec: str
    name: str
    tail: str
    number: str
    union: str | None
    group: str
    approved_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A card that the centre does not stand by: it must come back."""

    rec: str
    number: str | None
    name: str
    tail: str
    phone_tail: str
    reason: str | None
    printed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutView:
    """Something that was given to a person."""

    env: str
    rec: str
    name: str
    tail: str
    item: str
    qty: int
    override: str | None
    operator: str
    time: datetime
    proxy: str | None = None
    is_by_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """What the status strip says of the way to the centre."""

    pending: int
    held: int
    quarantined: int
    last_sync: datetime | None
    offset_ms: int
    enrolled: bool
    hub: str | None
    feed_gen: int
    feed_n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """One envelope on its way, for the list behind 待上报."""

    env: str
    rec: str
    kind: str
    seq: int
    transport: Transport
    attempts: int
    verdict: str | None
    code: str | None
    name: str
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """A record that needs a person: a correction, a duplicate, a conflict (待办).

    It belongs to the event: any operator works it; ``author`` is who typed the record. ``is_answered``:
    what was asked for was done here and waits for the centre. ``fault`` is alike for items that one
    answer can mend.
    """

    rec: str
    name: str
    tail: str
    author: str
    outcome: Outcome
    code: str | None
    reason: str | None
    resolution: str | None
    errors: tuple[FieldError, ...]
    remedy: str
    is_answered: bool = False

    @property
    def fault(self) -> tuple[str, ...]:
        """Return what is wrong: the fields and codes the centre named, else its code, else its words."""
        named = tuple(sorted(f"{error.pointer} {error.code}" for error in self.errors))
        return named or tuple(filter(None, (self.reason or self.code,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDetails:
    """One application with its values, for correcting, printing and the person's page.

    ``document_no`` and ``phone`` stand here in full: whoever shows them masks them or logs a
    reveal.
    """

    rec: str
    event: str
    kind: str
    name: str
    document_type: str
    document_no: str
    phone: str
    group: str
    employment: str
    region: str
    employer: str | None
    union: str | None
    migrant: bool | None
    ethnicity: str | None
    sex: str | None
    birth: str | None
    document_check: str
    consent_method: str
    consent_reference: str | None
    purposes: tuple[str, ...]
    deferred: tuple[str, ...]
    number: str | None
    receipt: str | None
    approved_on: date | None
    is_void: bool
    operator: str
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One row of the audit chain."""

    n: int
    time: datetime
    operator: str
    action: str
    subject: str


Settings = Mapping[str, Any]
"""Settings of this store by name (pins, print policy …)."""
