"""Handing out (发放): once per event, item and person."""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.codes import table
from fieldapp.domain.facts import Handout
from fieldapp.domain.handouts import refuse
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.records import ApplicationRecord
from fieldapp.services.following import follow
from fieldapp.services.rules import at_work, live_record, open_event, supervisor
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """Something is given to the person of a record. ``override`` is a supervisor's reason for a second time."""

    rec: RecordId
    item: str
    event: EventId
    operator: OperatorId
    qty: int = 1
    override: str | None = None
    proxy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutResult:
    """It was given."""

    rec: str
    item: str
    qty: int
    name: str
    changes: Changes


def hand_out(command: HandOut, uow: UnitOfWork, _clock: Clock, ids: Ids) -> HandoutResult | Refusal:
    """Hand something out.

    Refuses: ``already_handed_out`` (details date, place), ``handout_has_problems``,
    ``supervisor_needed`` for an override, ``record_void``, ``event_not_open``.
    """
    event = open_event(uow, command.event)
    record = live_record(uow, command.rec)
    who = supervisor(uow, command.operator) if command.override else at_work(uow, command.operator)
    refusal = next((one for one in (who, event, record) if isinstance(one, Refusal)), None)
    if refusal or isinstance(event, Refusal) or isinstance(record, Refusal):
        return refusal or Refusal(code="record_unknown")
    if table("items").find(command.item) is None and command.item not in event.items:
        return Refusal(code="handout_has_problems", problems=(Problem(code="item_unknown", field="item"),))
    earlier = uow.handouts.given(event.id, command.item, record.person, event.place)
    refusal = refuse(command.item, command.qty, earlier, override=command.override)
    return refusal or _write(uow, ids, command, record)


def _write(uow: UnitOfWork, ids: Ids, command: HandOut, record: ApplicationRecord) -> HandoutResult:
    fact = Handout(item=command.item, qty=command.qty, override=command.override, proxy=command.proxy)
    written = follow(uow, ids, record, fact, operator=command.operator, event=command.event)
    uow.handouts.add(written, fact, event=command.event, person=record.person, operator=command.operator)
    uow.audit.note(command.operator, "handed_out", record.rec, item=command.item, override=command.override)
    return HandoutResult(
        rec=record.rec,
        item=command.item,
        qty=command.qty,
        name=uow.people.get(record.person).name,
        changes=frozenset({Topic.HANDOUTS, Topic.OUTBOX}),
    )
