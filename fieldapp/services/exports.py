"""Exports (导出): whoever takes figures or lists out of the store leaves a line in the audit log."""

from dataclasses import dataclass

from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteExport:
    """What was taken out (``what``: day_report, approval_roll …), of which event or roster, and how many rows."""

    what: str
    subject: str
    rows: int
    operator: OperatorId


def note_export(command: NoteExport, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Log an export before the file is written. Refuses ``export_not_allowed``: a helper of the day exports nothing."""
    who = at_work(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    if who.event is not None:
        return Refusal(code="export_not_allowed")
    uow.audit.note(who.id, "exported", command.subject, what=command.what, rows=command.rows)
    return Done(subject=command.subject)
