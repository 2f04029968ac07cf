"""What the centre knows: one pure function of the set of envelopes and the log of decisions.

The same set and the same log give an equal state, whatever order or path they came by; a hub's
tables are this state and nothing else (``docs/protocol.md`` §4). One membership per person; all
other live records of the person are duplicates, their numbers aliases.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.facts import Handout
from fieldapp.domain.grants import (
    Grant,
    NumberClaim,
    anywhere,
    as_approved,
    claims,
    delegations,
    grants,
    no_faults,
    owners,
)
from fieldapp.domain.outcomes import FieldError, Outcome
from fieldapp.domain.persons import Judged, Membership, PersonState, judge_person
from fieldapp.domain.record_chains import Rank, SignedFact, approvals, chains, unique
from fieldapp.domain.standings import Standing, standings
from fieldapp.domain.weighing import Inspect, Weighed, weigh

__all__ = ["Membership", "PersonState", "RecordState", "Rules", "SignedFact", "State", "final_state"]

_EXPLAINED = frozenset({Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.MERGED, Outcome.NEEDS_CORRECTION})
"""Outcomes for which the decider's own words are shown."""
_RECALLED = frozenset({Outcome.REJECTED, Outcome.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the function asks about the world; both must be pure.

    ``inspect`` finds faults in a record's values, ``is_below`` says whether a union (None: not
    chosen) stands within another one's authority.
    """

    inspect: Inspect = no_faults
    is_below: Callable[[str | None, str], bool] = anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """One application at the centre.

    ``of`` is the record it duplicates or was merged with (for a member of the province the number).
    ``number`` is a member number that is its person's. ``is_recalled``: a card was printed for it
    that must come back. ``forks``, ``orphans`` and ``waiting`` (voids and withdrawals that only a
    reviewer can follow, another person after the approval) are envelopes that wait for a reviewer,
    until one follows or leaves them.
    """

    rec: str
    kind: str
    rank: Rank
    outcome: Outcome
    person: str
    values: Mapping[str, Any]
    head: str | None
    union: str | None = None
    of: str | None = None
    number: str | None = None
    status_index: int | None = None
    approved_on: str | None = None
    code: str | None = None
    reason: str | None = None
    errors: tuple[FieldError, ...] = ()
    is_primary: bool = False
    is_recalled: bool = False
    forks: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the centre knows. ``numbers`` maps a member number to whose it is.

    ``over_issued`` lists (event, item, person, envelopes) where more than one handout was made.
    """

    records: Mapping[str, RecordState]
    persons: Mapping[str, PersonState]
    numbers: Mapping[str, NumberClaim]
    contested: tuple[str, ...]
    over_issued: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def final_state(facts: Iterable[SignedFact], decisions: Iterable[Decision], rules: Rules | None = None) -> State:
    """Return the state of a set of facts and a log.

    Facts may come in any order and more than once; decisions in any order, each version once.
    Persons do not touch each other but through numbers, so that a hub may ask about any set of
    facts that holds whole persons, whole approvals, and all claims to their numbers.
    """
    rules = rules or Rules()
    known, disputed = unique(facts)
    log = sorted(decisions, key=lambda one: one.version)
    marks = standings(log)
    records = {
        rec: weigh(chain, marks.get(rec, Standing()), rules.inspect)
        for rec, chain in sorted(chains(known, disputed).items())
    }
    approved = approvals(known)
    given = grants(records, approved, delegations(log), rules.is_below)
    records |= {
        rec: weigh(settled, records[rec].standing, rules.inspect)
        for rec, grant in given.items()
        if (settled := as_approved(records[rec], grant)) is not records[rec].chain
    }
    claimed = claims(records, approved, log)
    owned = owners(claimed, log)
    persons = _persons(records, given, owned, log)
    numbering = _numbering(claimed, owned, log)
    return State(
        records={rec: _record(record, persons, numbering) for rec, record in records.items()},
        persons=persons,
        numbers=owned,
        contested=tuple(number for number, those in claimed.items() if len({one.person for one in those}) > 1),
        over_issued=_over_issued(known, records),
    )


NUMBER_TAKEN = "number_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbering:
    """Whose numbers are: per record those printed for it, and the records with one that two persons claim."""

    owned: Mapping[str, NumberClaim]
    printed: Mapping[str, Sequence[str]]
    taken: frozenset[str]


def _numbering(
    claimed: Mapping[str, tuple[NumberClaim, ...]], owned: Mapping[str, NumberClaim], log: Iterable[Decision]
) -> _Numbering:
    printed: dict[str, list[str]] = defaultdict(list)
    taken: set[str] = set()
    pinned = {one.number for one in log if one.kind is DecisionKind.PIN_NUMBER}
    for number, those in claimed.items():
        for one in those:
            if one.is_printed:
                printed[one.rec].append(number)
        if len({one.person for one in those}) > 1:
            settled = owned[number].rec if number in pinned else ""
            taken.update(one.rec for one in those if one.rec != settled)
    return _Numbering(owned=owned, printed=printed, taken=frozenset(taken))


def _persons(
    records: Mapping[str, Weighed],
    given: Mapping[str, Grant],
    owned: Mapping[str, NumberClaim],
    log: Iterable[Decision],
) -> dict[str, PersonState]:
    groups: dict[str, list[Weighed]] = defaultdict(list)
    for record in records.values():
        if record.chain.applied:
            groups[record.person].append(record)
    members = {one.person: one for one in log if one.kind is DecisionKind.KNOW_MEMBER and one.person is not None}
    numbers: dict[str, list[str]] = defaultdict(list)
    for number, claim in sorted(owned.items(), key=lambda one: (one[1].rank, one[0])):
        numbers[claim.person].append(number)
    return {
        person: judge_person(
            person,
            sorted(groups.get(person, ()), key=lambda one: one.chain.rank),
            given,
            members.get(person),
            numbers.get(person, ()),
        )
        for person in sorted(groups.keys() | members.keys())
    }


def _record(
    record: Weighed,
    persons: Mapping[str, PersonState],
    numbering: _Numbering,
) -> RecordState:
    chain, person = record.chain, persons.get(record.person)
    judged = _judged(record, person)
    said = record.standing.last if judged.outcome in _EXPLAINED else None
    return RecordState(
        rec=chain.rec,
        kind=chain.kind,
        rank=chain.rank,
        outcome=judged.outcome,
        person=record.person,
        values=record.values,
        head=chain.head,
        union=record.union if judged.grant is None else judged.grant.union,
        of=said.into if said is not None and said.into is not None else judged.of,
        number=judged.number,
        status_index=None if judged.grant is None else judged.grant.status_index,
        approved_on=None if judged.grant is None else judged.grant.date,
        code=said.code if said is not None else _fault(record, judged.outcome, numbering),
        reason=None if said is None else said.reason,
        errors=record.errors,
        is_primary=person is not None and person.primary == chain.rec,
        is_recalled=_is_recalled(record, judged.outcome, numbering),
        forks=_unseen(chain.forks, record),
        orphans=_unseen(chain.orphans, record),
        waiting=_unseen(chain.waiting, record),
    )


def _unseen(envs: tuple[str, ...], record: Weighed) -> tuple[str, ...]:
    """Return those of a record's envelopes that no reviewer followed or left."""
    left = record.standing.left
    return tuple(one for one in envs if one not in left) if left else envs


def _fault(record: Weighed, outcome: Outcome, numbering: _Numbering) -> str | None:
    """Return the first fault that makes a record inactive, or that its number is somebody else's too."""
    if outcome is Outcome.NEEDS_CORRECTION:
        return next((one.code for one in record.errors if not one.warn), None)
    return NUMBER_TAKEN if record.chain.rec in numbering.taken else None


def _judged(record: Weighed, person: PersonState | None) -> Judged:
    """Return what a record is among its person's, or what keeps it out of the count."""
    if person is None or record.barrier is not None:
        return Judged(outcome=record.barrier or Outcome.DEFERRED)
    return person.judged[record.chain.rec]


def _is_recalled(record: Weighed, outcome: Outcome, numbering: _Numbering) -> bool:
    if record.standing.refused:
        return True
    printed = numbering.printed.get(record.chain.rec, ())
    if not printed:
        return False
    is_lost = any(numbering.owned[number].person != record.person for number in printed)
    return is_lost or outcome in _RECALLED or record.standing.is_revoked


def _over_issued(
    known: Mapping[str, SignedFact], records: Mapping[str, Weighed]
) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    given: dict[tuple[str, str, str], list[SignedFact]] = defaultdict(list)
    for one in known.values():
        if isinstance(one.fact, Handout) and one.envelope.rec in records:
            person = records[one.envelope.rec].person
            given[(one.envelope.ev or "", one.fact.item, person)].append(one)
    return tuple(
        (*key, tuple(one.envelope.env for one in sorted(those, key=lambda one: one.rank)))
        for key, those in sorted(given.items())
        if len(those) > 1
    )
