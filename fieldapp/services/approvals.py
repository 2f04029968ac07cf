"""Approving on site (批准): the window, and the batch of those who wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.events import ApprovalPolicy, Event
from fieldapp.domain.facts import Approval, NumberUse
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationRecord, ApprovalHeld
from fieldapp.services.approving import Permission, on_the_spot
from fieldapp.services.rules import live_record, supervisor
from fieldapp.services.rules import open_event as opened
from fieldapp.store.fact_log import Assertion
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApprovalWindow:
    """A named approver begins to approve; the window asked for the passphrase again before."""

    event: EventId
    approver: str
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseApprovalWindow:
    """Approving ends; from now on F10 gives receipt numbers."""

    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveMany:
    """The approver approves records that wait (批准 10)."""

    event: EventId
    approver: str
    recs: tuple[RecordId, ...]
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowResult:
    """The approval window was opened or closed; ``left`` approvals remain under the delegation here."""

    event: EventId
    is_open: bool
    left: int
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalResult:
    """``numbers`` maps each approved record to its member number; ``refused`` maps the others to a code."""

    numbers: Mapping[str, str]
    refused: Mapping[str, str]
    changes: Changes


def open_window(command: OpenApprovalWindow, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> WindowResult | Refusal:
    """Open the approval window of a delegated event.

    Refuses: ``event_not_delegated``, ``delegation_unknown`` (the centre does not know it),
    ``delegation_not_valid`` (day, approver or maximum), ``supervisor_needed``.
    """
    who = supervisor(uow, command.operator)
    event = opened(uow, command.event)
    if isinstance(who, Refusal):
        return who
    if isinstance(event, Refusal):
        return event
    if event.policy is not ApprovalPolicy.DELEGATED:
        return Refusal(code="event_not_delegated")
    delegation = uow.events.delegation(event.id)
    if delegation is None:
        return Refusal(code="delegation_unknown")
    used = uow.applications.count_approved(delegation.number)
    if not delegation.covers(uow.today(), command.approver, used):
        return Refusal(code="delegation_not_valid")
    uow.events.open_window(event.id, command.approver, command.operator, uow.milliseconds())
    uow.audit.note(command.operator, "approval_window_opened", event.id, approver=command.approver)
    return WindowResult(event=event.id, is_open=True, left=delegation.maximum - used, changes=frozenset({Topic.EVENTS}))


def close_window(command: CloseApprovalWindow, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> WindowResult | Refusal:
    """Close the approval window; refuses with ``approval_window_closed`` when none is open."""
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    if not uow.events.close_window(command.event, uow.milliseconds()):
        return Refusal(code="approval_window_closed")
    uow.audit.note(command.operator, "approval_window_closed", command.event)
    return WindowResult(event=command.event, is_open=False, left=0, changes=frozenset({Topic.EVENTS}))


def approve_many(command: ApproveMany, uow: UnitOfWork, _clock: Clock, ids: Ids) -> ApprovalResult | Refusal:
    """Approve waiting records, each with a number, as one fact; those that cannot be are named with a reason.

    Refuses: ``approval_window_closed``, ``approver_differs``, ``nothing_to_approve``, ``supervisor_needed``.
    """
    event = _approving_event(command, uow)
    if isinstance(event, Refusal):
        return event
    given, refused = dict[str, Permission](), dict[str, str]()
    for rec in dict.fromkeys(command.recs):
        decided = _decide(uow, event, rec)
        if isinstance(decided, Refusal):
            refused[rec] = decided.code
            continue
        given[rec] = decided
        uow.numbers.take(decided.lease, decided.serial, decided.number, rec)
        uow.applications.add_approval(rec, "", _held(decided))
    if not given:
        return Refusal(code="nothing_to_approve", details=MappingProxyType({"count": str(len(refused))}))
    _assert(uow, ids, command, given)
    return ApprovalResult(
        numbers=MappingProxyType({rec: permission.number for rec, permission in given.items()}),
        refused=MappingProxyType(refused),
        changes=frozenset({Topic.APPLICATIONS, Topic.CARDS, Topic.LEASES, Topic.OUTBOX}),
    )


def _approving_event(command: ApproveMany, uow: UnitOfWork) -> Event | Refusal:
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    window = uow.events.window(command.event)
    if window is None:
        return Refusal(code="approval_window_closed")
    return opened(uow, command.event) if window.approver == command.approver else Refusal(code="approver_differs")


def _decide(uow: UnitOfWork, event: Event, rec: RecordId) -> Permission | Refusal:
    record = live_record(uow, rec)
    if isinstance(record, Refusal):
        return record
    if record.event != event.id:
        return Refusal(code="record_of_other_event")
    if record.kind != "enrollment":
        return Refusal(code="transfer_not_approved_here")
    if uow.applications.number_of(rec) is not None or uow.applications.approval_of(rec) is not None:
        return Refusal(code="already_approved")
    return _permission(uow, event, record)


def _permission(uow: UnitOfWork, event: Event, record: ApplicationRecord) -> Permission | Refusal:
    author = uow.operators.get(record.operator)
    permission = on_the_spot(uow, event, author.name if author else "", record.union)
    return permission or Refusal(code="not_approvable_here")


def _held(permission: Permission) -> ApprovalHeld:
    return ApprovalHeld(
        delegation=permission.delegation.number, approver=permission.approver, approved_on=permission.approved_on
    )


def _assert(uow: UnitOfWork, ids: Ids, command: ApproveMany, given: Mapping[str, Permission]) -> None:
    first = next(iter(given.values()))
    fact = Approval(
        recs=tuple(given),
        delegation=first.delegation.number,
        approver=command.approver,
        date=first.approved_on,
        numbers={rec: NumberUse(no=one.number, lease=one.lease.id) for rec, one in given.items()},
        approver_op=first.approver_op,
    )
    written = uow.facts.append(Assertion(env=ids.new(), fact=fact, event=command.event, operator=command.operator))
    uow.applications.name_approval(tuple(given), written.env)
    uow.audit.note(command.operator, "approved", written.env, recs=list(given))
