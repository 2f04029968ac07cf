"""A joining ceremony: cards of absentees are taken out, every other is handed over as its person comes."""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.ids import EventId, OperatorId, RecordId, RosterId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import RosterRowState
from fieldapp.services.cards import HandOver, PrintResult, RecordSpoiled, hand_over, record_spoiled
from fieldapp.services.rules import at_work
from fieldapp.store.queries.ceremonies import ABSENT
from fieldapp.store.unit_of_work import UnitOfWork

MOVED: Changes = frozenset({Topic.ROSTERS, Topic.CARDS, Topic.APPLICATIONS, Topic.OUTBOX})


@dataclass(frozen=True, slots=True, kw_only=True)
class PullCards:
    """These people did not come: their printed cards (``jobs``) are taken out and spoiled."""

    roster: RosterId
    jobs: tuple[str, ...]
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOnStage:
    """The person of a row came and has the card now; only this counts them as 到场."""

    row: str
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class StageResult:
    """How many cards moved."""

    count: int
    changes: Changes = MOVED


def pull_cards(command: PullCards, uow: UnitOfWork, clock: Clock, ids: Ids) -> StageResult | Refusal:
    """Take absentees' cards out: all or, with the first refusal of ``record_spoiled``, none."""
    for job in command.jobs:
        result = record_spoiled(RecordSpoiled(job=job, reason=ABSENT, operator=command.operator), uow, clock, ids)
        if isinstance(result, Refusal):
            return result
    uow.audit.note(command.operator, "cards_pulled", command.roster, cards=len(command.jobs))
    return StageResult(count=len(command.jobs))


def hand_on_stage(command: HandOnStage, uow: UnitOfWork, clock: Clock, ids: Ids) -> StageResult | Refusal:
    """Hand a card over and count its person as come. Refuses ``roster_row_unknown`` and as ``cards.hand_over``."""
    who, entry = at_work(uow, command.operator), uow.rosters.entry(command.row)
    if isinstance(who, Refusal):
        return who
    if entry is None or entry.rec is None:
        return Refusal(code="roster_row_unknown")
    over = HandOver(rec=RecordId(entry.rec), event=command.event, operator=command.operator)
    result: PrintResult | Refusal = hand_over(over, uow, clock, ids)
    if isinstance(result, Refusal):
        return result
    uow.rosters.move(entry.id, RosterRowState.CHECKED_IN, entry.rec)
    return StageResult(count=1)
