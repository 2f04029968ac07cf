"""Rosters on site: check people in, record signed lists, save templates and error workbooks."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fieldapp.domain.applications import ConsentAct
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.ids import RosterId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.views import RosterRowState
from fieldapp.files.workbooks import write_error_workbook, write_roster
from fieldapp.files.workbooks import write_template as write_template_file
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services import roster_exports, roster_mending, rosters
from fieldapp.services.results import EnrollmentResult
from ui.operations import exports
from ui.operations.exports import Export
from ui.operations.four_eyes import Guarded, run_guarded
from ui.operations.roster_imports import RosterFile
from ui.session import Session

Refused = Callable[[Refusal], None]
TAKE_UP = "draft"
"""What 登记 is asked to show when its draft was begun elsewhere."""


def check_in(
    session: Session,
    row: str,
    consent: ConsentAct,
    *,
    is_transfer: bool,
    done: Callable[[EnrollmentResult], None],
    refused: Refused,
) -> None:
    """Turn the row of a person who is here into an application (到场登记), or a member's into a transfer."""
    event = session.current_event
    if event is not None:
        command = rosters.CheckIn(
            row=row, consent=consent, event=event.id, operator=session.operator.id, is_transfer=is_transfer
        )
        session.run(rosters.check_in, command, done, refused)


def record_signed_list(
    session: Session,
    roster: RosterId,
    sheet: str,
    rows: Sequence[str],
    *,
    done: Callable[[Any], None],
    refused: Refused,
) -> None:
    """Record that these people signed a list (签名表)."""
    event = session.current_event
    if event is not None:
        command = rosters.SignedList(
            roster=roster, sheet=sheet, rows=tuple(rows), event=event.id, operator=session.operator.id
        )
        session.run(rosters.record_signed_list, command, done, refused)


def export(session: Session, roster: str, state: RosterRowState | None, path: Path) -> None:
    """Write the rows of a roster, or those in one state, into a workbook like the template; a supervisor's act."""
    command = roster_exports.ExportRoster(roster=RosterId(roster), state=state, operator=session.operator.id)
    mark = exports.mark_of(session)

    def after(result: roster_exports.RosterExport) -> None:
        exports.write(session, path, lambda: write_roster(path, result.rows, mark))

    guarded = Guarded(
        act=GuardedAct.EXPORT_NUMBERS,
        subject=roster,
        words=_("导出名册,带整号码"),
        use_case=roster_exports.export_roster,
        command=command,
    )
    run_guarded(session, guarded, after)


def walk_in(session: Session, roster: str) -> None:
    """Begin somebody at 登记 who stands on no list but comes with this company (现场补录)."""
    event = session.current_event
    if event is None:
        return
    draft = session.application.read.draft(event.id)
    if draft is not None and (draft.document_no or draft.name):
        session.say(message("form_is_taken", {"tail": draft.document_no[-4:]}), "warning")
        session.go_to("enroll")
        return
    command = rosters.WalkIn(roster=RosterId(roster), event=event.id, operator=session.operator.id)
    session.run(rosters.walk_in, command, lambda _done: session.go_to("enroll", TAKE_UP))


def mend(
    session: Session,
    roster: str,
    rows: Sequence[str],
    values: Mapping[str, str],
    *,
    done: Callable[[Any], None],
    refused: Refused,
) -> None:
    """Put the same values into rows that wait to be fixed (待修正)."""
    command = roster_mending.MendRows(
        roster=RosterId(roster), rows=tuple(rows), values=values, operator=session.operator.id
    )
    session.run(roster_mending.mend_rows, command, done, refused)


def drop(session: Session, roster: str, rows: Sequence[str], *, done: Callable[[Any], None], refused: Refused) -> None:
    """Take rows that are nobody off the list."""
    command = roster_mending.DropRows(roster=RosterId(roster), rows=tuple(rows), operator=session.operator.id)
    session.run(roster_mending.drop_rows, command, done, refused)


def write_errors(session: Session, file: RosterFile, path: Path, rows: Sequence[RosterRow]) -> None:
    """Save the error workbook: the sheet as it was, red cells, and what to do in the last column. Logged first."""

    def then(mark: str) -> None:
        exports.write(session, path, lambda: write_error_workbook(path, file.table, rows, mark))

    exports.begin(session, Export(what="error_workbook", subject=file.digest, rows=len(rows)), then)


def write_template(session: Session, path: Path) -> None:
    """Save the template a company fills."""
    exports.write(session, path, lambda: write_template_file(path))
