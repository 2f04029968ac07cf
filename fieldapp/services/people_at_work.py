"""Operators (操作员): add, switch by PIN, help after wrong PINs, retire."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType

from fieldapp.domain.changes import Topic
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work, supervisor
from fieldapp.store.unit_of_work import UnitOfWork

SHORTEST_PIN, LONGEST_PIN = 4, 12


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
    """Somebody sits down at the open store.

    ``is_owner``: the caller has just seen the passphrase of the store, with which a supervisor needs no PIN.
    """

    who: OperatorId
    pin: str = ""
    is_owner: bool = False

    def __repr__(self) -> str:
        """Show no PIN."""
        return f"SwitchOperator({self.who})"


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
    """Add an operator.

    Refuses: ``supervisor_needed``, ``operator_name_taken``, ``operator_name_missing``, ``pin_too_short``,
    ``pin_too_simple``.
    """
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
    """Check a PIN; a wrong one is counted, so the answer is a result. After five tries it refuses: ``pin_locked``.

    No clock opens it again: a supervisor gives a new PIN, or comes with the passphrase (decision 0031).
    """
    who = at_work(uow, command.who)
    if isinstance(who, Refusal):
        return who
    if command.is_owner and who.role is OperatorRole.SUPERVISOR:
        uow.operators.clear_tries(who.id)
        uow.audit.note(who.id, "operator_switched", who.id)
        return SwitchResult(who=who.id, is_open=True, tries_left=uow.operators.tries_left(who.id))
    if uow.operators.tries_left(who.id) <= 0:
        return Refusal(code="pin_locked")
    fits = uow.operators.check_pin(who.id, command.pin)
    uow.audit.note(who.id, "operator_switched" if fits else "pin_wrong", who.id)
    return SwitchResult(who=who.id, is_open=fits, tries_left=uow.operators.tries_left(who.id))


def set_pin(command: SetPin, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Replace a PIN. Refuses: ``supervisor_needed``, ``operator_unknown``, ``pin_too_short``, ``pin_too_simple``."""
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
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN or not (pin.isascii() and pin.isdigit()):
        details = MappingProxyType({"minimum": str(SHORTEST_PIN), "maximum": str(LONGEST_PIN)})
        problem = Problem(code="pin_too_short", field="pin", details=details)
        return Refusal(code="pin_too_short", details=details, problems=(problem,))
    if is_simple(pin):
        return Refusal(code="pin_too_simple", problems=(Problem(code="pin_too_simple", field="pin"),))
    return None


def is_simple(pin: str) -> bool:
    """Whether a PIN is what somebody tries first: one digit again and again, or a run up or down."""
    steps = {int(later) - int(earlier) for earlier, later in pairwise(pin)}
    return len(steps) == 1 and steps <= {-1, 0, 1}
