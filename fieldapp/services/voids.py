"""Taking back (撤销, 作废): what nobody has seen is undone by its author, everything else is voided with a reason."""

from dataclasses import dataclass
from types import MappingProxyType

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.facts import CardEvent, Void
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationRecord, PrintJob
from fieldapp.domain.views import PrintState
from fieldapp.services.following import follow
from fieldapp.services.four_eyes import witnessed
from fieldapp.services.rules import at_work, live_record, supervisor
from fieldapp.store.print_jobs import CARD, RECEIPT
from fieldapp.store.unit_of_work import UnitOfWork

UNDONE = "undone"
_FIRST = 1
"""The revision with which a record begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRecord:
    """A supervisor takes a record back; the hole stays visible, its number is never given again."""

    rec: RecordId
    reason: str
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLast:
    """Ctrl+Z on an empty form: the operator's last person of this event, or the own ``rec`` the desk shows as last."""

    event: EventId
    operator: OperatorId
    rec: RecordId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidResult:
    """Whose record is void now."""

    rec: str
    name: str
    changes: Changes


def void_record(command: VoidRecord, uow: UnitOfWork, _clock: Clock, ids: Ids) -> VoidResult | Refusal:
    """Void a record; one that has left the laptop needs four eyes.

    Refuses: ``supervisor_needed``, ``record_unknown``, ``record_void``, ``reason_missing``, ``second_person_needed``,
    ``alone_must_wait``.
    """
    who = supervisor(uow, command.operator)
    record = live_record(uow, command.rec)
    if isinstance(who, Refusal):
        return who
    if isinstance(record, Refusal):
        return record
    if not command.reason.strip():
        return Refusal(code="reason_missing")
    reason, second = command.reason.strip(), None
    if uow.facts.has_left(record.rec):
        witness = witnessed(uow, ids, GuardedAct.VOID_SENT, record.rec, command.operator, event=command.event)
        if isinstance(witness, Refusal):
            return witness
        second = witness.second
    void = Void(target=record.rec, reason=reason, second=second)
    return _void(uow, ids, record, void, operator=command.operator, event=command.event)


def undo_last(command: UndoLast, uow: UnitOfWork, _clock: Clock, ids: Ids) -> VoidResult | Refusal:
    """Undo the operator's last person.

    Refuses: ``nothing_to_undo``, ``record_void``, ``undo_not_yours``, ``undo_needs_void`` (details ``rec`` and
    ``why``: printed, approved, handed, changed, sent).
    """
    who = at_work(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    record = _own(uow, command)
    if isinstance(record, Refusal):
        return record
    why = _seen_outside(uow, record)
    if why:
        return Refusal(code="undo_needs_void", details=MappingProxyType({"why": why, "rec": record.rec}))
    void = Void(target=record.rec, reason=UNDONE)
    return _void(uow, ids, record, void, operator=command.operator, event=command.event)


def _own(uow: UnitOfWork, command: UndoLast) -> ApplicationRecord | Refusal:
    """Return the live record that is meant, if this operator made it at this event."""
    if command.rec is None:
        return uow.applications.newest_of(command.operator, command.event) or Refusal(code="nothing_to_undo")
    record = live_record(uow, command.rec)
    if isinstance(record, Refusal):
        return record
    is_own = (record.operator, record.event) == (command.operator, command.event)
    return record if is_own else Refusal(code="undo_not_yours")


def _seen_outside(uow: UnitOfWork, record: ApplicationRecord) -> str | None:
    """Return why a record can no longer be undone: printed, approved, handed, changed since, or sent.

    A record that was updated or became a transfer was there before: undoing that act would void the person.
    """
    if any(job.state not in (PrintState.QUEUED, PrintState.CANCELLED) for job in _jobs(uow, record)):
        return "printed"
    if uow.applications.approval_of(record.rec) is not None:
        return "approved"
    if uow.handouts.any_for(record.rec):
        return "handed"
    if record.rev > _FIRST:
        return "changed"
    return "sent" if uow.facts.has_left(record.rec) else None


def _jobs(uow: UnitOfWork, record: ApplicationRecord) -> tuple[PrintJob, ...]:
    return (*uow.print_jobs.of(record.rec, CARD), *uow.print_jobs.of(record.rec, RECEIPT))


def _void(
    uow: UnitOfWork, ids: Ids, record: ApplicationRecord, void: Void, *, operator: OperatorId, event: EventId
) -> VoidResult:
    reason = void.reason
    for job in _jobs(uow, record):
        if job.state is PrintState.QUEUED:  # nothing came out of a printer, so there is nothing to tell the centre
            uow.print_jobs.move(job.job, PrintState.CANCELLED, uow.milliseconds(), reason=reason)
        elif job.state is PrintState.PRINTED and job.paper == CARD:
            fact = CardEvent(what="void", serial=job.number, copy=job.copy, reason=reason)
            follow(uow, ids, record, fact, operator=operator, event=event, card=job.job)
            record = uow.applications.get(record.rec) or record
    follow(uow, ids, record, void, operator=operator, event=event)
    uow.applications.end(record.rec)
    uow.rosters.release(record.rec)
    uow.audit.note(operator, "voided", record.rec, reason=reason, second=void.second)
    return VoidResult(
        rec=record.rec,
        name=uow.people.get(record.person).name,
        changes=frozenset({Topic.APPLICATIONS, Topic.OUTBOX, Topic.ROSTERS, Topic.CARDS}),
    )
