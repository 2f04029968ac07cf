"""A reviewer decides: the decision goes into the log, the state follows, the laptops hear of it.

All records of one decision are decided in one transaction, or none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import Decision, DecisionKind, decision_refusal
from fieldapp.domain.numbering import member_number
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.outcomes import Version
from fieldapp.domain.problems import Refusal
from fieldapp.domain.routing import Proposal, propose
from fieldapp.domain.state import RecordState, State
from sync.hub.centre import Centre
from sync.hub.services import judging
from sync.hub.services.rights import may_decide
from sync.hub.store import audits, decisions, feeds, organisations, records, reviews, server_state
from sync.hub.store.accounts import Account
from sync.hub.store.decisions import LoggedDecision
from sync.hub.store.records import KeyRow
from sync.hub.store.reviews import ReviewRow

NEEDS_REASON = frozenset({DecisionKind.RETURN, DecisionKind.REJECT, DecisionKind.REVOKE})
_NEEDS_HEAD = frozenset({DecisionKind.APPROVE, DecisionKind.RETURN, DecisionKind.EDIT})
_FIRST_DAY = date(1949, 10, 1)
"""No committee decided earlier; a mistyped year must not reach memberships and statistics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer wants done. ``day`` is the committee's, ``unions`` the target per record, if chosen.

    ``changed`` are the fields of an edit, ``env`` a set-aside envelope this settles.
    """

    account: Account
    kind: DecisionKind
    recs: tuple[str, ...] = ()
    reason: str | None = None
    union: str | None = None
    unions: tuple[tuple[str, str | None], ...] = ()
    day: date | None = None
    into: str | None = None
    env: str | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """How many records were decided, and the numbers given (record → number)."""

    count: int
    numbers: dict[str, str]


def decide(centre: Centre, review: Review) -> Decided | Refusal:
    """Log the decision on every record.

    Refusals: ``hub_nothing_chosen``, ``hub_reason_missing``, ``hub_day_invalid``,
    ``hub_decision_outside``, ``hub_union_closed``, and those of ``decision_refusal``.
    """
    refusal = _form_refusal(centre, review)
    if refusal is not None:
        return refusal
    return centre.store.run(lambda connection: _decide(centre, connection, review))


def _decide(centre: Centre, connection: Connection, review: Review) -> Decided | Refusal:
    persons = records.keys_of(connection, review.recs)["idh"]
    centre.store.lock_keys(
        connection, lambda: [*(f"idh:{key}" for key in persons), *(f"rec:{rec}" for rec in review.recs)]
    )
    state = judging.look(centre, connection, review.recs)
    everyone = organisations.everyone(connection)
    refusal = _state_refusal(connection, review, state, everyone, centre.clock.now().astimezone().date())
    if refusal is not None:
        return refusal
    made = _make(centre, connection, review, state)
    decisions.append(connection, [_logged(centre, review, one) for one in made])
    numbers = {one.rec: one.number for one in made if one.number is not None}
    records.add_keys(connection, [KeyRow("no", centre.blind.version, no, rec) for rec, no in numbers.items()])
    for one in made:
        audits.append(
            connection, time=centre.now_ms(), account=review.account.id, action=review.kind.value, subject=one.rec
        )
    version = Version(centre.identity.gen, server_state.take_versions(connection, 1))
    feeds.append(connection, judging.rejudge(centre, connection, review.recs, version))
    return Decided(len(made), numbers)


def _form_refusal(centre: Centre, review: Review) -> Refusal | None:
    if not review.recs:
        return Refusal(code="hub_nothing_chosen")
    if review.kind in NEEDS_REASON and not (review.reason or "").strip():
        return Refusal(code="hub_reason_missing")
    today = centre.clock.now().astimezone().date()
    if review.kind is DecisionKind.APPROVE and (review.day is None or not _FIRST_DAY <= review.day <= today):
        return Refusal(code="hub_day_invalid")
    return None


def _state_refusal(
    connection: Connection, review: Review, state: State, everyone: Sequence[Organisation], today: date
) -> Refusal | None:
    rows = records.find_all(connection, review.recs)
    for rec in review.recs:
        said = state.records.get(rec)
        if said is None or rec not in rows:
            return Refusal(code="hub_not_found")
        if not may_decide(review.account, said.union, rows[rec][0].region, everyone):
            return Refusal(code="hub_decision_outside")
        refusal = (
            decision_refusal(review.kind, said.outcome)
            or _target_refusal(review, said, everyone, today)
            or _reach_refusal(connection, review, said, everyone)
        )
        if refusal is not None:
            return refusal
    return None


def _reach_refusal(
    connection: Connection, review: Review, said: RecordState, everyone: Sequence[Organisation]
) -> Refusal | None:
    """Refuse what reaches beyond the account: a member for another one's union, a merge into another one's person.

    Routing may reach anywhere: whoever gets the person decides.
    """
    if review.kind is DecisionKind.APPROVE:
        is_within = may_decide(review.account, _target(review, said), "", everyone)
    elif review.kind is DecisionKind.MERGE:
        into = reviews.one(connection, review.into or "")
        if into is None:
            return Refusal(code="hub_not_found")
        is_same = into.person_key == said.person
        is_within = is_same or may_decide(review.account, into.union, into.region, everyone)
    else:
        is_within = True
    return None if is_within else Refusal(code="hub_decision_outside")


def _target_refusal(review: Review, said: RecordState, everyone: Sequence[Organisation], today: date) -> Refusal | None:
    """Refuse a union that takes nobody; routing to None sends a record back to the pool."""
    target = _target(review, said)
    if review.kind is not DecisionKind.APPROVE and (review.kind is not DecisionKind.ROUTE or target is None):
        return None
    union = next((one for one in everyone if one.id == target), None)
    takes = union is not None and not union.is_pool and union.accepts_direct_join and union.is_valid_on(today)
    return None if takes else Refusal(code="hub_union_closed")


def _target(review: Review, said: RecordState) -> str | None:
    chosen = dict(review.unions)
    if said.rec in chosen:
        return chosen[said.rec]
    return review.union or (said.union if review.kind is DecisionKind.APPROVE else None)


def _make(centre: Centre, connection: Connection, review: Review, state: State) -> list[Decision]:
    first = server_state.take_versions(connection, len(review.recs))
    numbers = _numbers(centre, connection, review, state) if review.kind is DecisionKind.APPROVE else {}
    made = []
    for n, rec in enumerate(review.recs, start=first):
        said = state.records[rec]
        extra: dict[str, Any] = {}
        if review.kind is DecisionKind.APPROVE:
            number, index = numbers.get(rec, (said.number, said.status_index))
            extra = {"date": f"{review.day:%Y%m%d}", "number": number, "status_index": index}
        if review.kind in (DecisionKind.APPROVE, DecisionKind.ROUTE):
            extra["union"] = _target(review, said)
        if review.kind in _NEEDS_HEAD:
            extra["head"] = said.head
        made.append(
            Decision(
                kind=review.kind,
                version=Version(centre.identity.gen, n),
                rec=rec,
                by=review.account.name,
                reason=(review.reason or "").strip() or None,
                into=review.into,
                env=review.env,
                changed=dict(review.changed),
                **extra,
            )
        )
    return made


def _numbers(centre: Centre, connection: Connection, review: Review, state: State) -> dict[str, tuple[str, int]]:
    """Allot a number of the hub's own to every person who has none: neither a membership nor a leased number."""
    needy: dict[str, str] = {}
    held = {claim.person for claim in state.numbers.values()}
    for rec in review.recs:
        person = state.records[rec].person
        known = state.persons.get(person)
        if person not in held and (known is None or known.membership is None):
            needy.setdefault(person, rec)
    if not needy:
        return {}
    start = server_state.take_serials(connection, len(needy))
    return {
        rec: (member_number(centre.identity.province, serial), serial)
        for serial, rec in enumerate(needy.values(), start=start)
    }


def _logged(centre: Centre, review: Review, decision: Decision) -> LoggedDecision:
    return LoggedDecision(decision=decision, account=review.account.id, made_at=centre.now_ms())


def unions_for(row: ReviewRow, everyone: Sequence[Organisation], today: date) -> list[Proposal]:
    """Return the unions where the person of a record could belong, best first; pools are none."""
    found = propose(
        group=row.group,
        region=row.region,
        employment=row.employment,
        employer=row.employer,
        organisations=everyone,
        today=today,
    )
    return [one for one in found if one.union is not None and not one.pool]
