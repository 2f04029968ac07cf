"""Rosters: read in a child process, check on the pool, commit, check people in, record signed lists."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fieldapp.domain.applications import ConsentAct
from fieldapp.domain.duplicates import KnownPerson
from fieldapp.domain.ids import RosterId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import ColumnMap, RosterRow, RosterTable, check_rows
from fieldapp.files.roster import read_table
from fieldapp.files.workbooks import write_error_workbook
from fieldapp.files.workbooks import write_template as write_template_file
from fieldapp.messages import message
from fieldapp.services import rosters
from fieldapp.services.results import EnrollmentResult
from ui.jobs import Progress
from ui.session import Session

_STEP = 200
_LOOK_UP_MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is asked once per file; codes, empty where nothing was said."""

    group: str = ""
    employment: str = ""
    region: str = ""


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


def read_file(session: Session, path: Path, done: Callable[[RosterTable | Refusal], None]) -> None:
    """Read a roster file under caps."""
    session.jobs.in_background(lambda: read_table(path), done)


def check(
    session: Session,
    table: RosterTable,
    columns: ColumnMap,
    defaults: Defaults,
    *,
    progress: Progress,
    done: Callable[[list[CheckedRow]], None],
) -> None:
    """Check all rows and look every person up; stops when ``progress`` says so, with what it has."""
    today: date = session.application.clock.now().astimezone().date()
    read, total = session.application.read, len(table.rows)

    def work() -> list[CheckedRow]:
        found: list[CheckedRow] = []
        for row in check_rows(table, columns, today, defaults.group or None):
            if progress.is_stopped:
                break
            look_up = not row.is_rejected and len(found) < _LOOK_UP_MOST
            found.append(CheckedRow(row=row, known=read.known(row.document_no) if look_up else None))
            if len(found) % _STEP == 0:
                progress.report(len(found), total)
        return found

    session.jobs.in_background(work, done)


def commit(
    session: Session,
    path: Path,
    company: str,
    checked: Sequence[CheckedRow],
    *,
    defaults: Defaults,
    done: Callable[[Any], None],
    refused: Callable[[Refusal], None],
) -> None:
    """Put a checked roster into the store; importing the same file again changes nothing."""
    event = session.current_event
    if event is None:
        return
    file_digest = hashlib.sha256(path.read_bytes()).hexdigest()
    command = rosters.ImportRoster(
        event=event.id,
        company=company,
        file_name=path.name,
        file_digest=file_digest,
        rows=tuple(one.row for one in checked),
        known=frozenset(one.row.row for one in checked if one.kind == "known"),
        defaults={"group": defaults.group, "employment": defaults.employment, "region": defaults.region},
        operator=session.operator.id,
    )
    session.run(rosters.import_roster, command, done, refused)


def check_in(
    session: Session,
    row: str,
    consent: ConsentAct,
    done: Callable[[EnrollmentResult], None],
    refused: Callable[[Refusal], None],
) -> None:
    """Turn the row of a person who is here into an application (到场登记)."""
    event = session.current_event
    if event is not None:
        command = rosters.CheckIn(row=row, consent=consent, event=event.id, operator=session.operator.id)
        session.run(rosters.check_in, command, done, refused)


def record_signed_list(
    session: Session, roster: RosterId, sheet: str, rows: Sequence[str], done: Callable[[Any], None]
) -> None:
    """Record that these people signed a list (签名表)."""
    event = session.current_event
    if event is not None:
        command = rosters.SignedList(
            roster=roster, sheet=sheet, rows=tuple(rows), event=event.id, operator=session.operator.id
        )
        session.run(rosters.record_signed_list, command, done)


def write_errors(session: Session, source: Path, path: Path, table: RosterTable, rows: Sequence[RosterRow]) -> None:
    """Save the error workbook: the sheet as it was, red cells, and what to do in the last column."""
    session.jobs.in_background(
        lambda: write_error_workbook(path, table, rows), lambda _done: _say_saved(session, path, source)
    )


def write_template(session: Session, path: Path) -> None:
    """Save the template a company fills."""
    session.jobs.in_background(lambda: write_template_file(path), lambda _done: _say_saved(session, path, path))


def _say_saved(session: Session, path: Path, _source: Path) -> None:
    session.say(message("file_saved", {"name": path.name}), "success")
