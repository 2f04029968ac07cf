"""Records as use cases handle them: what the store keeps about a person, an application, a roster row, a print job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fieldapp.domain.facts import ConsentFact, PersonFact
from fieldapp.domain.ids import EventId, LeaseId, OperatorId, OrganisationId, PersonId, RecordId, RosterId
from fieldapp.domain.views import PrintState, RosterRowState


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRecord:
    """One application. ``rev`` and ``base`` are those of its newest fact; ``captured`` is ms since 1970."""

    rec: RecordId
    person: PersonId
    event: EventId
    kind: str
    union: OrganisationId | None
    region: str
    group: str
    employment: str
    channel: str
    document_check: str
    deferred: tuple[str, ...]
    roster_row: str | None
    receipt: str | None
    operator: OperatorId
    captured: int
    is_live: bool
    transfer_reason: str | None
    rev: int
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberHeld:
    """A member number of a record: from a lease of this laptop, or given by the centre (``lease`` None)."""

    number: str
    lease: LeaseId | None
    status_index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalHeld:
    """A local approval: under which delegation, by whom, as of which day (yyyymmdd)."""

    delegation: str
    approver: str
    approved_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFile:
    """Everything the store knows of one application (档案).

    ``consented`` is when the person last agreed to something, ``withdrawn`` when they took back what does not stand
    any more, by purpose, in the order it happened; both in ms since 1970.
    """

    application: ApplicationRecord
    person: PersonFact
    consent: ConsentFact
    number: NumberHeld | None
    approval: ApprovalHeld | None
    consented: int
    withdrawn: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRecord:
    """An imported roster; ``defaults`` are the answers given once per file.

    Until ``is_finished`` its rows are still on their way: ``expected`` in all, from the file ``source``
    by the ``habit`` (columns and answers) it was read with.
    """

    id: RosterId
    event: EventId
    company: str
    defaults: Mapping[str, Any]
    expected: int | None = None
    is_finished: bool = True
    source: str = ""
    habit: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One row of a roster with its values; ``others`` are further field codes the sheet filled.

    ``written`` is what stood where no group was understood; ``seat`` where the person sits at a ceremony.
    """

    id: str
    roster: RosterId
    row: int
    state: RosterRowState
    name: str
    document_no: str
    phone: str
    group: str | None
    others: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    seat: str = ""
    written: str = ""
    rec: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One print of one paper (card, receipt or form) for one record."""

    job: str
    paper: str
    rec: RecordId
    event: EventId
    number: str
    copy: int
    state: PrintState
    is_handed: bool = False
