"""What the console lists: applications with the outcome they have, within what an account may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from sync.hub.store.tables import envelope, outcome, person, person_key, record


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One application for a list: whose, what for, where it stands. ``captured`` in ms."""

    rec: str
    kind: str
    name: str
    document_type: str
    document_no: str
    phone: str
    group: str
    employment: str
    employer: str | None
    region: str
    event: str | None
    operator: str
    dev: str
    document_check: str
    asked_union: str | None
    captured: int
    outcome: str
    union: str | None
    number: str | None
    approved_on: str | None
    code: str | None
    reason: str | None
    of: str | None
    person_key: str
    is_recalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an account may see: unions (None: all), and the region whose pool is theirs."""

    unions: frozenset[str] | None
    region: str

    @property
    def prefix(self) -> str:
        """What the codes of all regions within this one begin with; one that fits none where there is no region."""
        return (self.region.rstrip("0") if self.region.endswith("00") else self.region) or "-"


_COLUMNS = (
    record.c.rec, record.c.kind, person.c.name, person.c.document_type, person.c.document_no, person.c.phone,
    record.c.group, record.c.employment, record.c.employer, record.c.region, record.c.event, record.c.operator,
    record.c.dev, record.c.document_check, record.c.asked_union, record.c.captured, outcome.c.outcome,
    outcome.c.union, outcome.c.number, outcome.c.approved_on, outcome.c.code, outcome.c.reason, outcome.c.of,
    outcome.c.person.label("person_key"), outcome.c.is_recalled,
)  # fmt: skip
_FROM = record.join(outcome, outcome.c.rec == record.c.rec).join(person, person.c.id == record.c.person)


def _row(row: RowMapping) -> ReviewRow:
    return ReviewRow(**row)


def within(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that keep a list of applications within a scope."""
    if scope.unions is None:
        return []
    pool = sa.and_(outcome.c.union.is_(None), record.c.region.startswith(scope.prefix, autoescape=True))
    return [sa.or_(outcome.c.union.in_(list(scope.unions)), pool)]


def rows(
    connection: Connection,
    scope: Scope,
    *,
    outcomes: Collection[str],
    kind: str | None = None,
    has_union: bool | None = None,
    limit: int = 200,
) -> tuple[ReviewRow, ...]:
    """Return applications with one of these outcomes, the oldest first; ``has_union`` None takes both."""
    statement = sa.select(*_COLUMNS).select_from(_FROM).where(outcome.c.outcome.in_(list(outcomes)), *within(scope))
    if kind is not None:
        statement = statement.where(record.c.kind == kind)
    if has_union is not None:
        statement = statement.where(outcome.c.union.is_not(None) if has_union else outcome.c.union.is_(None))
    found = connection.execute(statement.order_by(record.c.captured, record.c.rec).limit(limit)).mappings()
    return tuple(_row(row) for row in found)


def one(connection: Connection, rec: str) -> ReviewRow | None:
    """Return one application."""
    row = connection.execute(sa.select(*_COLUMNS).select_from(_FROM).where(record.c.rec == rec)).mappings().first()
    return None if row is None else _row(row)


def of_person(connection: Connection, key: str) -> tuple[ReviewRow, ...]:
    """Return all applications with the same document, the oldest first."""
    if not key:
        return ()
    # the key leads to the records; their outcome says whether it is still their person's
    keyed = sa.select(person_key.c.rec).where(person_key.c.key == key, person_key.c.kind == "idh")
    statement = sa.select(*_COLUMNS).select_from(_FROM).where(outcome.c.person == key, record.c.rec.in_(keyed))
    return tuple(_row(row) for row in connection.execute(statement.order_by(record.c.captured)).mappings())


def counts(connection: Connection, scope: Scope) -> dict[str, int]:
    """Return how many applications have each outcome."""
    statement = (
        sa.select(outcome.c.outcome, sa.func.count())
        .select_from(record.join(outcome, outcome.c.rec == record.c.rec))
        .where(*within(scope))
        .group_by(outcome.c.outcome)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def count_transfers(connection: Connection, scope: Scope) -> int:
    """Return how many transfers wait for a decision."""
    statement = (
        sa.select(sa.func.count())
        .select_from(record.join(outcome, outcome.c.rec == record.c.rec))
        .where(outcome.c.outcome.in_(("pooled", "routed")), record.c.kind == "transfer", *within(scope))
    )
    return int(connection.execute(statement).scalar_one())


def count_pool(connection: Connection, scope: Scope) -> int:
    """Return how many wait without a union."""
    statement = (
        sa.select(sa.func.count())
        .select_from(record.join(outcome, outcome.c.rec == record.c.rec))
        .where(outcome.c.outcome == "pooled", outcome.c.union.is_(None), *within(scope))
    )
    return int(connection.execute(statement).scalar_one())


def delivered(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return per laptop how many envelopes arrived, and how many of its gapless numbers are missing."""
    per_life = (
        sa.select(
            envelope.c.dev,
            sa.func.count().label("facts"),
            (sa.func.max(envelope.c.seq) - sa.func.count()).label("holes"),
        )
        .group_by(envelope.c.dev, envelope.c.inc)
        .subquery()
    )
    statement = sa.select(per_life.c.dev, sa.func.sum(per_life.c.facts), sa.func.sum(per_life.c.holes))
    found: dict[str, Any] = {
        row[0]: (int(row[1]), int(row[2])) for row in connection.execute(statement.group_by(per_life.c.dev))
    }
    return found
