"""Member cards and receipts on paper: a job for every copy, printed or spoiled as somebody confirms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.codes import table
from fieldapp.domain.facts import CardEvent
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.ports import CardClaims, Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationFile, NumberHeld, PrintJob
from fieldapp.domain.regions import region_name
from fieldapp.domain.views import PrintState
from fieldapp.services.following import follow
from fieldapp.services.print_jobs import file_of, is_owed, next_job, photo_of, signature_of, union_name_of
from fieldapp.services.print_queue import JOURNAL, movable
from fieldapp.services.rules import at_work, live_record
from fieldapp.services.settings import TRAINING_SETTING
from fieldapp.store.print_jobs import CARD, RECEIPT
from fieldapp.store.unit_of_work import UnitOfWork

CARD_VALIDITY = timedelta(days=3 * 365 + 1)
TRAINING_MARK = "演练"
_REFUSED = (Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.MERGED, Outcome.TRANSFERRED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareCard:
    """A card is to be printed; another copy needs a ``reason``."""

    rec: RecordId
    event: EventId
    operator: OperatorId
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareReceipt:
    """A receipt (入会凭证) is to be printed; another copy needs no reason."""

    rec: RecordId
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPrinted:
    """The paper came out well."""

    job: str
    operator: OperatorId
    printer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSpoiled:
    """The paper did not come out, or not well."""

    job: str
    reason: str
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The person has the card (领取): printing is not handing over."""

    rec: RecordId
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class CardJob:
    """Everything a card shows: ``group`` and ``region`` are labels, ``joined`` the committee's day, ``token`` UM1.

    ``mark`` is printed across the card; only the training mode has one. ``photo`` is a JPEG where the event collects
    photos and the person wanted one.
    """

    job: str
    rec: str
    copy: int
    number: str
    name: str
    union_name: str
    group: str
    joined: date
    region: str
    token: str
    mark: str = ""
    photo: bytes = b""
    changes: Changes = JOURNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptJob:
    """Everything a receipt shows; ``code`` is the text of its QR code (``UR1:``).

    ``is_owed``: the person still has to sign, and signs this; ``signature`` are the packed strokes of the pad.
    """

    job: str
    rec: str
    copy: int
    receipt: str
    name: str
    document_tail: str
    union_name: str
    group: str
    event_name: str
    place: str
    time: datetime
    deferred: tuple[str, ...]
    code: str
    is_transfer: bool
    is_owed: bool = False
    signature: bytes = b""
    changes: Changes = JOURNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintResult:
    """A job moved."""

    job: str
    rec: str
    state: PrintState
    changes: Changes


def prepare(command: PrepareCard, uow: UnitOfWork, _clock: Clock, ids: Ids) -> CardJob | Refusal:
    """Queue a card. Refuses: ``not_approved_yet``, ``card_not_allowed``, ``reprint_needs_reason``, ``record_void``."""
    found = file_of(uow, command.rec, command.operator)
    if isinstance(found, Refusal):
        return found
    held = found.number
    if held is None:
        return Refusal(code="not_approved_yet")
    said = uow.outcomes.get(command.rec)
    if said is not None and said.outcome in _REFUSED:
        return Refusal(code="card_not_allowed")
    job = next_job(
        uow,
        ids,
        CARD,
        held.number,
        rec=command.rec,
        event=command.event,
        operator=command.operator,
        reason=command.reason,
    )
    if isinstance(job, Refusal):
        return job
    approved_on = said.approved_on if said and said.approved_on else None
    return _card(uow, found, held, job, approved_on)


def prepare_receipt(command: PrepareReceipt, uow: UnitOfWork, _clock: Clock, ids: Ids) -> ReceiptJob | Refusal:
    """Queue a receipt. Refuses: ``no_receipt`` (approved on the spot: the card says it), ``record_void``."""
    found = file_of(uow, command.rec, command.operator)
    if isinstance(found, Refusal):
        return found
    receipt = found.application.receipt
    if receipt is None:
        return Refusal(code="no_receipt")
    job = next_job(
        uow, ids, RECEIPT, receipt, rec=command.rec, event=command.event, operator=command.operator, is_free=True
    )
    return job if isinstance(job, Refusal) else _receipt(uow, found, job)


def record_printed(command: RecordPrinted, uow: UnitOfWork, _clock: Clock, ids: Ids) -> PrintResult | Refusal:
    """Note that a job came out; a card becomes a fact. Refuses: ``print_job_unknown``, ``print_job_done``."""
    job = movable(uow, command.job, PrintState.PRINTED, command.operator)
    if isinstance(job, Refusal):
        return job
    uow.print_jobs.move(job.job, PrintState.PRINTED, uow.milliseconds(), printer=command.printer)
    return _told(uow, ids, job, what="issued", operator=command.operator)


def record_spoiled(command: RecordSpoiled, uow: UnitOfWork, _clock: Clock, ids: Ids) -> PrintResult | Refusal:
    """Note that a job cost a blank and gave no card, also after it was thought printed.

    Refuses: ``print_job_unknown``, ``print_job_done`` (ended, or still waiting), ``reason_missing``.
    """
    reason = command.reason.strip()
    job = movable(uow, command.job, PrintState.SPOILED, command.operator)
    if isinstance(job, Refusal):
        return job
    if not reason:
        return Refusal(code="reason_missing")
    uow.print_jobs.move(job.job, PrintState.SPOILED, uow.milliseconds(), reason=reason)
    return _told(uow, ids, job, what="spoiled", operator=command.operator, state=PrintState.SPOILED, reason=reason)


def hand_over(command: HandOver, uow: UnitOfWork, _clock: Clock, ids: Ids) -> PrintResult | Refusal:
    """Note that the person has the card. Refuses: ``card_not_printed``, ``already_handed_over``, ``record_void``."""
    who = at_work(uow, command.operator)
    record = live_record(uow, command.rec)
    refusal = next((one for one in (who, record) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    printed = [job for job in uow.print_jobs.of(command.rec, CARD) if job.state is PrintState.PRINTED]
    if not printed:
        return Refusal(code="card_not_printed")
    if printed[-1].is_handed:
        return Refusal(code="already_handed_over")
    uow.print_jobs.hand(printed[-1].job, uow.milliseconds())
    return _told(uow, ids, printed[-1], what="handed_over", operator=command.operator)


def _told(
    uow: UnitOfWork,
    ids: Ids,
    job: PrintJob,
    *,
    what: str,
    operator: OperatorId,
    state: PrintState = PrintState.PRINTED,
    reason: str | None = None,
) -> PrintResult:
    """Assert what happened to a card; receipts stay in the journal only."""
    record = uow.applications.get(job.rec)
    if job.paper == CARD and record is not None:
        fact = CardEvent(what=what, serial=job.number, copy=job.copy, reason=reason)
        follow(uow, ids, record, fact, operator=operator, event=job.event, card=job.job)
    uow.audit.note(operator, f"{job.paper}_{what}", job.rec, copy=job.copy)
    return PrintResult(job=job.job, rec=job.rec, state=state, changes=JOURNAL | {Topic.OUTBOX})


def _joined(uow: UnitOfWork, found: ApplicationFile, approved_on: str | None) -> date:
    day = approved_on or (found.approval.approved_on if found.approval else None)
    return date.fromisoformat(day) if day else uow.today()


def _card(uow: UnitOfWork, found: ApplicationFile, held: NumberHeld, job: PrintJob, approved_on: str | None) -> CardJob:
    now = uow.now()
    said = uow.outcomes.get(job.rec)
    claims = CardClaims(
        issuer=held.number[:2],
        issued=int(now.timestamp()),
        expires=int((now + CARD_VALIDITY).timestamp()),
        number=held.number,
        name=found.person.name,
        union=(said.union if said else None) or found.application.union or "",
        status_index=held.status_index,
    )
    return CardJob(
        job=job.job,
        rec=job.rec,
        copy=job.copy,
        number=held.number,
        name=found.person.name,
        union_name=union_name_of(uow, found),
        group=table("groups").label(found.application.group),
        joined=_joined(uow, found, approved_on),
        region=region_name(found.application.region) or "",
        token=uow.card_signer.card_token(claims),
        mark=TRAINING_MARK if uow.preferences.get(TRAINING_SETTING) else "",
        photo=photo_of(uow, found),
    )


def _receipt(uow: UnitOfWork, found: ApplicationFile, job: PrintJob) -> ReceiptJob:
    application = found.application
    event = uow.events.get(application.event)
    return ReceiptJob(
        job=job.job,
        rec=job.rec,
        copy=job.copy,
        receipt=job.number,
        name=found.person.name,
        document_tail=found.person.document_no[-4:],
        union_name=union_name_of(uow, found),
        group=table("groups").label(application.group),
        event_name=event.name if event else "",
        place=event.place if event else "",
        time=datetime.fromtimestamp(application.captured / 1000).astimezone(),
        deferred=application.deferred,
        code=f"UR1:{job.number}",
        is_transfer=application.kind == "transfer",
        is_owed=is_owed(found.consent),
        signature=signature_of(uow, found),
    )
