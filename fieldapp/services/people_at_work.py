"""Operators (操作员): add, switch by PIN, help after wrong PINs, retire."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from fieldapp.domain.changes import Topic
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work, supervisor
from fieldapp.store.unit_of_work import UnitOfWork

SHORTEST_PIN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOperator:
    """Add somebody to the people at work. A helper of the day has an ``event`` and goes when it closes."""

    name: str
    role: OperatorRole
    pin: str
    operator: OperatorId
    event: EventId | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchOperator:
    """Somebody sits down at the open store."""

    who: OperatorId
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPin:
    """A supervisor gives somebody a new PIN (and five new tries)."""

    who: OperatorId
    pin: str
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireOperator:
    """End somebody's work here."""

    who: OperatorId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchResult:
    """``is_open`` says whether the PIN fitted; ``tries_left`` how many wrong ones are still allowed."""

    who: OperatorId
    is_open: bool
    tries_left: int


def add_operator(command: AddOperator, uow: UnitOfWork, _clock: Clock, ids: Ids) -> Done | Refusal:
    """Add an operator. Refuses: ``supervisor_needed``, ``operator_name_taken``, ``pin_too_short``, ``name_missing``."""
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    name = command.name.strip()
    if not name:
        return Refusal(code="operator_name_missing", problems=(Problem(code="operator_name_missing", field="name"),))
    if uow.operators.named(name) is not None:
        return Refusal(code="operator_name_taken")
    wrong = _pin_refusal(command.pin)
    if wrong:
        return wrong
    added = Operator(
        id=OperatorId(ids.new()),
        name=name,
        role=command.role,
        event=command.event,
        expires=command.expires,
        is_active=True,
        has_pin=True,
    )
    uow.operators.add(added, command.pin)
    uow.audit.note(command.operator, "operator_added", added.id, role=added.role)
    return Done(subject=added.id, changes=frozenset({Topic.SETTINGS}))


def switch_operator(command: SwitchOperator, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> SwitchResult | Refusal:
    """Check a PIN; a wrong one is counted, so the answer is a result. After five tries it refuses: ``pin_locked``."""
    who = at_work(uow, command.who)
    if isinstance(who, Refusal):
        return who
    if uow.operators.tries_left(who.id) <= 0:
        return Refusal(code="pin_locked")
    fits = uow.operators.check_pin(who.id, command.pin)
    uow.audit.note(who.id, "operator_switched" if fits else "pin_wrong", who.id)
    return SwitchResult(who=who.id, is_open=fits, tries_left=uow.operators.tries_left(who.id))


def set_pin(command: SetPin, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Replace a PIN. Refuses: ``supervisor_needed``, ``operator_unknown``, ``pin_too_short``."""
    boss = supervisor(uow, command.operator)
    who = at_work(uow, command.who)
    refusal = next((one for one in (boss, who, _pin_refusal(command.pin)) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    uow.operators.set_pin(command.who, command.pin)
    uow.audit.note(command.operator, "pin_set", command.who)
    return Done(subject=command.who, changes=frozenset({Topic.SETTINGS}))


def retire_operator(command: RetireOperator, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """End somebody's work. Refuses: ``supervisor_needed``, ``operator_unknown``, ``last_supervisor``."""
    boss = supervisor(uow, command.operator)
    who = at_work(uow, command.who)
    refusal = next((one for one in (boss, who) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    if command.who == command.operator:
        return Refusal(code="last_supervisor")
    uow.operators.retire(command.who)
    uow.audit.note(command.operator, "operator_retired", command.who)
    return Done(subject=command.who, changes=frozenset({Topic.SETTINGS}))


def _pin_refusal(pin: str) -> Refusal | None:
    if len(pin) >= SHORTEST_PIN and pin.isascii() and pin.isdigit():
        return None
    details = MappingProxyType({"minimum": str(SHORTEST_PIN)})
    return Refusal(code="pin_too_short", details=details, problems=(Problem(code="pin_too_short", field="pin"),))
