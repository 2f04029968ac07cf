"""Four eyes (四眼): a second person says yes at the same desk; somebody alone gives a reason and waits.

A use case that needs it calls ``witnessed`` after its own checks and before it writes; the window answers
``second_person_needed`` with ``approve_by_second`` or ``ask_alone`` and runs the use case again (decision 0046).
"""

import math
from dataclasses import dataclass
from types import MappingProxyType

from fieldapp.domain.changes import Topic
from fieldapp.domain.facts import AloneAct, AuditHeadFact
from fieldapp.domain.four_eyes import (
    ALONE_GOOD_SECONDS,
    ALONE_SECONDS,
    LONGEST_REASON,
    SIGHT_SECONDS,
    AloneWait,
    GuardedAct,
    SecondLook,
    Witness,
)
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator
from fieldapp.services.rules import at_work, supervisor
from fieldapp.store.fact_log import Assertion
from fieldapp.store.second_looks import KeptLook
from fieldapp.store.unit_of_work import UnitOfWork

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveBySecond:
    """``who`` looks at what ``operator`` wants to do (``act`` on the id ``subject``) and says yes with their PIN.

    ``is_owner``: the caller has just seen that ``who`` knows the passphrase of their own key slot.
    """

    act: GuardedAct
    subject: str
    who: OperatorId
    operator: OperatorId
    pin: str = ""
    is_owner: bool = False

    def __repr__(self) -> str:
        """Show no PIN."""
        return f"ApproveBySecond({self.act}, {self.who})"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAlone:
    """Nobody else is at work: the reason, after which the act has to wait."""

    act: GuardedAct
    subject: str
    reason: str
    operator: OperatorId


def approve_by_second(command: ApproveBySecond, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> SecondLook | Refusal:
    """Keep the second person's yes for ``SIGHT_SECONDS``; a wrong PIN is counted, so the answer is a result.

    Refuses: ``supervisor_needed``, ``second_person_same``, ``second_person_borrowed``, ``pin_locked``.
    """
    asks, looks = supervisor(uow, command.operator), at_work(uow, command.who)
    refusal = next((one for one in (asks, looks) if isinstance(one, Refusal)), None) or _unfit(command, looks)
    if refusal:
        return refusal
    if not command.is_owner and uow.operators.tries_left(command.who) <= 0:
        return Refusal(code="pin_locked")
    fits = command.is_owner or uow.operators.check_pin(command.who, command.pin)
    if fits:
        uow.second_looks.add(command.act, command.subject, command.operator, second=command.who)
    uow.audit.note(command.who, "second_looked" if fits else "pin_wrong", command.subject, act=command.act)
    return SecondLook(is_granted=fits, tries_left=uow.operators.tries_left(command.who))


def _unfit(command: ApproveBySecond, looks: Operator | Refusal) -> Refusal | None:
    if command.who == command.operator:
        return Refusal(code="second_person_same")
    is_borrowed = isinstance(looks, Operator) and looks.event is not None
    return Refusal(code="second_person_borrowed") if is_borrowed else None


def ask_alone(command: AskAlone, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> AloneWait | Refusal:
    """Note why nobody else looks and begin the wait; asked again, return what is left of it.

    Refuses: ``supervisor_needed``, ``second_person_at_work``, ``reason_missing``, ``note_too_long``.
    """
    asks = supervisor(uow, command.operator)
    if isinstance(asks, Refusal):
        return asks
    if uow.operators.others_who_decide(command.operator, uow.now()):
        return Refusal(code="second_person_at_work")
    waiting = _waiting(uow, command.act, command.subject, command.operator)
    if waiting is not None:
        if waiting.age is None:
            uow.second_looks.begin_anew(waiting)
        return AloneWait(seconds=_left(waiting))
    reason = command.reason.strip()
    if not reason:
        return Refusal(code="reason_missing")
    if len(reason) > LONGEST_REASON:
        return Refusal(code="note_too_long")
    uow.second_looks.add(command.act, command.subject, command.operator, reason=reason)
    uow.audit.note(command.operator, "asked_alone", command.subject, act=command.act, reason=reason)
    return AloneWait(seconds=ALONE_SECONDS, changes=frozenset({Topic.SETTINGS}))


def witnessed(
    uow: UnitOfWork, ids: Ids, act: GuardedAct, subject: str, operator: OperatorId, *, event: EventId | None = None
) -> Witness | Refusal:
    """Use up the second look that was given for this act, and return who stood beside it.

    An act without a second person goes to the centre with its reason, for the level above. Refuses:
    ``second_person_needed``, ``alone_must_wait`` (details ``minutes``).
    """
    looks = uow.second_looks.unused(act, subject, operator)
    seen = next((one for one in looks if one.second and one.age is not None and one.age <= SIGHT_SECONDS), None)
    if seen is not None:
        uow.second_looks.use(seen)
        return Witness(second=seen.second)
    waiting = _waiting(uow, act, subject, operator)
    if waiting is None or waiting.age is None or uow.operators.others_who_decide(operator, uow.now()):
        return Refusal(code="second_person_needed")
    left = _left(waiting)
    if left > 0:
        return Refusal(code="alone_must_wait", details=MappingProxyType({"minutes": str(math.ceil(left / _MINUTE))}))
    uow.second_looks.use(waiting)
    uow.audit.note(operator, "acted_alone", subject, act=act, reason=waiting.reason)
    head = uow.audit.head()
    told = AuditHeadFact(n=head.n, head=head.hash, alone=AloneAct(act=str(act), subject=subject, reason=waiting.reason))
    uow.facts.append(Assertion(env=ids.new(), fact=told, event=event, operator=operator))
    return Witness(reason=waiting.reason)


def _waiting(uow: UnitOfWork, act: GuardedAct, subject: str, operator: str) -> KeptLook | None:
    """Return the wait that runs or ended less than an hour ago; one from before a restart begins anew."""
    looks = (one for one in uow.second_looks.unused(act, subject, operator) if one.second is None)
    newest = next(looks, None)
    if newest is None or (newest.age is not None and newest.age > ALONE_SECONDS + ALONE_GOOD_SECONDS):
        return None
    return newest


def _left(waiting: KeptLook) -> int:
    return ALONE_SECONDS if waiting.age is None else max(0, math.ceil(ALONE_SECONDS - waiting.age))
