"""Rosters on site: check people in, record signed lists, save templates and error workbooks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from fieldapp.domain.applications import ConsentAct
from fieldapp.domain.ids import RosterId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import RosterRow, RosterTable
from fieldapp.files.workbooks import write_error_workbook
from fieldapp.files.workbooks import write_template as write_template_file
from fieldapp.messages import message
from fieldapp.services import rosters
from fieldapp.services.results import EnrollmentResult
from ui.session import Session


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


def write_errors(session: Session, path: Path, table: RosterTable, rows: Sequence[RosterRow]) -> None:
    """Save the error workbook: the sheet as it was, red cells, and what to do in the last column."""
    session.jobs.in_background(lambda: write_error_workbook(path, table, rows), lambda _done: _say_saved(session, path))


def write_template(session: Session, path: Path) -> None:
    """Save the template a company fills."""
    session.jobs.in_background(lambda: write_template_file(path), lambda _done: _say_saved(session, path))


def _say_saved(session: Session, path: Path) -> None:
    session.say(message("file_saved", {"name": path.name}), "success")
