"""A hash chain over everything that an account did: nobody changes history quietly."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store.tables import audit

_FIRST = "0" * 64


def _digest(prev: str, *parts: str | int) -> str:
    return hashlib.sha256("\0".join((prev, *map(str, parts))).encode()).hexdigest()


def append(connection: Connection, *, time: int, account: str, action: str, subject: str) -> None:
    """Add one entry behind the last; ``subject`` is an id, never a name or number of a person."""
    last = connection.execute(
        sa.select(audit.c.n, audit.c.digest).order_by(audit.c.n.desc()).limit(1).with_for_update()
    ).first()
    n, prev = (last.n + 1, last.digest) if last else (1, _FIRST)
    digest = _digest(prev, n, time, account, action, subject)
    connection.execute(
        audit.insert().values(n=n, prev=prev, digest=digest, time=time, account=account, action=action, subject=subject)
    )


def subjects_of(connection: Connection, action: str) -> frozenset[str]:
    """Return the ids that an action was done to."""
    return frozenset(connection.execute(sa.select(audit.c.subject).where(audit.c.action == action)).scalars())


def first_broken(connection: Connection) -> int | None:
    """Return the first entry whose place in the chain was tampered with, None when all hold."""
    prev, expected = _FIRST, 1
    for row in connection.execute(sa.select(audit).order_by(audit.c.n)).mappings():
        fields = (row["time"], row["account"], row["action"], row["subject"])
        if row["n"] != expected or row["prev"] != prev or row["digest"] != _digest(prev, row["n"], *fields):
            return int(row["n"])
        prev, expected = row["digest"], expected + 1
    return None
