"""Purging (清除): a supervisor lets go what the laptop need not hold any more."""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.four_eyes import witnessed
from fieldapp.services.rules import supervisor
from fieldapp.store.unit_of_work import UnitOfWork

EVERYTHING_DUE = "due"
"""What a second person looks at: not one record, the day's list."""
MOST_AT_ONCE = 20_000
"""Records of one act: it is one transaction, and work waits meanwhile."""
PURGED: Changes = frozenset(
    {Topic.APPLICATIONS, Topic.ROSTERS, Topic.DRAFTS, Topic.INTENTIONS, Topic.HANDOUTS, Topic.CARDS, Topic.SETTINGS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeDue:
    """Purge everything whose time has come."""

    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeResult:
    """``records`` people's records were purged, and ``others`` things that go by terms of their own."""

    records: int
    others: int
    changes: Changes = PURGED


def purge_due(command: PurgeDue, uow: UnitOfWork, _clock: Clock, ids: Ids) -> PurgeResult | Refusal:
    """Purge what is due (``store.holds``), with four eyes.

    Refuses: ``supervisor_needed``, ``nothing_to_purge``, ``second_person_needed``, ``alone_must_wait``.
    """
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    now = uow.milliseconds()
    records = uow.retention.erase(uow.retention.due(now, MOST_AT_ONCE), now)
    others = uow.retention.erase_idle(now)
    if not records and not others:
        return Refusal(code="nothing_to_purge")
    witness = witnessed(uow, ids, GuardedAct.PURGE, EVERYTHING_DUE, who.id)
    if isinstance(witness, Refusal):
        return witness
    uow.audit.note(who.id, "purged", EVERYTHING_DUE, records=records, others=others, second=witness.second)
    return PurgeResult(records=records, others=others)
