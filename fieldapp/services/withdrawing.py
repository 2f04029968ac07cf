"""Withdrawing (撤回): a person takes back a consent, or the application itself, as simply as it was given.

No reason is asked, no second person, no supervisor: whoever sits at the desk does it when the person says so. What
was done until then stays lawful; what the purpose allowed is not done any more.
"""

from dataclasses import dataclass
from types import MappingProxyType

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.checks import REQUIRED_PURPOSE
from fieldapp.domain.codes import table
from fieldapp.domain.facts import ConsentFact, Withdrawal
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationRecord
from fieldapp.domain.views import PrintState
from fieldapp.services.following import follow
from fieldapp.services.rules import at_work, live_record
from fieldapp.store.print_jobs import CARD, RECEIPT
from fieldapp.store.unit_of_work import UnitOfWork

MOVED: Changes = frozenset({Topic.APPLICATIONS, Topic.OUTBOX, Topic.CARDS, Topic.ROSTERS})
_MEMBERS = (Outcome.APPROVED, Outcome.CARD_CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """The person of a record takes back some purposes; the one without which nobody is a member takes all back."""

    rec: RecordId
    purposes: tuple[str, ...]
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawResult:
    """``left`` still stand. ``is_ended``: the application is off; ``waits``: the centre decides."""

    rec: str
    name: str
    withdrawn: tuple[str, ...]
    left: tuple[str, ...]
    is_ended: bool = False
    waits: bool = False
    changes: Changes = MOVED


def withdraw_consent(command: WithdrawConsent, uow: UnitOfWork, _clock: Clock, ids: Ids) -> WithdrawResult | Refusal:
    """Take consents back, as a fact that goes to the centre.

    Refuses: ``record_unknown``, ``record_void``, ``record_purged``, ``nothing_to_withdraw``.
    """
    operator, record = at_work(uow, command.operator), live_record(uow, command.rec)
    if isinstance(operator, Refusal):
        return operator
    if isinstance(record, Refusal):
        return record
    held = uow.applications.consent_of(record.rec)
    withdrawn = tuple(one for one in held.given if one in command.purposes)
    if not withdrawn:
        return Refusal(code="nothing_to_withdraw")
    if REQUIRED_PURPOSE in withdrawn:
        return _end(uow, ids, command, record, held=held)
    _write(uow, ids, command, record, held=held, withdrawn=withdrawn)
    return WithdrawResult(
        rec=record.rec,
        name=uow.people.get(record.person).name,
        withdrawn=withdrawn,
        left=tuple(one for one in held.given if one not in withdrawn),
    )


def _write(
    uow: UnitOfWork,
    ids: Ids,
    command: WithdrawConsent,
    record: ApplicationRecord,
    *,
    held: ConsentFact,
    withdrawn: tuple[str, ...],
) -> None:
    """What stays stands on the act it was given with; what was ever taken back is kept beside it."""
    fact = ConsentFact(notice=held.notice, withdrawn=withdrawn, method=held.method)
    written = follow(uow, ids, record, fact, operator=command.operator, event=command.event)
    stands = ConsentFact(
        notice=held.notice,
        given=tuple(one for one in held.given if one not in withdrawn),
        withdrawn=tuple(dict.fromkeys((*held.withdrawn, *withdrawn))),
        method=held.method,
        reference=held.reference,
    )
    given_at = uow.applications.consented_at(record.rec)
    uow.applications.add_consent(ids.new(), record.rec, stands, written.captured, given_at)
    uow.audit.note(command.operator, "consent_withdrawn", record.rec, purposes=withdrawn)


def _end(
    uow: UnitOfWork, ids: Ids, command: WithdrawConsent, record: ApplicationRecord, *, held: ConsentFact
) -> WithdrawResult:
    """The application is off; of a member the centre decides (退会), and until then the record stands."""
    _write(uow, ids, command, record, held=held, withdrawn=held.given)
    record = uow.applications.get(record.rec) or record
    follow(uow, ids, record, Withdrawal(), operator=command.operator, event=command.event)
    for job in (*uow.print_jobs.of(record.rec, CARD), *uow.print_jobs.of(record.rec, RECEIPT)):
        if job.state is PrintState.QUEUED:
            uow.print_jobs.move(job.job, PrintState.CANCELLED, uow.milliseconds(), reason="withdrawn")
    said = uow.outcomes.get(record.rec)
    is_member = uow.applications.approval_of(record.rec) is not None or (said is not None and said.outcome in _MEMBERS)
    if not is_member:
        uow.applications.end(record.rec)
    uow.audit.note(command.operator, "application_withdrawn", record.rec)
    return WithdrawResult(
        rec=record.rec,
        name=uow.people.get(record.person).name,
        withdrawn=held.given,
        left=(),
        is_ended=not is_member,
        waits=is_member,
    )


def refusal_of_purpose(uow: UnitOfWork, rec: str, purpose: str) -> Refusal | None:
    """Return ``consent_was_withdrawn`` when the person took back what this act would need (detail ``purpose``)."""
    held = uow.applications.consent_of(rec)
    if purpose in held.given or purpose not in held.withdrawn:
        return None
    entry = table("purposes").find(purpose)
    return Refusal(
        code="consent_was_withdrawn", details=MappingProxyType({"purpose": entry.label if entry else purpose})
    )
