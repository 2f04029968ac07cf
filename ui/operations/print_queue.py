"""The print queue of the desk: one sheet after the other goes to the printer while people are entered.

Nothing here waits on the window's thread, and nothing is printed twice by itself: a sheet is marked sent
before it goes, the print server (or a person) says that it came out, and what nobody knows is 未确认.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.documents.fonts import coverage_problem
from fieldapp.domain.events import Event
from fieldapp.domain.ids import OperatorId, RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.spooling import SpoolReport, SpoolState, Ticket
from fieldapp.domain.views import PrintJobView, PrintState
from fieldapp.errors import KnownError
from fieldapp.services import cards, forms, print_queue
from fieldapp.services.settings import TRAINING_SETTING, ChangeSetting, change_setting
from ui.jobs import Jobs
from ui.operations.calibrations import feed_for
from ui.operations.papers import (
    DEFAULT_SHEETS,
    Job,
    capacity,
    document_of,
    kind_of,
    mark_of,
    printed_words,
    sheet_for,
    union_code,
)
from ui.printing import Way, system_way

if TYPE_CHECKING:
    from fieldapp.app import Application

PRINTER_SETTING = "printer"
_LOOK_EVERY_MS = 700
_LOOKS_UNTIL_HANGING = 90
_LOOKS_UNTIL_TROUBLE = 2
"""A printer that connects says "offline" for a moment; only what is said twice is trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The jobs of one sheet on their way; ``ticket`` comes when the print server took them."""

    jobs: tuple[Job, ...]
    printer: str
    ticket: Ticket | None = None
    is_dropped: bool = False
    was_printing: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the ids of the jobs."""
        return tuple(job.job for job in self.jobs)


class PrintQueue(QObject):
    """``moved``: it looks different; ``looked``: the print server was asked; ``changed``: topics moved.

    ``refused`` brings why a paper was not printed.
    """

    moved = Signal()
    looked = Signal()
    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, application: "Application", jobs: Jobs, operator: Callable[[], OperatorId]) -> None:
        """Stand still until an event is chosen."""
        super().__init__()
        self._application, self._jobs, self._operator = application, jobs, operator
        self.way: Way = system_way()
        self.printers: tuple[str, ...] = ()
        self.trays: dict[str, tuple[str, ...]] = {}
        self.is_held = False
        self.trouble: Refusal | None = None
        self.look_every_ms = _LOOK_EVERY_MS
        self._event: Event | None = None
        self._sheet: Sheet | None = None
        self._is_choosing, self._is_asked_again, self._is_flushing, self._is_stopped = False, False, False, False
        self.looks, self._troubled = 0, 0
        self._chosen: dict[str, str] = {}
        self._start = 0

    @property
    def is_busy(self) -> bool:
        """Whether a sheet is on its way."""
        return self._sheet is not None or self._is_choosing

    @property
    def printer(self) -> str:
        """Return the printer that was chosen in the settings; empty when papers only wait."""
        return self._kept(PRINTER_SETTING)

    def printer_for(self, paper: str) -> str:
        """Return a paper's own printer (cards and A4 forms rarely share one), else the one of the settings."""
        return self._kept(_own_printer(paper)) or self.printer

    @property
    def has_printer(self) -> bool:
        """Whether any paper can be printed now."""
        return any(self._printers().values())

    @property
    def current_printer(self) -> str:
        """Return the printer that has a sheet now, else the one of the settings."""
        return self._sheet.printer if self._sheet is not None else self.printer

    def _printers(self) -> dict[str, str]:
        """Return the printer of every paper, asking the store once."""
        names = (PRINTER_SETTING, *map(_own_printer, DEFAULT_SHEETS))
        kept = {} if all(one in self._chosen for one in names) else self._application.read.settings()
        chosen = {one: self._chosen.get(one, str(kept.get(one) or "")) for one in names}
        return {paper: chosen[_own_printer(paper)] or chosen[PRINTER_SETTING] for paper in DEFAULT_SHEETS}

    def _kept(self, name: str) -> str:
        chosen = self._chosen.get(name)
        return str(self._application.read.settings().get(name) or "") if chosen is None else chosen

    def sheet_of(self, paper: str) -> str:
        """Return the sheet that was chosen for a paper."""
        return self._chosen.get(paper) or sheet_for(self._application, paper)

    def tray_of(self, paper: str) -> str:
        """Return the tray that was chosen for a paper; empty lets its printer choose."""
        return self._kept(_own_tray(paper))

    def use(self, printer: str, paper: str, sheet: str, start: int = 0, tray: str = "") -> None:
        """Print a paper on this printer, sheet and tray from now on; ``start`` cells of the next sheet are used up.

        The first printer ever used is everything's; another one is the paper's own.
        """
        self._chosen[paper], self._start = sheet, start
        self._keep(f"print_sheet:{paper}", sheet)
        if not self.printer:
            self.choose_printer(printer)
        else:
            self._own(paper, "" if printer == self.printer else printer)
        self._change(_own_tray(paper), tray)

    def choose_printer(self, printer: str) -> None:
        """Print everything on this printer from now on; empty lets papers wait."""
        self._chosen[PRINTER_SETTING] = printer
        self._keep(PRINTER_SETTING, printer)
        for paper in DEFAULT_SHEETS:
            self._own(paper, "")
            self._change(_own_tray(paper), "")

    def _own(self, paper: str, printer: str) -> None:
        self._change(_own_printer(paper), printer)

    def _change(self, name: str, value: str) -> None:
        if self._kept(name) != value:
            self._chosen[name] = value
            self._keep(name, value)

    def _keep(self, name: str, value: str) -> None:
        self._move(change_setting, ChangeSetting(name=name, value=value, operator=self._operator()))

    def begin(self, event: Event | None) -> None:
        """Work for an event. What waits there from before is held until somebody says go on."""
        self._event = event
        jobs = self._application.read.print_jobs(event.id) if event is not None else ()
        self.is_held = any(job.state is PrintState.QUEUED for job in jobs)
        self.trouble = None
        self.find_printers()
        self.moved.emit()

    def find_printers(self) -> None:
        """Ask the system for its printers, off the window's thread."""
        self._jobs.in_background(self.way.printers, self._on_printers)

    def hold(self) -> None:
        """Pause: the sheet at the printer comes to its end, no other follows."""
        self.is_held = True
        self.moved.emit()

    def resume(self) -> None:
        """Go on, also with a sheet that is not full."""
        self.is_held, self.trouble, self._is_flushing = False, None, True
        self.moved.emit()
        self.kick()

    def stop(self) -> None:
        """The store is closing: begin nothing more. A sheet at the printer comes back as 未确认."""
        self._is_stopped = True

    def kick(self) -> None:
        """Send the next sheet if one may go now; what is asked while one is being chosen is looked at after it."""
        self._is_asked_again = self._is_choosing
        if self.is_held or self.is_busy or self._event is None or self._is_stopped:
            return
        printers = self._printers()
        if not any(printers.values()):
            return
        self._is_choosing = True
        work = partial(self._choose, self._event, printers, self._operator(), is_flushing=self._is_flushing)
        self.moved.emit()
        self._jobs.on_store(work, self._on_chosen, self._on_failed)

    def drop(self, jobs: Sequence[str], reason: str = "") -> None:
        """Call jobs off: those that wait at once, those at the printer as far as the print server can."""
        here = self._sheet.names if self._sheet else ()
        waiting = tuple(job for job in jobs if job not in here)
        if waiting:
            command = print_queue.CancelJobs(jobs=waiting, operator=self._operator(), reason=reason)
            self._move(print_queue.cancel_jobs, command)
        if self._sheet is not None and set(jobs) & set(here):
            self._sheet = replace(self._sheet, is_dropped=True)
            if self._sheet.ticket is not None:
                self._jobs.in_background(partial(self.way.cancel, self._sheet.ticket), _nothing)

    def _on_printers(self, names: tuple[str, ...]) -> None:
        self.printers = names
        self.moved.emit()
        way = self.way
        self._jobs.in_background(lambda: {name: way.trays(name) for name in names}, self._on_trays)

    def _on_trays(self, trays: dict[str, tuple[str, ...]]) -> None:
        if trays != self.trays:
            self.trays = trays
            self.moved.emit()

    def _choose(
        self, event: Event, printers: Mapping[str, str], operator: OperatorId, *, is_flushing: bool
    ) -> tuple[Sheet | None, tuple[Refusal, ...]]:
        """On the store worker: take the next sheet's jobs and mark them sent."""
        app = self._application
        waiting = [job for job in reversed(app.read.print_jobs(event.id)) if job.state is PrintState.QUEUED]
        same = self._of_one_sheet([job for job in waiting if printers.get(job.paper)], is_flushing=is_flushing)
        if not same:
            return None, ()
        printer = printers[same[0].paper]
        made = [self._prepared(job, operator) for job in same]
        refusals = tuple(one for one in made if isinstance(one, Refusal))
        ready = tuple(one for one in made if not isinstance(one, Refusal))
        if not ready:
            return Sheet(jobs=(), printer=printer), refusals
        sent = print_queue.MarkSent(jobs=tuple(job.job for job in ready), printer=printer, operator=operator)
        marked = app.execute(print_queue.mark_sent, sent)
        if isinstance(marked, Refusal):
            return None, (*refusals, marked)
        return Sheet(jobs=ready, printer=printer), refusals

    def _of_one_sheet(self, waiting: Sequence[PrintJobView], *, is_flushing: bool) -> list[PrintJobView]:
        """Return the jobs of the first paper that fills a sheet; one that waits for its sheet holds no other up."""
        for paper in dict.fromkeys(job.paper for job in waiting):
            room = capacity(paper, self.sheet_of(paper)) - self._used(paper)
            same = [job for job in waiting if job.paper == paper][:room]
            if len(same) == room or is_flushing:
                return same
        return []

    def _used(self, paper: str) -> int:
        """Return how many cells of the next sheet are used up: those of a sheet that was put in again."""
        return self._start if self._start < capacity(paper, self.sheet_of(paper)) else 0

    def _prepared(self, job: PrintJobView, operator: OperatorId) -> Job | Refusal:
        """Return what the waiting job shows; one that may not or cannot be printed is called off alone."""
        app, event = self._application, self._event
        about: dict[str, Any] = {
            "rec": RecordId(job.rec),
            "event": event.id if event is not None else "",
            "operator": operator,
        }
        made: Job | Refusal
        if job.paper == "card":
            made = app.execute(cards.prepare, cards.PrepareCard(**about))
        elif job.paper == "form":
            made = app.execute(forms.prepare_form, forms.PrepareForm(**about))
        else:
            made = app.execute(cards.prepare_receipt, cards.PrepareReceipt(**about))
        problem = made if isinstance(made, Refusal) else coverage_problem(printed_words(made))
        if problem is not None:
            app.execute(print_queue.cancel_jobs, print_queue.CancelJobs(jobs=(job.job,), operator=operator))
        return problem or made

    def _on_chosen(self, chosen: tuple[Sheet | None, tuple[Refusal, ...]]) -> None:
        self._is_choosing = False
        sheet, refusals = chosen
        for refusal in refusals:
            self.refused.emit(refusal)
        if sheet is None:
            if self._is_asked_again:
                self.kick()
                return
            self._is_flushing = False
            self.moved.emit()
            return
        self.changed.emit(print_queue.JOURNAL)
        if not sheet.jobs:
            self.kick()
            return
        self._sheet, self.looks, self._troubled = sheet, 0, 0
        self.moved.emit()
        self._jobs.in_background(partial(self._submit, sheet), self._on_submitted, self._on_failed)

    def _submit(self, sheet: Sheet) -> Ticket | Refusal:
        kind = kind_of(sheet.jobs[0])
        laid = self.sheet_of(kind)
        code = union_code(self._application)
        mark = mark_of(is_training=bool(self._application.read.settings().get(TRAINING_SETTING)))
        document = document_of(sheet.jobs, laid, self._event, start=self._used(kind), code=code, mark=mark)
        if isinstance(document, Refusal):
            return document
        feed = feed_for(self._application, sheet.printer, laid, self.tray_of(kind))
        return self.way.submit(document, sheet.printer, feed)

    def _on_submitted(self, answer: Ticket | Refusal) -> None:
        sheet = self._sheet
        if sheet is None or self._is_stopped:
            return
        if isinstance(answer, Refusal):
            self._on_not_taken(sheet, answer)
            return
        self._sheet, self._start = replace(sheet, ticket=answer), 0
        if sheet.is_dropped:
            self._jobs.in_background(partial(self.way.cancel, answer), _nothing)
        self._look_later()

    def _on_not_taken(self, sheet: Sheet, refusal: Refusal) -> None:
        """Nothing reached the printer: the jobs wait again, the queue stands until somebody looks."""
        self._sheet, self.is_held, self.trouble = None, True, refusal
        command = print_queue.ReturnToQueue(jobs=sheet.names, operator=self._operator())
        self._finish(print_queue.return_to_queue, command)
        self.refused.emit(refusal)

    def _on_failed(self, error: KnownError) -> None:
        """The environment failed (no fonts, a full disk): stand until somebody looks."""
        self._is_choosing = False
        refusal = Refusal(code=error.code, details={key: str(value) for key, value in error.details.items()})
        if self._sheet is not None and self._sheet.ticket is None:
            self._on_not_taken(self._sheet, refusal)
            return
        self._sheet, self.is_held, self.trouble = None, True, refusal
        self.refused.emit(refusal)
        self.moved.emit()

    def _look_later(self) -> None:
        QTimer.singleShot(self.look_every_ms, self, self._look)

    def _look(self) -> None:
        if self._sheet is not None and self._sheet.ticket is not None and not self._is_stopped:
            self._jobs.in_background(partial(self.way.report, self._sheet.ticket), self._on_report)

    def _on_report(self, report: SpoolReport) -> None:
        sheet = self._sheet
        if sheet is None or self._is_stopped:
            return
        if report.state in (SpoolState.WAITING, SpoolState.PRINTING):
            self._sheet = replace(sheet, was_printing=sheet.was_printing or report.state is SpoolState.PRINTING)
            self._note_trouble(report.trouble)
            self._look_later()
            return
        self.trouble = None
        operator = self._operator()
        if report.state is SpoolState.DONE:
            self._confirm(sheet, operator)
        elif report.state is SpoolState.UNSAID:
            self._ended()
        elif sheet.is_dropped and not sheet.was_printing:
            self._finish(print_queue.cancel_jobs, print_queue.CancelJobs(jobs=sheet.names, operator=operator))
        else:
            self.is_held = self.is_held or not sheet.is_dropped
            self._finish(print_queue.doubt_jobs, print_queue.DoubtJobs(jobs=sheet.names, operator=operator))

    def _note_trouble(self, trouble: str | None) -> None:
        """Show what stops the printer, also when it is silent for too long; it goes on by itself."""
        self.looks += 1
        self._troubled = self._troubled + 1 if trouble else 0
        code = trouble if self._troubled >= _LOOKS_UNTIL_TROUBLE else None
        if code is None and self.looks >= _LOOKS_UNTIL_HANGING:
            code = "printer_hangs"
        before = self.trouble.code if self.trouble else None
        self.looked.emit()
        if code != before:
            printer = self._sheet.printer if self._sheet else ""
            self.trouble = Refusal(code=code, details={"printer": printer}) if code else None
            self.moved.emit()

    def _confirm(self, sheet: Sheet, operator: OperatorId) -> None:
        """The print server says that it came out; a person may still call it spoiled."""
        app = self._application

        def work() -> list[Any]:
            words = [cards.RecordPrinted(job=job, operator=operator, printer=sheet.printer) for job in sheet.names]
            return [app.execute(cards.record_printed, word) for word in words]

        def after(results: list[Any]) -> None:
            for result in results:
                self._tell(result)
            self._ended()

        self._jobs.on_store(work, after, self._on_failed)

    def _finish(self, use_case: Callable[..., Any], command: object) -> None:
        self._move(use_case, command, self._ended)

    def _ended(self) -> None:
        self._sheet = None
        self.moved.emit()
        self.kick()

    def _move(self, use_case: Callable[..., Any], command: object, then: Callable[[], None] | None = None) -> None:
        def after(result: Any) -> None:
            self._tell(result)
            self.moved.emit()
            if then is not None:
                then()

        self._jobs.on_store(partial(self._application.execute, use_case, command), after, self._on_failed)

    def _tell(self, result: Any) -> None:
        if isinstance(result, Refusal):
            self.refused.emit(result)
        else:
            self.changed.emit(result.changes)


def _own_printer(paper: str) -> str:
    """Return the setting that keeps a paper's own printer."""
    return f"{PRINTER_SETTING}:{paper}"


def _own_tray(paper: str) -> str:
    """Return the setting that keeps where a paper lies."""
    return f"print_tray:{paper}"


def _nothing(_result: object) -> None:
    """The next report says what became of it."""
