"""Papers: prepare the job, draw it, put it on a printer or into a file, record what became of it.

Drawing happens on the pool, everything else on the store worker. A job that was not confirmed
stays in the list as it is; nothing is reprinted by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.documents.cards import CardFace, card_pages, sheets
from fieldapp.documents.pages import Document
from fieldapp.documents.slips import RecallFacts, ReceiptFacts, recall_slips, receipts
from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.regions import region
from fieldapp.domain.views import Recall
from fieldapp.messages import translate as _
from fieldapp.services import cards
from fieldapp.services.cards import CardJob, ReceiptJob
from fieldapp.services.print_queue import MarkSent, mark_sent
from ui.printing import PrintState, render_pdf, send
from ui.session import Session

Job = CardJob | ReceiptJob
Done = Callable[["Printed | Refusal"], None]
PRINTER_SETTING = "printer"
_SLIP_PAPERS = ("receipt80", "a5", "a4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a paper goes: a printer by name, or a file."""

    printer: str = ""
    path: Path | None = None
    sheet: str = "a4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was printed: how many papers, and where."""

    count: int
    where: str


def print_for(session: Session, rec: str, paper: str, reason: str = "") -> None:
    """After F10: queue the paper, and print it at once when a printer was chosen in the settings.

    ``reason``: why a card is printed again.
    """
    if session.current_event is None or paper not in ("card", "receipt"):
        return
    printer = str(session.application.read.settings().get(PRINTER_SETTING) or "")
    if printer:
        sheet = "cr80" if paper == "card" else "receipt80"
        target = Target(printer=printer, sheet=sheet)
        print_papers(session, [rec], paper, target, done=lambda result: _say(session, result), reason=reason)
    else:
        prepare(session, [rec], paper, lambda _jobs: None, reason)


def prepare(
    session: Session, recs: Sequence[str], paper: str, done: Callable[[list[Any]], None], reason: str = ""
) -> None:
    """Queue papers for these records; hands over the jobs, refused ones left out and said."""
    event, operator, app = session.current_event, session.operator.id, session.application
    if event is None:
        return

    def work() -> list[Any]:
        if paper == "card":
            return [
                app.execute(
                    cards.prepare,
                    cards.PrepareCard(rec=RecordId(rec), event=event.id, operator=operator, reason=reason or None),
                )
                for rec in recs
            ]
        return [
            app.execute(
                cards.prepare_receipt, cards.PrepareReceipt(rec=RecordId(rec), event=event.id, operator=operator)
            )
            for rec in recs
        ]

    def after(results: list[Any]) -> None:
        for refused in (one for one in results if isinstance(one, Refusal)):
            session.say_refusal(refused)
        jobs = [one for one in results if not isinstance(one, Refusal)]
        if jobs:
            session.publish(jobs[0].changes)
        done(jobs)

    session.jobs.on_store(work, after)


def print_papers(
    session: Session, recs: Sequence[str], paper: str, target: Target, *, done: Done, reason: str = ""
) -> None:
    """Prepare, draw, hand over and record these papers."""
    prepare(session, recs, paper, lambda jobs: print_jobs(session, jobs, target, done), reason)


def print_jobs(session: Session, jobs: Sequence[Job], target: Target, done: Done) -> None:
    """Draw prepared jobs, hand them over and record what became of them."""
    if not jobs or session.current_event is None:
        return
    document = document_of(session, jobs, target.sheet)
    if isinstance(document, Refusal):
        done(document)
        return
    if target.printer:
        sent = MarkSent(jobs=tuple(job.job for job in jobs), printer=target.printer, operator=session.operator.id)
        _execute(session, mark_sent, [sent], _nothing)

    def after(trouble: str | Refusal) -> None:
        if isinstance(trouble, Refusal):
            done(trouble)
        elif trouble:
            done(Refusal(code=trouble, details={"printer": target.printer}))
        elif target.printer:
            done(Printed(count=len(jobs), where=target.printer))
        else:
            confirm_printed(session, [job.job for job in jobs], done, where="PDF")

    session.jobs.in_background(lambda: _put(document, target), after)


def confirm_printed(session: Session, jobs: Sequence[str], done: Done, where: str = "") -> None:
    """Somebody saw these jobs come out well, or they stand in a file."""
    printer = where or None
    commands = [cards.RecordPrinted(job=job, operator=session.operator.id, printer=printer) for job in jobs]

    def after(refused: Refusal | None) -> None:
        done(refused or Printed(count=len(jobs), where=where or _("已确认")))

    _execute(session, cards.record_printed, commands, after)


def spoil(session: Session, jobs: Sequence[str], reason: str, done: Done) -> None:
    """These jobs did not come out, or not well."""
    commands = [cards.RecordSpoiled(job=job, reason=reason, operator=session.operator.id) for job in jobs]
    _execute(
        session,
        cards.record_spoiled,
        commands,
        lambda refused: done(refused or Printed(count=len(jobs), where=_("作废"))),
    )


def hand_over(session: Session, recs: Sequence[str], done: Done) -> None:
    """These people have their cards now (领取): printing is not handing over."""
    event = session.current_event
    if event is None:
        return
    operator = session.operator.id
    commands = [cards.HandOver(rec=RecordId(rec), event=event.id, operator=operator) for rec in recs]

    def after(refused: Refusal | None) -> None:
        done(refused or Printed(count=len(recs), where=_("已交本人")))

    _execute(session, cards.hand_over, commands, after)


def put_recall_slips(session: Session, recalls: Sequence[Recall], target: Target, done: Done) -> None:
    """Put the slips that ask for cards back on paper or into a file."""
    today = session.application.clock.now().astimezone().date()
    facts = [
        RecallFacts(number=one.number or "", name=one.name, reason=one.reason or _("中心未确认这张卡"), date=today)
        for one in recalls
    ]
    document = recall_slips(facts) if facts else Refusal(code="nothing_to_print")
    if isinstance(document, Refusal):
        done(document)
        return

    def after(trouble: str | Refusal) -> None:
        refused = trouble if isinstance(trouble, Refusal) else Refusal(code=trouble) if trouble else None
        done(refused or Printed(count=len(facts), where=target.printer or "PDF"))

    session.jobs.in_background(lambda: _put(document, target), after)


def _execute(
    session: Session, use_case: Callable[..., Any], commands: Sequence[Any], done: Callable[[Refusal | None], None]
) -> None:
    """Run one use case for many commands on the store worker; hand over the first refusal."""
    app = session.application

    def after(results: list[Any]) -> None:
        for result in results:
            session.publish(getattr(result, "changes", frozenset()))
        done(next((one for one in results if isinstance(one, Refusal)), None))

    session.jobs.on_store(lambda: [app.execute(use_case, command) for command in commands], after)


def _nothing(_refused: Refusal | None) -> None:
    """A job that could not be marked stays as it is."""


def document_of(session: Session, jobs: Sequence[Job], sheet: str) -> Document | Refusal:
    """Lay jobs of one kind out on sheets."""
    faces = [face_of(session, job) for job in jobs if isinstance(job, CardJob)]
    if faces:
        return card_pages(faces, sheets()[sheet if sheet in sheets() else "a4"])
    paper = sheet if sheet in _SLIP_PAPERS else _SLIP_PAPERS[0]
    return receipts([receipt_of(job) for job in jobs if isinstance(job, ReceiptJob)], paper)


def face_of(session: Session, job: CardJob) -> CardFace:
    """Return what stands on a card."""
    return CardFace(
        name=job.name,
        number=job.number,
        group_label=job.group,
        union=job.union_name,
        joined=job.joined,
        token=job.token,
        region=place_words(session) or job.region,
    )


def place_words(session: Session) -> str:
    """Return city and county of the event, as the card's head names them."""
    place = region(session.current_event.region) if session.current_event else None
    return f"{place.city}{place.name}" if place else ""


def receipt_of(job: ReceiptJob) -> ReceiptFacts:
    """Return what stands on a receipt."""
    return ReceiptFacts(
        number=job.receipt,
        name=job.name,
        document_tail=job.document_tail,
        event=job.event_name,
        union=job.union_name or None,
        date=job.time.astimezone().date(),
        group=job.group,
    )


def _put(document: Document, target: Target) -> str | Refusal:
    """Draw to a file or a printer; return the message code of a printer's trouble, else nothing."""
    if target.path is not None:
        return render_pdf(document, target.path) or ""
    outcome = send(document, target.printer)
    if isinstance(outcome, Refusal):
        return outcome
    return "" if outcome.state is PrintState.SENT else outcome.code or "printer_failed"


def _say(session: Session, result: Printed | Refusal) -> None:
    if isinstance(result, Refusal):
        session.say_refusal(result)


def words_for(result: Printed) -> str:
    """Return one line about what was printed."""
    return _("已输出 {n} 份 · {where}").format(n=result.count, where=result.where)
