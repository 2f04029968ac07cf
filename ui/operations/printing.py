"""Papers: prepare the job, put it into the queue or a file, record what became of it.

Drawing happens on the pool, everything else on the store worker. A job that was not confirmed
stays in the list as it is; nothing is reprinted by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.documents.marks import voided
from fieldapp.documents.pages import Document
from fieldapp.documents.slips import RecallFacts, recall_slips
from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Recall
from fieldapp.messages import translate as _
from fieldapp.services import cards, forms
from fieldapp.services.batches import Batch, each
from fieldapp.services.cards import TRAINING_MARK
from fieldapp.services.print_queue import CancelJobs, ReturnToQueue, cancel_jobs, return_to_queue
from fieldapp.services.settings import FORM_POLICY
from ui.operations import exports
from ui.operations.calibrations import feed_for
from ui.operations.exports import Export
from ui.operations.papers import Job, document_of, mark_of, union_code
from ui.operations.pieces import next_size
from ui.printing import render_pdf
from ui.session import Session

Done = Callable[["Printed | Refusal"], None]
_FIRST_PIECE, _LARGEST_PIECE = 2, 20
"""Papers recorded in one commit: as many as take about 15 ms, so that F10 waits for no more than that."""
FILE_PRINTER = "PDF"
"""What the journal calls the printer of a paper that went into a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a paper goes: a printer by name, or a file; ``start`` cells of the first sheet are used already.

    ``tray`` is the printer's own name for where the paper lies; empty lets it choose.
    """

    printer: str = ""
    path: Path | None = None
    sheet: str = "a4"
    start: int = 0
    tray: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was printed: how many papers, and where."""

    count: int
    where: str
    is_queued: bool = False


def print_for(session: Session, rec: str, paper: str, reason: str = "") -> None:
    """After F10: queue the paper as the print policy says; the queue prints it while the next person is typed.

    ``reason``: why somebody wants a card again; what a person asked for is queued under every policy.
    """
    if paper not in ("card", "receipt"):
        return
    kept = session.application.read.settings()
    _print_by_policy(session, rec, paper, str(kept.get("print_policy") or "once"), reason)
    _print_by_policy(session, rec, "form", str(kept.get(FORM_POLICY) or "never"))


def _print_by_policy(session: Session, rec: str, paper: str, policy: str, reason: str = "") -> None:
    event, read = session.current_event, session.application.read
    if event is None or (policy == "never" and not reason):
        return
    is_again = read.is_on_paper(event.id, rec, paper)
    if is_again and policy == "once" and not reason:
        return
    why = reason or (_("每次自动打印") if is_again else "")
    prepare(session, [rec], paper, lambda _jobs: session.prints.kick(), why)


def print_form(session: Session, rec: str, done: Done) -> None:
    """Queue the filled form of one record because somebody asked for it."""

    def prepared(jobs: list[Job]) -> None:
        if jobs:
            session.prints.resume()
            done(Printed(count=len(jobs), where=session.prints.printer_for("form"), is_queued=True))

    prepare(session, [rec], "form", prepared)


def prepare(
    session: Session, recs: Sequence[str], paper: str, done: Callable[[list[Any]], None], reason: str = ""
) -> None:
    """Queue papers for these records; hands over the jobs, refused ones left out and said."""
    event, operator = session.current_event, session.operator.id
    if event is None:
        return
    about: list[dict[str, Any]] = [{"rec": RecordId(rec), "event": event.id, "operator": operator} for rec in recs]
    use_case: Callable[..., Any] = cards.prepare_receipt
    commands: list[Any] = []
    if paper == "card":
        use_case, commands = cards.prepare, [cards.PrepareCard(**one, reason=reason or None) for one in about]
    elif paper == "form":
        use_case, commands = forms.prepare_form, [forms.PrepareForm(**one) for one in about]
    else:
        commands = [cards.PrepareReceipt(**one) for one in about]

    def after(results: list[Any]) -> None:
        for refused in (one for one in results if isinstance(one, Refusal)):
            session.say_refusal(refused)
        jobs = [one for one in results if not isinstance(one, Refusal)]
        if jobs:
            session.publish(jobs[0].changes)
        done(jobs)

    in_pieces(session, use_case, commands, after)


def print_papers(
    session: Session, recs: Sequence[str], paper: str, target: Target, *, done: Done, reason: str = ""
) -> None:
    """Put these papers into a file now, or into the queue of their printer; taking a file out is logged first."""

    def prepared(jobs: list[Job]) -> None:
        if not jobs:
            return
        if target.path is not None:
            _into_file(session, jobs, target.path, target, done)
            return
        session.prints.resume()
        done(Printed(count=len(jobs), where=session.prints.printer_for(paper), is_queued=True))

    def begin(_mark: str = "") -> None:
        prepare(session, recs, paper, prepared, reason)

    event = session.current_event
    if target.path is None or event is None:
        begin()
        return
    exports.begin(session, Export(what=f"{paper}_file", subject=event.id, rows=len(recs)), begin, done)


def _into_file(session: Session, jobs: Sequence[Job], path: Path, target: Target, done: Done) -> None:
    """Draw prepared jobs into a PDF; they count as printed once the file stands."""
    event, mark = session.current_event, mark_of(is_training=session.is_training)
    code = union_code(session.application)

    def draw() -> Refusal | None:
        document = document_of(jobs, target.sheet, event, start=target.start, code=code, mark=mark)
        return document if isinstance(document, Refusal) else render_pdf(document, path, session.jobs.give_way)

    def after(trouble: Refusal | None) -> None:
        if trouble is not None:
            done(trouble)
        else:
            confirm_printed(session, [job.job for job in jobs], done, where=FILE_PRINTER)

    session.jobs.in_background(draw, after)


def confirm_printed(session: Session, jobs: Sequence[str], done: Done, where: str = "") -> None:
    """Somebody saw these jobs come out well, or they stand in a file."""
    printer = where or None
    commands = [cards.RecordPrinted(job=job, operator=session.operator.id, printer=printer) for job in jobs]

    def after(refused: Refusal | None) -> None:
        done(refused or Printed(count=len(jobs), where=where or _("已确认")))

    _execute(session, cards.record_printed, commands, after)


def not_come_out(session: Session, jobs: Sequence[str], done: Done) -> None:
    """Somebody looked: nothing came out (没印出来). The jobs wait again as the same copies."""
    command = ReturnToQueue(jobs=tuple(jobs), operator=session.operator.id)
    _execute(session, return_to_queue, [command], lambda refused: done(refused or _moved(len(jobs), _("回到队列"))))


def call_off(session: Session, jobs: Sequence[str], reason: str, done: Done) -> None:
    """Nobody wants these papers; nothing of them is on paper."""
    command = CancelJobs(jobs=tuple(jobs), operator=session.operator.id, reason=reason)
    _execute(session, cancel_jobs, [command], lambda refused: done(refused or _moved(len(jobs), _("已取消"))))


def _moved(count: int, words: str) -> Printed:
    return Printed(count=count, where=words)


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

    def begin(_mark: str = "") -> None:
        put_document(session, document, target, lambda refused: done(refused or _put_out(len(facts), target)))

    event = session.current_event
    if target.path is None or event is None:
        begin()
        return
    exports.begin(session, Export(what="recall_file", subject=event.id, rows=len(facts)), begin, done)


def _execute(
    session: Session, use_case: Callable[..., Any], commands: Sequence[Any], done: Callable[[Refusal | None], None]
) -> None:
    """Run one use case for many commands on the store worker; hand over the first refusal."""

    def after(results: list[Any]) -> None:
        session.publish(frozenset().union(*(getattr(result, "changes", ()) for result in results)))
        done(next((one for one in results if isinstance(one, Refusal)), None))

    in_pieces(session, use_case, commands, after)


def in_pieces(
    session: Session, use_case: Callable[..., Any], commands: Sequence[Any], done: Callable[[list[Any]], None]
) -> None:
    """Run one use case for many commands, a few in each commit, so that somebody at the desk never waits for all.

    Results come in order and at once; each piece is asked for when the one before has returned.
    """
    app, results = session.application, list[Any]()

    def go_on(size: int) -> None:
        piece = commands[len(results) : len(results) + size]
        if not piece:
            done(results)
            return

        def work() -> tuple[Batch, float]:
            began = app.clock.monotonic()
            return app.execute(each(use_case), piece), app.clock.monotonic() - began

        def after(made: tuple[Batch, float]) -> None:
            batch, seconds = made
            results.extend(batch.results)
            go_on(next_size(len(piece), seconds, smallest=1, largest=_LARGEST_PIECE))

        session.jobs.on_store_later(work, after)

    go_on(_FIRST_PIECE)


def put_document(session: Session, document: Document, target: Target, done: Callable[[Refusal | None], None]) -> None:
    """Put a paper that has no journal (a form, a poster, a slip) into a file or onto the printer."""
    path, way, printer = target.path, session.prints.way, target.printer
    feed = feed_for(session.application, printer, target.sheet, target.tray)
    paper = voided(document, TRAINING_MARK) if session.is_training else document

    def work() -> Refusal | None:
        if path is not None:
            return render_pdf(paper, path)
        ticket = way.submit(paper, printer, feed)
        return ticket if isinstance(ticket, Refusal) else None

    session.jobs.in_background(work, done)


def _put_out(count: int, target: Target) -> Printed:
    return Printed(count=count, where=target.printer or FILE_PRINTER)


def words_for(result: Printed) -> str:
    """Return one line about what was printed, or waits for its printer."""
    if result.is_queued:
        return _("已排队 {n} 份 · {where}").format(n=result.count, where=result.where or _("还没有选打印机"))
    return _("已输出 {n} 份 · {where}").format(n=result.count, where=result.where)
