"""The way to the centre and back: sync state, queue, inbox, leases."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from fieldapp.domain.outcomes import Outcome, Transport
from fieldapp.domain.views import InboxItem, QueueEntry, SyncState
from fieldapp.store import tables
from fieldapp.store.queries.standing import newest_verdicts, people_select, remedy_for, standing_of

UNDELIVERED = tuple(str(state) for state in Transport if state is not Transport.DELIVERED)
_WAITING = tuple(str(state) for state in (Transport.READY, Transport.QUEUED, Transport.IN_FLIGHT))
_ON_THE_WAY = (*_WAITING, str(Transport.HELD))
"""States the strip counts; what was delivered is by far the most and counted by nobody."""
ANSWERS = ("revision", "transfer")
"""Kinds of facts that answer what the centre asked for."""
_NEEDS_SOMEBODY = (Outcome.DUPLICATE, Outcome.NEEDS_CORRECTION, Outcome.CONFLICT, Outcome.QUARANTINED)


def waiting(connection: Connection) -> int:
    """Return how many envelopes wait for the centre: the one figure that strip, 今日 and close-out show."""
    box = tables.outbox
    counted = select(func.count()).select_from(box).where(box.c.state.in_(_WAITING))
    return int(connection.execute(counted).scalar_one())


def sync_state(connection: Connection) -> SyncState:
    """Return what the status strip says of the way to the centre."""
    box = tables.outbox
    by_state = {
        row.state: row.many
        for row in connection.execute(
            select(box.c.state, func.count().label("many")).where(box.c.state.in_(_ON_THE_WAY)).group_by(box.c.state)
        )
    }
    peer = connection.execute(select(tables.peer)).one_or_none()
    cursor = connection.execute(select(tables.feed_cursor)).one_or_none()
    quarantined = connection.execute(select(func.count()).select_from(tables.feed_quarantine)).scalar_one()
    return SyncState(
        pending=sum(by_state.get(state, 0) for state in _WAITING),
        held=by_state.get(str(Transport.HELD), 0),
        quarantined=quarantined,
        last_sync=_time(peer.last_sync) if peer else None,
        offset_ms=peer.offset_ms if peer else 0,
        enrolled=peer is not None,
        hub=peer.url if peer else None,
        feed_gen=cursor.gen if cursor else 0,
        feed_n=cursor.n if cursor else 0,
    )


def _time(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000).astimezone() if milliseconds else None


def queue(connection: Connection, limit: int) -> tuple[QueueEntry, ...]:
    """Return envelopes that are not delivered yet, oldest first, with what was said of them."""
    box, fact, verdict = tables.outbox, tables.fact, tables.verdict
    application, person, approval = tables.application, tables.person, tables.approval
    joined = (
        box.join(fact, fact.c.env == box.c.env)
        .outerjoin(verdict, verdict.c.env == box.c.env)
        .outerjoin(approval, approval.c.env == fact.c.env)
        .outerjoin(application, or_(application.c.rec == fact.c.rec, application.c.rec == approval.c.rec))
        .outerjoin(person, person.c.id == application.c.person)
    )
    query = (
        select(
            box,
            func.coalesce(application.c.rec, fact.c.rec).label("rec"),
            fact.c.kind,
            verdict.c.verdict,
            verdict.c.code,
            person.c.name,
            person.c.tail,
        )
        .select_from(joined)
        .where(box.c.state.in_(UNDELIVERED))
        .order_by(fact.c.captured, box.c.seq)
        .limit(limit)
    )
    return tuple(_queue_entry(row) for row in connection.execute(query))


def _queue_entry(row: Any) -> QueueEntry:
    return QueueEntry(
        env=row.env,
        rec=row.rec,
        kind=row.kind,
        seq=row.seq,
        transport=Transport(row.state),
        attempts=row.attempts,
        verdict=row.verdict,
        code=row.code,
        name=row.name or "",
        tail=row.tail or "",
    )


def inbox(connection: Connection, event: str | None) -> tuple[InboxItem, ...]:
    """Return records that need a person: duplicates, corrections, conflicts, quarantined ones; oldest first."""
    outcome, verdict, application = tables.outcome, tables.verdict, tables.application
    by_outcome = select(outcome.c.rec).where(outcome.c.outcome.in_(tuple(map(str, _NEEDS_SOMEBODY))))
    by_verdict = select(verdict.c.rec).where(verdict.c.verdict.in_(tuple(map(str, _NEEDS_SOMEBODY))))
    query = people_select().where(
        or_(application.c.rec.in_(by_outcome), application.c.rec.in_(by_verdict)), application.c.is_live
    )
    if event is not None:
        query = query.where(application.c.event == event)
    rows = connection.execute(query.order_by(application.c.captured)).all()
    verdicts = newest_verdicts(connection, (row.rec for row in rows))
    names = {row.id: row.name for row in connection.execute(select(tables.operator.c.id, tables.operator.c.name))}
    answered = _answered(connection)
    items = (_inbox_item(row, verdicts, names.get(row.operator, ""), row.rec in answered) for row in rows)
    return tuple(item for item in items if item.outcome in _NEEDS_SOMEBODY)


def _answered(connection: Connection) -> frozenset[str]:
    """Return the records whose correction or transfer is still on its way to the centre."""
    box, fact = tables.outbox, tables.fact
    query = (
        select(fact.c.rec)
        .select_from(box.join(fact, fact.c.env == box.c.env))
        .where(box.c.state.in_(UNDELIVERED), fact.c.kind.in_(ANSWERS), fact.c.rec != fact.c.env)
    )
    return frozenset(connection.execute(query).scalars())


def _inbox_item(row: Any, verdicts: dict[str, Any], author: str, is_answered: bool) -> InboxItem:
    verdict = verdicts.get(row.rec)
    standing = standing_of(row, verdict)
    return InboxItem(
        rec=row.rec,
        name=row.name,
        tail=row.tail,
        author=author,
        outcome=standing.outcome,
        code=row.code or (verdict.code if verdict else None),
        reason=row.reason,
        resolution=verdict.resolution if verdict else None,
        errors=verdict.errors if verdict else (),
        remedy="none" if is_answered else remedy_for(standing, Transport.DELIVERED),
        is_answered=is_answered,
    )
