"""One person among their own records: which is primary, what membership follows, what the others are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fieldapp.domain.decisions import Decision
from fieldapp.domain.grants import Grant
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.weighing import Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person in a union. ``since`` (yyyymmdd) is the committee's date, ``moved`` that of the last transfer.

    ``rec`` is the record whose approval began it, None for a member of the province.
    """

    union: str | None
    since: str
    number: str | None
    aliases: tuple[str, ...]
    rec: str | None
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a live record is among its person's records."""

    outcome: Outcome
    of: str | None = None
    number: str | None = None
    grant: Grant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """One person at the centre; ``records`` are all of theirs, least rank first, dead ones included."""

    key: str
    primary: str | None
    records: tuple[str, ...]
    membership: Membership | None
    judged: Mapping[str, Judged]


def judge_person(
    key: str,
    records: Sequence[Weighed],
    given: Mapping[str, Grant],
    member: Decision | None,
    numbers: Sequence[str],
) -> PersonState:
    """Return what a person's records (in rank order) amount to.

    ``given`` are the approvals that hold, ``member`` what the province said of the person,
    ``numbers`` the member numbers that are theirs.
    """
    enrollments = _live(records, "enrollment")
    transfers = _live(records, "transfer")
    primary = _primary(enrollments)
    lead = _lead(primary, enrollments, given)
    if member is not None and not _is_pinned(primary) and _was_before(member, lead):
        primary, lead = None, None
    moves = sorted((given[one.chain.rec] for one in transfers if one.chain.rec in given), key=lambda one: one.date)
    membership = _membership(_beginning(lead, member, moves), moves, numbers)
    judged = _judge_enrollments(enrollments, primary, lead, membership, member)
    judged.update(_judge_transfers(transfers, given, moves, membership))
    return PersonState(
        key=key,
        primary=None if primary is None else primary.chain.rec,
        records=tuple(one.chain.rec for one in records),
        membership=membership,
        judged=judged,
    )


def _live(records: Sequence[Weighed], kind: str) -> list[Weighed]:
    return [one for one in records if one.barrier is None and one.chain.kind == kind]


def _is_pinned(primary: Weighed | None) -> bool:
    return primary is not None and primary.standing.pin is not None


def _primary(enrollments: Sequence[Weighed]) -> Weighed | None:
    """Return the record of the latest pin, else the one of least rank."""
    pinned = [(one.standing.pin.version, one) for one in enrollments if one.standing.pin is not None]
    if pinned:
        return max(pinned, key=lambda pair: pair[0])[1]
    return enrollments[0] if enrollments else None


def _lead(primary: Weighed | None, enrollments: Sequence[Weighed], given: Mapping[str, Grant]) -> Grant | None:
    """Return the approval that makes the membership: the primary record's, else that of least rank."""
    order = sorted(enrollments, key=lambda one: one is not primary)
    return next((given[one.chain.rec] for one in order if one.chain.rec in given), None)


def _was_before(member: Decision, lead: Grant | None) -> bool:
    """Whether the province knew the member before our approval; its echo of our own approval was not."""
    return lead is None or not member.date or member.date < lead.date


def _beginning(lead: Grant | None, member: Decision | None, moves: Sequence[Grant]) -> Membership | None:
    """Return the membership as it began: by our approval, at the province, or by a first transfer."""
    if lead is None and member is not None:
        return Membership(union=member.union, since=member.date or "", number=member.number, aliases=(), rec=None)
    first = lead or next(iter(moves), None)
    if first is None:
        return None
    return Membership(union=first.union, since=first.date, number=first.number, aliases=(), rec=first.rec)


def _membership(began: Membership | None, moves: Sequence[Grant], numbers: Sequence[str]) -> Membership | None:
    """Return the membership after its transfers, with only such numbers as are the person's own."""
    if began is None:
        return None
    number = began.number if began.number in numbers else next(iter(numbers), None)
    last = moves[-1] if moves else None
    return replace(
        began,
        union=last.union if last is not None else began.union,
        moved=last.date if last is not None else None,
        number=number,
        aliases=tuple(one for one in numbers if one != number),
    )


def _judge_enrollments(
    enrollments: Sequence[Weighed],
    primary: Weighed | None,
    lead: Grant | None,
    membership: Membership | None,
    member: Decision | None,
) -> dict[str, Judged]:
    """Return what enrollments are: the primary one as far as it came, all others duplicates."""
    if primary is None:
        of = member.number if member is not None else None
        return {one.chain.rec: Judged(outcome=Outcome.DUPLICATE, of=of) for one in enrollments}
    others = {one.chain.rec: Judged(outcome=Outcome.DUPLICATE, of=primary.chain.rec) for one in enrollments}
    return others | {primary.chain.rec: _judge_primary(primary, lead, membership)}


def _judge_primary(primary: Weighed, lead: Grant | None, membership: Membership | None) -> Judged:
    if lead is None or membership is None:
        return Judged(outcome=_waiting(primary))
    if membership.moved is not None and membership.union != lead.union:
        return Judged(outcome=Outcome.TRANSFERRED_OUT, number=membership.number, grant=lead)
    outcome = Outcome.CARD_CONFIRMED if primary.standing.is_confirmed else Outcome.APPROVED
    return Judged(outcome=outcome, number=membership.number, grant=lead)


def _judge_transfers(
    transfers: Sequence[Weighed], given: Mapping[str, Grant], moves: Sequence[Grant], membership: Membership | None
) -> dict[str, Judged]:
    """Return what transfers are: done, done and left again, waiting, or the same wish a second time."""
    judged: dict[str, Judged] = {}
    waiting: dict[str | None, str] = {}
    number = membership.number if membership is not None else None
    for one in transfers:
        rec, grant = one.chain.rec, given.get(one.chain.rec)
        if grant is not None:
            done = Outcome.CARD_CONFIRMED if one.standing.is_confirmed else Outcome.APPROVED
            judged[rec] = Judged(
                outcome=done if grant is moves[-1] else Outcome.TRANSFERRED_OUT, number=number, grant=grant
            )
            continue
        first = waiting.setdefault(one.union, rec)
        is_again = first != rec
        judged[rec] = Judged(outcome=Outcome.DUPLICATE if is_again else _waiting(one), of=first if is_again else None)
    return judged


def _waiting(record: Weighed) -> Outcome:
    routed = record.standing.route
    return Outcome.ROUTED if routed is not None and routed.union is not None else Outcome.POOLED
