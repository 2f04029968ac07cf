"""Where a record stands on both axes, and the one status word and remedy that follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from fieldapp.domain.outcomes import Outcome, Transport, Verdict, VerdictKind, Version
from fieldapp.store import tables
from fieldapp.store.outcomes import verdict_of
from fieldapp.store.queries.at_once import rows_at_once

_BY_VERDICT: Mapping[VerdictKind, Outcome] = MappingProxyType(
    {
        VerdictKind.ACCEPTED: Outcome.POOLED,
        VerdictKind.DEFERRED: Outcome.DEFERRED,
        VerdictKind.DUPLICATE: Outcome.DUPLICATE,
        VerdictKind.NEEDS_CORRECTION: Outcome.NEEDS_CORRECTION,
        VerdictKind.REJECTED: Outcome.REJECTED,
        VerdictKind.CONFLICT: Outcome.CONFLICT,
        VerdictKind.QUARANTINED: Outcome.QUARANTINED,
    }
)
"""What a verdict on a record says before the feed says it; held says nothing yet."""

_LEAST_FIRST = (Transport.IN_FLIGHT, Transport.QUEUED, Transport.READY, Transport.HELD, Transport.EXPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the centre last said of a record, and the verdict that said it if one did."""

    outcome: Outcome
    verdict: Verdict | None
    status_code: str


def people_select() -> Select[Any]:
    """Return applications with their person, outcome, number and local approval, one row each."""
    application, person, outcome = tables.application, tables.person, tables.outcome
    lease_use, approval = tables.lease_use, tables.approval
    joined = (
        application.join(person, person.c.id == application.c.person)
        .outerjoin(outcome, outcome.c.rec == application.c.rec)
        .outerjoin(lease_use, lease_use.c.rec == application.c.rec)
        .outerjoin(approval, approval.c.rec == application.c.rec)
    )
    return select(
        application,
        person.c.name,
        person.c.tail,
        person.c.phone_tail,
        outcome.c.outcome,
        outcome.c.gen,
        outcome.c.n,
        outcome.c.reason,
        outcome.c.code,
        outcome.c.union_id.label("routed_to"),
        func.coalesce(outcome.c.number, lease_use.c.number).label("number"),
        func.coalesce(outcome.c.approved_on, approval.c.approved_on).label("approved_on"),
        approval.c.env.label("approval_env"),
    ).select_from(joined)


def newest_consent() -> ColumnElement[str]:
    """Return the id of a record's newest consent, for a join to ``application``."""
    application, consent = tables.application, tables.consent.alias()
    newest = select(consent.c.id).where(consent.c.rec == application.c.rec).correlate(application)
    return newest.order_by(consent.c.captured.desc(), consent.c.id.desc()).limit(1).scalar_subquery()


def newest_verdicts(connection: Connection, recs: Iterable[str]) -> dict[str, Verdict]:
    """Return the newest verdict on each of some records."""
    table = tables.verdict
    found: dict[str, Verdict] = {}
    for row in rows_at_once(connection, select(table).where(table.c.rec.in_(tuple(recs)))):
        verdict = verdict_of(row)
        if row.rec not in found or found[row.rec].version <= verdict.version:
            found[row.rec] = verdict
    return found


def standing_of(row: Any, verdict: Verdict | None) -> Standing:
    """Return the newest word on a record: the feed's outcome, or a verdict with a higher version."""
    outcome = Outcome(row.outcome) if row.outcome else Outcome.UNKNOWN
    by_verdict = _BY_VERDICT.get(verdict.verdict) if verdict else None
    is_newer = verdict is not None and (row.outcome is None or verdict.version > Version(row.gen, row.n))
    if by_verdict and is_newer and not (by_verdict is Outcome.POOLED and _is_decided(row)):
        outcome = by_verdict
    return Standing(outcome=outcome, verdict=verdict, status_code=_status_code(row, outcome))


def _is_decided(row: Any) -> bool:
    """Whether more is known than that the centre has it: its own word, or the approval on the spot."""
    return row.outcome is not None or row.approval_env is not None


def _status_code(row: Any, outcome: Outcome) -> str:
    if not row.is_live:
        return "void"
    if outcome is not Outcome.UNKNOWN:
        return str(outcome)
    if row.approval_env is not None:
        return "approved_here"
    return "transfer" if row.kind == "transfer" else "received"


def transport_of(connection: Connection, rec: str) -> Transport:
    """Return where a record's facts are: delivered only when every one is."""
    box, fact = tables.outbox, tables.fact
    rows = connection.execute(
        select(box.c.state).distinct().select_from(box.join(fact, fact.c.env == box.c.env)).where(fact.c.rec == rec)
    )
    states = set(rows.scalars())
    return next(
        (state for state in _LEAST_FIRST if state in states), Transport.DELIVERED if states else Transport.DRAFT
    )


_REMEDIES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.NEEDS_CORRECTION: "correct",
        Outcome.CONFLICT: "contact_centre",
        Outcome.QUARANTINED: "contact_centre",
        Outcome.REJECTED: "contact_centre",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStanding:
    """Where the card of a record is; ``printed`` and ``handed`` in ms since 1970.

    ``is_due``: there is a number to print; a transferred member keeps the card they have.
    """

    is_due: bool = False
    printed: int | None = None
    handed: int | None = None
    is_recalled: bool = False


def remedy_for(standing: Standing, transport: Transport, card: CardStanding | None = None) -> str:
    """Return the one step that helps now, as ``RecordStory.remedy`` names it.

    What the person at the desk waits for goes before what the laptop does by itself.
    """
    at_hand = _card_remedy(card) if card is not None else None
    if at_hand == "take_back":
        return at_hand
    if standing.status_code == "void":
        return "none"
    if standing.outcome is Outcome.DUPLICATE:
        resolution = standing.verdict.resolution if standing.verdict else None
        return "transfer" if resolution in ("transfer", None) else "contact_centre"
    if standing.outcome in _REMEDIES:
        return _REMEDIES[standing.outcome]
    if at_hand is None and transport in (Transport.READY, Transport.QUEUED):
        return "sync"
    return at_hand or "none"


def _card_remedy(card: CardStanding) -> str | None:
    if card.is_recalled:
        return "take_back"
    if card.printed is None:
        return "print_card" if card.is_due else None
    return "hand_over" if card.handed is None else None
