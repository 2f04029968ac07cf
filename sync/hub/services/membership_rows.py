"""Memberships, numbers and card statuses as rows, read out of the state of the persons in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.state import Membership, PersonState, RecordState, State
from sync.hub.centre import Centre
from sync.hub.services.gathering import Gathered
from sync.hub.store import members, outcomes
from sync.hub.store.members import Member, MemberChange
from sync.hub.store.outcomes import OutcomeRow, StatusRow

_DONE = frozenset({Outcome.APPROVED, Outcome.CARD_CONFIRMED, Outcome.TRANSFERRED_OUT})
VALID, INVALID = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """One member: what the state says, the record that began it, transfers in order, what the province said."""

    idh: str
    membership: Membership
    first: RecordState | None
    moves: Sequence[RecordState]
    stated: Decision | None
    row_of: str

    @property
    def group(self) -> str:
        """The worker group of the newest record, empty when only the province knows it."""
        newest = self.moves[-1] if self.moves else self.first
        return "" if newest is None else str(newest.values.get("group") or "")


def write(centre: Centre, connection: Connection, state: State, gathered: Gathered) -> None:
    """Write the membership of every person all of whose records are here, and whose their numbers are.

    A document number that no record carries any more loses the membership that rested on a record.
    """
    found = {centre.blind.document(one.key): one for one in state.persons.values() if one.membership is not None}
    known = members.by_documents(connection, gathered.keys)
    wanted: dict[str, tuple[Member, list[MemberChange]] | None] = {}
    for idh in gathered.keys & (found.keys() | known.keys()):
        person = _person(idh, found[idh], state, gathered, known.get(idh)) if idh in found else None
        wanted[idh] = None if person is None else _rows(person, known.get(idh), centre.now_ms())
    changed = {idh: one for idh, one in wanted.items() if one is None or one[0] != known.get(idh)}
    if changed:
        members.replace_all(connection, changed)
    numbers = [(no, claim.rec) for no, claim in state.numbers.items() if claim.rec in gathered.recs]
    outcomes.put_numbers(connection, numbers)


def statuses(changed: Iterable[OutcomeRow], known: Mapping[str, OutcomeRow]) -> list[StatusRow]:
    """Return what the cards of changed records are worth now: valid once approved, invalid when that was lost."""
    found: dict[int, StatusRow] = {}
    for row in changed:
        before = known.get(row.rec)
        holder = row if row.status_index is not None and row.number else before
        if holder is None or holder.status_index is None or not holder.number:
            continue
        is_valid = Outcome(row.outcome) in _DONE and not row.is_recalled
        if is_valid or before is not None:
            status = VALID if is_valid else INVALID
            found[holder.status_index] = StatusRow(index=holder.status_index, status=status, number=holder.number)
    return list(found.values())


def _person(idh: str, person: PersonState, state: State, gathered: Gathered, known: Member | None) -> _Person | None:
    if person.membership is None:
        return None
    moves = [state.records[rec] for rec in person.records]
    moves = [one for one in moves if one.kind == "transfer" and one.outcome in _DONE]
    first = state.records.get(person.membership.rec or "")
    stated = [one for one in gathered.decisions if one.kind is DecisionKind.KNOW_MEMBER and one.person == person.key]
    newest = first.rec if first is not None else next(iter(person.records), "")
    return _Person(
        idh=idh,
        membership=person.membership,
        first=first,
        moves=sorted(moves, key=lambda one: (one.approved_on or "", one.rank)),
        stated=stated[-1] if stated else None,
        row_of=known.person if first is None and known is not None else newest,
    )


def _rows(person: _Person, known: Member | None, now_ms: int) -> tuple[Member, list[MemberChange]]:
    membership = person.membership
    member = Member(
        idh=person.idh,
        rec=membership.rec,
        person=person.row_of,
        union=membership.union or "",
        group=person.group or (known.group if known is not None else ""),
        number=membership.number,
        joined=membership.since,
    )
    return member, _changes(person, member, now_ms)


def _changes(person: _Person, member: Member, now_ms: int) -> list[MemberChange]:
    """Return the history: joined (or came from outside), then out of one union and into the next."""
    stated_union = person.stated.union if person.stated is not None else None
    union = (person.first.union if person.first is not None else stated_union) or member.union
    begins_by_move = person.first is not None and person.first.kind == "transfer"
    steps = [("transferred_in" if begins_by_move else "joined", member.joined, union, member.rec)]
    for move in person.moves:
        if move is person.first:
            continue
        day, target = move.approved_on or member.joined, move.union or union
        steps += [("transferred_out", day, union, move.rec), ("transferred_in", day, target, move.rec)]
        union = target
    return [
        MemberChange(membership=member.idh, kind=kind, day=day, union=at, group=member.group, rec=rec, entered=now_ms)
        for kind, day, at, rec in steps
    ]
