"""Envelopes exactly as they came, and those that wait for a person because something was wrong."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.tables import envelope, quarantine

_CHUNK = 500


class StoredEnvelope(NamedTuple):
    """One envelope: its place in the chain of its device, its exact bytes and signature.

    ``via`` names the hubs it came through, separated by blanks.
    """

    env: str
    rec: str
    type: str
    dev: str
    inc: str
    seq: int
    sha256: str
    raw: bytes
    sig: bytes
    kid: str
    via: str | None
    received_at: int


_COLUMNS = StoredEnvelope._fields


class Quarantined(NamedTuple):
    """Bytes that could not become a fact, why, and when they came (ms)."""

    id: str
    env: str
    dev: str
    sha256: str
    code: str
    raw: bytes
    sig: bytes
    received_at: int


def chunks(values: Collection[str]) -> Iterator[list[str]]:
    """Cut a list into pieces that fit one IN list."""
    listed = list(values)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def known_digests(connection: Connection, envs: Collection[str]) -> dict[str, str]:
    """Return env → SHA-256 of those that are stored."""
    return bulk.pairs(connection, envelope, ("env", "sha256"), "env", envs)


def digests_of_device(connection: Connection, dev: str, envs: Collection[str]) -> dict[str, str]:
    """Return env → SHA-256 of those that are stored and came from this laptop."""
    found = bulk.select(connection, envelope, ("env", "sha256", "dev"), "env", envs)
    return {row.env: row.sha256 for row in found if row.dev == dev}


def taken_places(connection: Connection, dev: str, inc: str, first: int, last: int) -> dict[int, tuple[str, str]]:
    """Return seq → (env, SHA-256) of the places ``first`` to ``last`` of this incarnation that are taken."""
    statement = sa.select(envelope.c.seq, envelope.c.env, envelope.c.sha256).where(
        envelope.c.dev == dev, envelope.c.inc == inc, envelope.c.seq.between(first, last)
    )
    return {row.seq: (row.env, row.sha256) for row in connection.execute(statement)}


def add(connection: Connection, rows: Collection[StoredEnvelope]) -> None:
    """Write envelopes; an integrity error when one of them is stored already."""
    bulk.insert_all(connection, envelope, rows)


def of_records(connection: Connection, recs: Collection[str]) -> tuple[StoredEnvelope, ...]:
    """Return all envelopes that speak of these records, in the order of their ids."""
    rows = bulk.select(connection, envelope, _COLUMNS, "rec", recs)
    return tuple(sorted(map(StoredEnvelope._make, rows), key=lambda one: one.env))


def ids_of_records(connection: Connection, recs: Collection[str]) -> dict[str, str]:
    """Return env → rec of all envelopes that speak of these records."""
    return bulk.pairs(connection, envelope, ("env", "rec"), "rec", recs)


def by_ids(connection: Connection, envs: Collection[str]) -> tuple[StoredEnvelope, ...]:
    """Return these envelopes."""
    return tuple(map(StoredEnvelope._make, bulk.select(connection, envelope, _COLUMNS, "env", envs)))


def everything(connection: Connection) -> Iterator[StoredEnvelope]:
    """Return all envelopes one by one."""
    for row in connection.execute(sa.select(envelope).order_by(envelope.c.env)).mappings():
        yield StoredEnvelope(**row)


def audit_heads(connection: Connection, limit: int) -> tuple[StoredEnvelope, ...]:
    """Return the envelopes that state how far a laptop's log had come, the newest first."""
    columns = [envelope.c[name] for name in _COLUMNS]
    statement = sa.select(*columns).where(sa.text("type = 'audit_head'"))
    found = connection.execute(statement.order_by(envelope.c.received_at.desc(), envelope.c.env).limit(limit))
    return tuple(StoredEnvelope(**row) for row in found.mappings())


def records_of(connection: Connection, envs: Collection[str]) -> dict[str, str]:
    """Return env → rec."""
    return bulk.pairs(connection, envelope, ("env", "rec"), "env", envs)


def devices_of(connection: Connection, recs: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return rec → the laptops that said something of it."""
    found: dict[str, set[str]] = {}
    for rec, dev in bulk.select(connection, envelope, ("rec", "dev"), "rec", recs):
        found.setdefault(rec, set()).add(dev)
    return {rec: tuple(sorted(devs)) for rec, devs in found.items()}


def keep_aside(connection: Connection, rows: Iterable[Quarantined]) -> None:
    """Put bytes into quarantine; the same bytes are kept once."""
    by_digest = {row.sha256: row for row in rows}
    if not by_digest:
        return
    statement = sa.select(quarantine.c.sha256).where(quarantine.c.sha256.in_(list(by_digest)))
    known = set(connection.execute(statement).scalars())
    bulk.insert_all(connection, quarantine, [row for digest, row in by_digest.items() if digest not in known])


def quarantined(connection: Connection, limit: int) -> tuple[Quarantined, ...]:
    """Return what waits for a person, the longest waiting first."""
    columns = [quarantine.c[name] for name in Quarantined._fields]
    statement = (
        sa.select(*columns).where(quarantine.c.released.is_(None)).order_by(quarantine.c.received_at).limit(limit)
    )
    return tuple(Quarantined(**row) for row in connection.execute(statement).mappings())


def quarantined_among(connection: Connection, dev: str, digests: Collection[str]) -> set[str]:
    """Return which of these bytes (SHA-256) of a laptop lie in quarantine."""
    found = bulk.select(connection, quarantine, ("sha256", "dev"), "sha256", digests)
    return {row.sha256 for row in found if row.dev == dev}


def count_quarantined(connection: Connection) -> int:
    """Return how many pieces wait for a person."""
    statement = sa.select(sa.func.count()).select_from(quarantine).where(quarantine.c.released.is_(None))
    return int(connection.execute(statement).scalar_one())
