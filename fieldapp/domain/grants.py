"""Which approvals hold, and whose a number is. Both are counted by rank, never by arrival."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.events import Delegation
from fieldapp.domain.facts import Approval
from fieldapp.domain.outcomes import FieldError
from fieldapp.domain.record_chains import Rank, RecordChain, SignedFact, days_at
from fieldapp.domain.weighing import Weighed, person_at

_FIRST: Rank = (-(2**62), "")
"""The rank of a member the province knew before any of our records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An approval that holds for ``rec``; ``date`` (yyyymmdd) is the committee's.

    ``at`` is when it was given in the field (ms since 1970), None for one of the centre's.
    """

    rec: str
    union: str | None
    date: str
    number: str | None
    status_index: int | None = None
    at: int | None = None

    @property
    def is_delegated(self) -> bool:
        """Whether it was given in the field."""
        return self.at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberClaim:
    """Somebody says that a member number is theirs; ``rec`` is empty for a member of the province."""

    rank: Rank
    person: str
    rec: str
    is_printed: bool = False


def delegations(log: Iterable[Decision]) -> dict[str, Delegation]:
    """Return the authorisations the log holds, by number; a later one replaces an earlier one."""
    kept = (one.delegation for one in log if one.kind is DecisionKind.DELEGATE)
    return {one.number: one for one in kept if one is not None}


def grants(
    records: Mapping[str, Weighed],
    approvals: Iterable[tuple[SignedFact, Approval]],
    authorised: Mapping[str, Delegation],
    is_below: Callable[[str | None, str], bool],
) -> dict[str, Grant]:
    """Return the approval that holds per record: the centre's own, else the first delegated one.

    Delegated ones count against the maximum of their authorisation in rank order; one that is not
    covered (day, approver, maximum, union, by the record's own author, or dated otherwise than on the
    day it was given) leaves the record in the pool.
    """
    found: dict[str, Grant] = {}
    used: dict[str, int] = defaultdict(int)
    for one, approval in approvals:
        delegation = authorised.get(approval.delegation)
        for rec in approval.recs:
            record = records.get(rec)
            if record is None or delegation is None or rec in found or not is_below(record.union, delegation.union):
                continue
            if _may(record, one, approval) and _covers(delegation, approval, used[delegation.number]):
                used[delegation.number] += 1
                found[rec] = _delegated(record, one, approval, delegation)
    found = {rec: grant for rec, grant in found.items() if not records[rec].standing.is_revoked}
    return found | {rec: central for rec, record in records.items() if (central := _central(record)) is not None}


def as_approved(record: Weighed, grant: Grant) -> RecordChain:
    """Return a record's chain without what may not follow its approval, which then waits for a reviewer.

    That is its end, and content that makes it another person: approvals attach to the person.
    """
    chain = record.chain
    if chain.end is not None and (grant.at is None or chain.end.rank[0] > grant.at):
        chain = chain.without_end()
    seen = _seen(record, grant)
    person = person_at(record, seen)
    others = (place for place in range(seen + 1, len(chain.steps)) if person_at(record, place) != person)
    place = next(others, None)
    return chain if place is None else chain.until(place)


def _seen(record: Weighed, grant: Grant) -> int:
    """Return the place of the last content the approver saw; the decider of the log named it, or saw everything."""
    chain = record.chain
    if grant.at is not None:
        return sum(one.rank[0] <= grant.at for one in chain.applied[1:])
    decision = record.standing.approval
    heads = [head for head, _ in chain.steps]
    return heads.index(decision.head) if decision and decision.head in heads else len(heads) - 1


def claims(
    records: Mapping[str, Weighed], approvals: Iterable[tuple[SignedFact, Approval]], log: Iterable[Decision]
) -> dict[str, tuple[NumberClaim, ...]]:
    """Return who claims each member number, least rank first."""
    found: dict[str, set[NumberClaim]] = defaultdict(set)
    for record in records.values():
        for number in record.numbers:
            found[number].add(_claim(record, is_printed=True))
        if record.standing.approval is not None and record.standing.approval.number is not None:
            found[record.standing.approval.number].add(_claim(record, is_printed=False))
    for _, approval in approvals:
        for number, record in _given(approval, records):
            found[number].add(_claim(record, is_printed=True))
    for one in log:
        if one.kind is DecisionKind.KNOW_MEMBER and one.number is not None and one.person is not None:
            found[one.number].add(NumberClaim(rank=_FIRST, person=one.person, rec=""))
    return {number: tuple(sorted(found[number], key=_order)) for number in sorted(found)}


def _given(approval: Approval, records: Mapping[str, Weighed]) -> Iterable[tuple[str, Weighed]]:
    """Return the numbers an approval gave that were the desk's to give, with their records."""
    known = ((use.no, records[rec]) for rec, use in approval.numbers.items() if rec in records)
    return ((number, record) for number, record in known if number not in record.standing.refused)


def owners(claimed: Mapping[str, tuple[NumberClaim, ...]], log: Iterable[Decision]) -> dict[str, NumberClaim]:
    """Return whose each number is: the one pinned by the latest decision, else the least rank."""
    pinned = {one.number: one.rec for one in log if one.kind is DecisionKind.PIN_NUMBER}
    return {
        number: next((one for one in those if one.rec and one.rec == pinned.get(number)), those[0])
        for number, those in claimed.items()
    }


def no_faults(_: Mapping[str, object], __: date) -> tuple[FieldError, ...]:
    """Find no fault in any record."""
    return ()


def anywhere(_: str | None, __: str) -> bool:
    """Take every union to be within every other one's authority."""
    return True


def _claim(record: Weighed, *, is_printed: bool) -> NumberClaim:
    return NumberClaim(rank=record.chain.rank, person=record.person, rec=record.chain.rec, is_printed=is_printed)


def _order(claim: NumberClaim) -> tuple[Rank, str, bool]:
    return claim.rank, claim.rec, not claim.is_printed


def _may(record: Weighed, one: SignedFact, approval: Approval) -> bool:
    """Whether an approval can be of this record: not by its author, not before it was made, dated on its own day."""
    given = one.rank[0]
    is_of_its_day = approval.date in {day.strftime("%Y%m%d") for day in days_at(given)}
    return record.author != approval.approver_op and is_of_its_day and record.chain.rank[0] <= given


def _covers(delegation: Delegation, approval: Approval, used: int) -> bool:
    try:
        day = date.fromisoformat(approval.date)
    except ValueError:
        return False
    return delegation.covers(day, approval.approver, used)


def _delegated(record: Weighed, one: SignedFact, approval: Approval, delegation: Delegation) -> Grant:
    use = approval.numbers.get(record.chain.rec)
    given = (*((use.no,) if use is not None else ()), *record.numbers)
    return Grant(
        rec=record.chain.rec,
        union=record.union or delegation.union,
        date=approval.date,
        number=next((number for number in given if number not in record.standing.refused), None),
        at=one.rank[0],
    )


def _central(record: Weighed) -> Grant | None:
    decision = record.standing.approval
    if decision is None:
        return None
    return Grant(
        rec=record.chain.rec,
        union=decision.union or record.union,
        date=decision.date or "",
        number=decision.number,
        status_index=decision.status_index,
    )
