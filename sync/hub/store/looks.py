"""What is worth a second look: consents that were taken back, and how records came about."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.reviews import Scope, within
from sync.hub.store.tables import consent, outcome, person, person_key, record

_SOMETHING = consent.c.withdrawn != sa.literal_column("''")
"""Written as in the index, or SQLite does not use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """One consent taken back: ``purposes`` are codes, ``captured`` in ms, ``unions`` hold a record of that person."""

    env: str
    rec: str
    name: str
    document_no: str
    purposes: tuple[str, ...]
    captured: int
    outcome: str
    unions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRecord:
    """One record and how it came about; ``method`` and ``reference`` are of the consent it was made with."""

    rec: str
    dev: str
    operator: str
    captured: int
    phone: str
    outcome: str
    document_check: str
    method: str | None
    reference: str | None


def taken_back(connection: Connection, scope: Scope, limit: int) -> tuple[TakenBack, ...]:
    """Return the consents taken back within a scope, the newest first."""
    joined = (
        consent.join(record, record.c.rec == consent.c.rec)
        .join(outcome, outcome.c.rec == record.c.rec)
        .join(person, person.c.id == record.c.person)
    )
    statement = (
        sa.select(
            consent.c.env, consent.c.rec, consent.c.withdrawn, consent.c.captured, person.c.name,
            person.c.document_no, outcome.c.outcome, outcome.c.person.label("key"),
        )
        .select_from(joined)
        .where(_SOMETHING, *within(scope))
        .order_by(consent.c.captured.desc(), consent.c.env)
        .limit(limit)
    )  # fmt: skip
    rows = connection.execute(statement).all()
    holders = _holders(connection, {row.key for row in rows if row.key})
    return tuple(
        TakenBack(
            env=row.env,
            rec=row.rec,
            name=row.name,
            document_no=row.document_no,
            purposes=tuple(row.withdrawn.split()),
            captured=row.captured,
            outcome=row.outcome,
            unions=tuple(sorted(holders.get(row.key, ()))),
        )
        for row in rows
    )


def find_taken_back(connection: Connection, scope: Scope, env: str) -> bool:
    """Whether that consent was taken back, by somebody whose record lies within a scope."""
    joined = consent.join(record, record.c.rec == consent.c.rec).join(outcome, outcome.c.rec == record.c.rec)
    asked = sa.select(consent.c.env).select_from(joined).where(consent.c.env == env, _SOMETHING, *within(scope))
    return connection.execute(asked).first() is not None


def _holders(connection: Connection, persons: set[str]) -> dict[str, set[str]]:
    """Return the unions that hold a record of each person: where it was routed or approved, else where it was asked."""
    keyed = bulk.select(connection, person_key, ("kind", "key", "rec"), "key", persons)
    recs = [row.rec for row in keyed if row.kind == "idh"]
    standing = bulk.pairs(connection, outcome, ("rec", "union"), "rec", recs)
    wished = bulk.pairs(connection, record, ("rec", "asked_union"), "rec", recs)
    found: dict[str, set[str]] = {}
    for row in keyed:
        union = (standing.get(row.rec) or wished.get(row.rec)) if row.kind == "idh" else None
        if union:
            found.setdefault(row.key, set()).add(union)
    return found


def made_since(connection: Connection, scope: Scope, since: int, limit: int) -> tuple[MadeRecord, ...]:
    """Return the records captured since then (ms) within a scope, the newest ones when there are more."""
    joined = record.join(outcome, outcome.c.rec == record.c.rec).join(person, person.c.id == record.c.person)
    statement = (
        sa.select(
            record.c.rec, record.c.dev, record.c.operator, record.c.captured, person.c.phone, outcome.c.outcome,
            record.c.document_check,
        )
        .select_from(joined)
        .where(record.c.captured >= since, *within(scope))
        .order_by(record.c.captured.desc())
        .limit(limit)
    )  # fmt: skip
    rows = connection.execute(statement).mappings().all()
    acts = _acts(connection, [row["rec"] for row in rows])
    return tuple(
        MadeRecord(**row, method=method, reference=reference)
        for row in rows
        for method, reference in (acts.get(row["rec"], (None, None)),)
    )


def _acts(connection: Connection, recs: list[str]) -> dict[str, tuple[str, str | None]]:
    """Return how each record was consented to: by its first consent, which is the act of joining itself."""
    rows = bulk.select(connection, consent, ("rec", "method", "reference", "captured"), "rec", recs)
    newest_first = sorted(rows, key=lambda row: -row.captured)
    return {row.rec: (row.method, row.reference) for row in newest_first}
