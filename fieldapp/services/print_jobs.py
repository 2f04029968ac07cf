"""What every paper of a record begins with: its file, a job in the journal, its union, photo and signature."""

from dataclasses import replace

from fieldapp.domain.applications import ConsentMethod
from fieldapp.domain.facts import ConsentFact
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.ports import Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationFile, PrintJob
from fieldapp.domain.signatures import ROLE as SIGNATURE
from fieldapp.domain.views import PrintState
from fieldapp.services.rules import at_work, live_record
from fieldapp.store.unit_of_work import UnitOfWork


def file_of(uow: UnitOfWork, rec: RecordId, operator: OperatorId) -> ApplicationFile | Refusal:
    """Return what is kept of a live record for somebody at work, or why not."""
    who, record = at_work(uow, operator), live_record(uow, rec)
    refusal = next((one for one in (who, record) if isinstance(one, Refusal)), None)
    return refusal or uow.applications.file(rec) or Refusal(code="record_unknown")


def next_job(
    uow: UnitOfWork,
    ids: Ids,
    paper: str,
    number: str,
    *,
    rec: RecordId,
    event: EventId,
    operator: OperatorId,
    reason: str | None = None,
    is_free: bool = False,
) -> PrintJob | Refusal:
    """Return a queued job: the one that waits already, or the next copy.

    What waits since another event is taken along: the queue and the blanks of this one print it.

    Refuses ``reprint_needs_reason`` for a second copy without a ``reason`` unless copies are free.
    """
    earlier = uow.print_jobs.of(rec, paper)
    waiting = next((job for job in earlier if job.state is PrintState.QUEUED and job.number == number), None)
    if waiting and waiting.event != event:
        uow.print_jobs.take_along(waiting.job, event, uow.milliseconds())
    if waiting:
        return replace(waiting, event=event)
    why = (reason or "").strip() or None
    if not is_free and why is None and any(job.state.is_on_paper for job in earlier):
        return Refusal(code="reprint_needs_reason")
    job = PrintJob(
        job=ids.new(),
        paper=paper,
        rec=rec,
        event=event,
        number=number,
        copy=uow.print_jobs.last_copy(rec, paper) + 1,
        state=PrintState.QUEUED,
    )
    uow.print_jobs.add(job, operator=operator, reason=why, now=uow.milliseconds())
    uow.audit.note(operator, f"{paper}_queued", rec, copy=job.copy, reason=why)
    return job


def union_name_of(uow: UnitOfWork, found: ApplicationFile) -> str:
    """Return the name of the union a record belongs to or asks for; empty while that is open."""
    said = uow.outcomes.get(found.application.rec)
    union = said.union if said and said.union else found.application.union
    organisation = uow.organisations.get(union) if union else None
    return organisation.name if organisation else ""


def photo_of(uow: UnitOfWork, found: ApplicationFile) -> bytes:
    """Return the photo of a record where its event collects photos; empty without one."""
    event = uow.events.get(found.application.event)
    return uow.blobs.photo_of(found.application.rec) or b"" if event is not None and event.photo else b""


def signature_of(uow: UnitOfWork, found: ApplicationFile) -> bytes:
    """Return the strokes the newest consent names, packed; empty when the person did not sign on the pad here."""
    consent = found.consent
    if consent.method != ConsentMethod.PEN or consent.reference is None:
        return b""
    return uow.blobs.content(consent.reference, SIGNATURE) or b""


def is_owed(consent: ConsentFact) -> bool:
    """Whether the person still has to sign on paper (缺签字)."""
    return consent.method == ConsentMethod.SHEET and consent.reference is None
