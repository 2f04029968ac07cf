"""补录: while a paper set is open every person has one of its forms, and the day it was signed is kept."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.changes import Topic
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.paper_sets import PaperSet, check_range, pad_ends
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.sheets import FIELD
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work, open_event
from fieldapp.store.unit_of_work import UnitOfWork

MOVED = frozenset({Topic.EVENTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPaperSet:
    """A stack of forms from ``first`` to ``last`` was signed on one day and is typed in now."""

    first: str
    last: str
    signed_on: date
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPaperSet:
    """The stack is done; what was not used stays known as unused."""

    event: EventId
    operator: OperatorId


def begin_paper_set(command: BeginPaperSet, uow: UnitOfWork, _clock: Clock, ids: Ids) -> Done | Refusal:
    """Open a set. Refuses: ``draft_has_problems`` (problems name the fields), ``paper_set_open``, ``event_…``."""
    who, event = at_work(uow, command.operator), open_event(uow, command.event)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    problem = check_range(command.first, command.last)
    if problem is None and command.signed_on > uow.today():
        problem = Problem(code="paper_day_ahead", field="paper_day")
    if problem is not None:
        return Refusal(code="draft_has_problems", problems=(problem,))
    if uow.paper_sets.open_at(command.event) is not None:
        return Refusal(code="paper_set_open")
    first, last = pad_ends(command.first, command.last)
    one = PaperSet(id=ids.new(), first=first, last=last, signed_on=command.signed_on)
    uow.paper_sets.add(one, command.event, command.operator, uow.milliseconds())
    uow.audit.note(command.operator, "paper_set_begun", one.id, first=first, last=last, signed_on=one.signed_on)
    return Done(subject=one.id, changes=MOVED)


def end_paper_set(command: EndPaperSet, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Close the open set of an event and note what was not used. Refuses ``paper_set_none``."""
    operator = at_work(uow, command.operator)
    one = uow.paper_sets.open_at(command.event)
    if isinstance(operator, Refusal):
        return operator
    if one is None:
        return Refusal(code="paper_set_none")
    uow.paper_sets.close(one.id, uow.milliseconds())
    uow.audit.note(command.operator, "paper_set_ended", one.id, unused=len(one.unused))
    return Done(subject=one.id, changes=MOVED)


def refusal_of_paper(uow: UnitOfWork, act: ConsentAct | None, event: EventId) -> Refusal | None:
    """Return ``draft_has_problems`` when a set is open and the act names none of its forms (``paper_sheet_…``)."""
    one = uow.paper_sets.open_at(event)
    if one is None or act is None:
        return None
    if act.method is not ConsentMethod.SHEET or act.reference is None:
        return _unfit("paper_sheet_needed", one)
    return None if one.find(act.reference) is not None else _unfit("paper_sheet_outside", one)


def refusal_of_list(uow: UnitOfWork, event: EventId) -> Refusal | None:
    """Return ``draft_has_problems`` while a set is open: each of its people signed a form, nobody a list."""
    one = uow.paper_sets.open_at(event)
    return _unfit("paper_sheet_needed", one) if one is not None else None


def _unfit(code: str, one: PaperSet) -> Refusal:
    details = MappingProxyType({"first": one.first, "last": one.last})
    return Refusal(code="draft_has_problems", problems=(Problem(code=code, field=FIELD, details=details),))


def note_paper(uow: UnitOfWork, act: ConsentAct | None, event: EventId, rec: str) -> None:
    """Let the record keep form and day while a set is open."""
    one = uow.paper_sets.open_at(event)
    sheet = one.find(act.reference) if one is not None and act is not None and act.reference is not None else None
    if one is not None and sheet is not None:
        uow.paper_sets.note(rec, one, sheet)
