"""Bringing a company's file in: read in a child, check on the pool, commit in short pieces on the store worker.

A piece takes no longer than a person at the desk would notice; what is typed meanwhile goes between two
pieces. Stopping takes the rows away again; a crash leaves an unfinished roster that can be gone on with.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fieldapp.domain.duplicates import KnownPerson
from fieldapp.domain.ids import RosterId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_habits import Answers, RosterHabit, habit_form, headings_of, read_habit, with_habit
from fieldapp.domain.roster_lines import is_person
from fieldapp.domain.rosters import ColumnMap, RosterRow, RosterTable, asked_of, check_rows
from fieldapp.domain.views import UnfinishedRoster
from fieldapp.errors import KnownError
from fieldapp.files.roster import read_table
from fieldapp.services import roster_imports as imports
from fieldapp.services.settings import ChangeSetting, change_setting
from ui.jobs import Progress
from ui.operations.pieces import next_size
from ui.session import Session

HABITS = "roster_habits"
_STEP = 200
_LOOKED_UP = 20_000
"""People asked for one by one before an import; of more, the import itself marks who is known here."""
_FIRST_PIECE = 20
_REMOVED_AT_ONCE = 100

Done = Callable[[imports.RosterResult], None]
Refused = Callable[[Refusal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """A file as it was read, with what is agreed about it: whose it is, its columns, its answers."""

    path: Path
    digest: str
    table: RosterTable
    company: str = ""
    columns: ColumnMap = field(default_factory=ColumnMap)
    answers: Answers = field(default_factory=Answers)

    @property
    def hidden_people(self) -> int:
        """Return how many rows with people nobody sees in the file."""
        hidden = self.table.hidden
        return sum(line.number in hidden and is_person(line, self.table.columns) for line in self.table.rows)

    @property
    def habit(self) -> RosterHabit:
        """Return what is remembered of it."""
        return RosterHabit(
            company=self.company,
            headings=headings_of(self.table),
            columns=self.columns.columns,
            answers=self.answers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """One row as the check shows it; ``known`` when the person is a member already."""

    row: RosterRow
    known: KnownPerson | None = None

    @property
    def kind(self) -> str:
        """Return where the row belongs: good, ask, known or fix."""
        if self.row.is_rejected:
            return "fix"
        if self.known is not None:
            return "known"
        return "ask" if self.row.outcome == "warn" else "good"


def read_file(
    session: Session,
    path: Path,
    progress: Progress,
    done: Callable[[RosterFile | Refusal], None],
    sheet: str = "",
) -> None:
    """Read a roster file (a sheet of it) under caps; stopping ``progress`` kills the child (``roster_stopped``)."""
    session.jobs.in_background(lambda: _read(path, progress, sheet), done)


def _read(path: Path, progress: Progress, sheet: str = "") -> RosterFile | Refusal:
    table = read_table(path, cord=progress.cord, sheet=sheet)
    if isinstance(table, Refusal):
        return table
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return RosterFile(path=path, digest=digest, table=table, columns=table.columns)


def check(session: Session, file: RosterFile, progress: Progress, done: Callable[[list[CheckedRow]], None]) -> None:
    """Check all rows and look every person up; stops when ``progress`` says so, with what it has."""
    session.jobs.in_background(lambda: _checked(session, file, progress), done)


def _checked(session: Session, file: RosterFile, progress: Progress) -> list[CheckedRow]:
    today = session.application.clock.now().astimezone().date()
    read, answers = session.application.read, file.answers
    table = file.table.without_hidden() if answers.leaves_hidden else file.table
    total = len(table.rows)
    found: list[CheckedRow] = []
    for judged in check_rows(table, file.columns, today, answers.group or None, answers.words):
        if progress.is_stopped:
            break
        session.jobs.give_way()
        row = asked_of(judged, answers)
        looks_up = not row.is_rejected and len(found) < _LOOKED_UP
        found.append(CheckedRow(row=row, known=read.known(row.document_no) if looks_up else None))
        if len(found) % _STEP == 0:
            progress.report(len(found), total)
    return found


@dataclass(slots=True, kw_only=True)
class Importing:
    """One import under way: piece after piece; ``progress`` stops it, and then nothing of it stays."""

    session: Session
    file: RosterFile
    rows: Sequence[CheckedRow]
    progress: Progress
    done: Done
    stopped: Callable[[], None]
    refused: Refused
    _at: int = 0
    _size: int = _FIRST_PIECE
    _so_far: imports.RosterResult | None = None
    _form: dict[str, Any] = field(default_factory=dict)
    _is_halted: bool = False

    def halt(self) -> None:
        """Begin no further piece: the store is closing. What was written waits to be gone on with."""
        self._is_halted = True

    def begin(self) -> None:
        """Write the first piece."""
        self._form = habit_form(self.file.habit)
        self._go_on()

    def _go_on(self) -> None:
        if self._is_halted:
            return
        if self.progress.is_stopped and self._so_far is not None:
            self._remove()
            return
        command = self._piece()
        if command is None:
            self.stopped()
            return
        self.session.jobs.on_store_later(lambda: self._write(command), self._on_written, self._on_failed)

    def _piece(self) -> imports.ImportRoster | None:
        event = self.session.current_event
        if event is None or self.progress.is_stopped:
            return None
        piece = self.rows[self._at : self._at + self._size]
        return imports.ImportRoster(
            event=event.id,
            company=self.file.company,
            file_name=self.file.path.name,
            file_digest=self.file.digest,
            rows=tuple(one.row for one in piece),
            known=frozenset(one.row.row for one in piece if one.kind == "known"),
            defaults=self.file.answers.defaults(),
            operator=self.session.operator.id,
            is_last=self._at + len(piece) >= len(self.rows),
            expected=len(self.rows),
            source=str(self.file.path),
            habit=self._form,
        )

    def _write(self, command: imports.ImportRoster) -> tuple[imports.RosterResult | Refusal, float]:
        clock = self.session.application.clock
        began = clock.monotonic()
        return self.session.application.execute(imports.import_roster, command), clock.monotonic() - began

    def _on_written(self, written: tuple[imports.RosterResult | Refusal, float]) -> None:
        result, seconds = written
        if isinstance(result, Refusal):
            self.refused(result)
            return
        self._at += self._size
        self._size = next_size(self._size, seconds)
        self._so_far = _added(self._so_far, result)
        self.progress.report(min(self._at, len(self.rows)), len(self.rows))
        if self._at < len(self.rows):
            self._go_on()
        else:
            _remember(self.session, self.file.habit)
            self.session.publish(result.changes)
            made = self._so_far
            self.session.jobs.after_drawing(lambda: self.done(made))

    def _on_failed(self, error: KnownError) -> None:
        self.refused(Refusal(code=error.code))

    def _remove(self) -> None:
        if self._so_far is not None:
            discard(self.session, self._so_far.roster, self.stopped, self.refused)


def _added(so_far: imports.RosterResult | None, result: imports.RosterResult) -> imports.RosterResult:
    if so_far is None:
        return result
    return replace(
        result,
        committed=so_far.committed + result.committed,
        skipped=so_far.skipped + result.skipped,
        to_fix=so_far.to_fix + result.to_fix,
        known=so_far.known + result.known,
        listed=so_far.listed + result.listed,
    )


def habits(session: Session) -> list[dict[str, Any]]:
    """Return what is remembered of companies, newest first."""
    return list(session.application.read.settings().get(HABITS) or ())


def _remember(session: Session, habit: RosterHabit) -> None:
    value = with_habit(habits(session), habit)
    command = ChangeSetting(name=HABITS, value=value, operator=session.operator.id)
    session.run(change_setting, command, lambda _done: None, lambda _refusal: None)


def discard(session: Session, roster: str, done: Callable[[], None], refused: Refused) -> None:
    """Take an unfinished import away, piece by piece."""
    command = imports.DiscardRoster(roster=RosterId(roster), operator=session.operator.id, limit=_REMOVED_AT_ONCE)

    def after(result: imports.DiscardResult) -> None:
        if result.left:
            session.run(imports.discard_roster, command, after, refused)
        else:
            done()

    session.run(imports.discard_roster, command, after, refused)


def go_on(
    session: Session,
    cut: UnfinishedRoster,
    path: Path,
    *,
    progress: Progress,
    done: Callable[[RosterFile, list[CheckedRow]], None],
    refused: Refused,
) -> None:
    """Read and check the file of an import that was cut off, by the columns and answers it had.

    Refuses: ``roster_source_gone``, ``roster_source_other`` (not the same bytes any more), or why it is unreadable.
    """

    def work() -> tuple[RosterFile, list[CheckedRow]] | Refusal:
        habit = read_habit(cut.habit)
        found = _read(path, progress, habit.answers.sheet)
        if isinstance(found, Refusal):
            return Refusal(code="roster_source_gone") if found.code == "roster_missing" else found
        if found.digest != cut.file_digest:
            return Refusal(code="roster_source_other")
        columns = habit.columns_in(headings_of(found.table), found.table.columns)
        file = replace(found, company=cut.company, columns=columns, answers=habit.answers)
        return file, _checked(session, file, progress)

    def after(result: tuple[RosterFile, list[CheckedRow]] | Refusal) -> None:
        if isinstance(result, Refusal):
            refused(result)
        else:
            done(*result)

    session.jobs.in_background(work, after)
