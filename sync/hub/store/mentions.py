"""Which approvals and voids speak of a record or envelope that is not their own."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.tables import mention


class Mention(NamedTuple):
    """An approval (of a ``delegation``) or void ``env`` of record ``rec`` that speaks of ``target``."""

    target: str
    env: str
    rec: str
    delegation: str | None


def add(connection: Connection, rows: Iterable[Mention]) -> None:
    """Remember who speaks of whom."""
    bulk.insert_all(connection, mention, dict.fromkeys(rows))


def under_delegation(connection: Connection, delegation: str) -> set[str]:
    """Return every record that an approval under this delegation names."""
    statement = sa.select(mention.c.target).where(mention.c.delegation == delegation).distinct()
    return set(connection.execute(statement).scalars())


def records_speaking_of(connection: Connection, targets: Collection[str]) -> set[str]:
    """Return the records of the envelopes that speak of these targets."""
    return {row.rec for row in bulk.select(connection, mention, ("rec",), "target", targets)}


def targets_of(connection: Connection, recs: Collection[str]) -> set[str]:
    """Return everything the envelopes of these records speak of."""
    return {row.target for row in bulk.select(connection, mention, ("target",), "rec", recs)}
