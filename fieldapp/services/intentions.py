"""意向登记: somebody without a document leaves name and phone. Not an application, and nothing for the centre."""

from dataclasses import dataclass
from datetime import date

from fieldapp.domain.changes import Topic
from fieldapp.domain.facts import PersonFact
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.intentions import Intention, IntentionState, check_intention
from fieldapp.domain.names import normalise_name
from fieldapp.domain.phones import normalise_phone
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work, open_event
from fieldapp.store.unit_of_work import UnitOfWork

MOVED = frozenset({Topic.INTENTIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteIntention:
    """Somebody wants to join and has no document with them; ``call_on`` is the day to call, if they named one."""

    name: str
    phone: str
    event: EventId
    operator: OperatorId
    note: str = ""
    call_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveIntention:
    """Somebody was called, or wants no more calls."""

    intention: str
    state: IntentionState
    operator: OperatorId


def note_intention(command: NoteIntention, uow: UnitOfWork, _clock: Clock, ids: Ids) -> Done | Refusal:
    """Keep somebody to call back.

    Refuses: ``draft_has_problems`` (problems name the fields), ``intention_here`` (same name and phone), ``event_…``.
    """
    who, event = at_work(uow, command.operator), open_event(uow, command.event)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    problems = check_intention(command.name, command.phone, command.note)
    if problems:
        return Refusal(code="draft_has_problems", problems=problems)
    one = Intention(
        id=ids.new(),
        name=normalise_name(command.name),
        phone=normalise_phone(command.phone),
        note=command.note.strip(),
        call_on=command.call_on,
        state=IntentionState.WAITING,
        created=uow.now(),
    )
    if any(known.name == one.name for known in uow.intentions.open_with_phone(command.event, one.phone)):
        return Refusal(code="intention_here")
    uow.intentions.add(one, command.event, command.operator)
    return Done(subject=one.id, changes=MOVED)


def move_intention(command: MoveIntention, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Remember that somebody was called, or drop them. Refuses ``intention_unknown``."""
    operator = at_work(uow, command.operator)
    if isinstance(operator, Refusal):
        return operator
    if uow.intentions.get(command.intention) is None:
        return Refusal(code="intention_unknown")
    uow.intentions.move(command.intention, command.state, uow.milliseconds())
    return Done(subject=command.intention, changes=MOVED)


def fulfil(uow: UnitOfWork, event: EventId, person: PersonFact, rec: str) -> None:
    """Let whoever left this name and phone at the event have applied."""
    for one in uow.intentions.open_with_phone(event, person.phone):
        if one.name == person.name:
            uow.intentions.move(one.id, IntentionState.BECAME, uow.milliseconds(), rec)
