"""Numbers for blank forms that are printed beforehand (预编号): each is given once, by this laptop."""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.numbering import COUNTER_MAXIMUM, device_short_code
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import sheet_number
from fieldapp.services.rules import at_work
from fieldapp.store.unit_of_work import UnitOfWork

MOST_SHEETS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSheets:
    """That many blank forms are to be printed for an event."""

    count: int
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsIssued:
    """The numbers of the forms, in order, each with its check digit."""

    numbers: tuple[str, ...]
    changes: Changes = frozenset()


def issue_sheets(command: IssueSheets, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> SheetsIssued | Refusal:
    """Give numbers to blank forms. Refuses ``quantity_invalid`` outside 1 to 500, ``sheets_used_up``."""
    who = at_work(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    if not 1 <= command.count <= MOST_SHEETS:
        return Refusal(code="quantity_invalid")
    counters = uow.numbers.next_sheets(command.count)
    if counters.stop - 1 > COUNTER_MAXIMUM:
        return Refusal(code="sheets_used_up")
    code = device_short_code(uow.signer.device, uow.numbers.later_life())
    numbers = tuple(sheet_number(code, counter) for counter in counters)
    uow.audit.note(command.operator, "sheets_issued", command.event, first=numbers[0], last=numbers[-1])
    return SheetsIssued(numbers=numbers)
