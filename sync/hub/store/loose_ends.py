"""Envelopes that wait for a reviewer: forks, orphans, and changes or voids that no rule may follow by itself."""

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.envelopes import chunks
from sync.hub.store.reviews import Scope, within
from sync.hub.store.tables import device, envelope, loose_end, outcome, record

FORK, ORPHAN, WAITING = "fork", "orphan", "waiting"


class LooseEnd(NamedTuple):
    """One envelope of a record that is set aside, and ``why``: fork, orphan or waiting."""

    env: str
    rec: str
    why: str


def of_records(connection: Connection, recs: Collection[str]) -> set[LooseEnd]:
    """Return what waits for these records."""
    return set(map(LooseEnd._make, bulk.select(connection, loose_end, LooseEnd._fields, "rec", recs)))


def why_waits(connection: Connection, env: str) -> str | None:
    """Return why an envelope waits, None when it does not."""
    found: str | None = connection.execute(
        sa.select(loose_end.c.why).where(loose_end.c.env == env)
    ).scalar_one_or_none()
    return found


def replace(connection: Connection, before: Collection[LooseEnd], now: Collection[LooseEnd]) -> None:
    """Write what waits ``now`` in the place of what waited ``before``."""
    for some in chunks([one.env for one in before]):
        connection.execute(loose_end.delete().where(loose_end.c.env.in_(some)))
    bulk.insert_all(connection, loose_end, now)


def listed(connection: Connection, scope: Scope, why: str, limit: int) -> tuple[LooseEnd, ...]:
    """Return what waits within a scope, the longest waiting first; nothing of a record that is final."""
    statement = (
        _waiting(sa.select(loose_end), scope)
        .where(loose_end.c.why == why)
        .order_by(envelope.c.received_at, loose_end.c.env)
        .limit(limit)
    )
    return tuple(LooseEnd(**row) for row in connection.execute(statement).mappings())


def count(connection: Connection, scope: Scope) -> int:
    """Return how much waits within a scope, for whatever reason."""
    return int(connection.execute(_waiting(sa.select(sa.func.count()), scope)).scalar_one())


def _waiting(asked: sa.Select[Any], scope: Scope) -> sa.Select[Any]:
    """Join what waits to its records; what speaks of a record nobody has yet belongs to the region of its laptop."""
    finals = ("rejected", "withdrawn", "merged")
    mine: sa.ColumnElement[bool] = sa.true()
    if scope.unions is not None:
        nobody_has = sa.and_(record.c.rec.is_(None), device.c.region.startswith(scope.prefix, autoescape=True))
        mine = sa.or_(nobody_has, *within(scope))
    joined = (
        loose_end.join(envelope, envelope.c.env == loose_end.c.env)
        .join(device, device.c.id == envelope.c.dev)
        .join(record, record.c.rec == loose_end.c.rec, isouter=True)
        .join(outcome, outcome.c.rec == loose_end.c.rec, isouter=True)
    )
    is_open = sa.or_(outcome.c.outcome.is_(None), outcome.c.outcome.not_in(finals))
    return asked.select_from(joined).where(mine, is_open)
