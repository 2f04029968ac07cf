"""Each laptop's feed: numbered without gaps, because its device row is locked last and in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store.tables import device, feed


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One item of a feed: its number, kind, and JSON body as text."""

    n: int
    kind: str
    body: str


def append(connection: Connection, items: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Append (kind, JSON body) items to the feeds of these laptops; call it last in a transaction."""
    rows = []
    for device_id in sorted(items):
        pieces = tuple(items[device_id])
        if not pieces:
            continue
        statement = (
            device.update()
            .where(device.c.id == device_id)
            .values(feed_n=device.c.feed_n + len(pieces))
            .returning(device.c.feed_n)
        )
        end = connection.execute(statement).scalar_one_or_none()
        if end is None:
            continue
        start = end - len(pieces)
        rows += [
            {"dev": device_id, "n": start + i, "kind": kind, "body": body}
            for i, (kind, body) in enumerate(pieces, start=1)
        ]
    if rows:
        connection.execute(feed.insert(), rows)


def after(connection: Connection, device_id: str, start: int, limit: int) -> tuple[FeedRow, ...]:
    """Return up to ``limit`` items behind number ``start``."""
    statement = (
        sa.select(feed.c.n, feed.c.kind, feed.c.body)
        .where(feed.c.dev == device_id, feed.c.n > start)
        .order_by(feed.c.n)
        .limit(limit)
    )
    return tuple(FeedRow(row.n, row.kind, row.body) for row in connection.execute(statement))


def last_number(connection: Connection, device_id: str) -> int:
    """Return the number of a feed's last item."""
    return int(connection.execute(sa.select(device.c.feed_n).where(device.c.id == device_id)).scalar_one_or_none() or 0)


def last_unread(connection: Connection, device_id: str, kind: str) -> str | None:
    """Return the body of the last item of a kind that a laptop has not read yet."""
    statement = (
        sa.select(feed.c.body)
        .join(device, device.c.id == feed.c.dev)
        .where(feed.c.dev == device_id, feed.c.kind == kind, feed.c.n > device.c.feed_read)
        .order_by(feed.c.n.desc())
    )
    found: str | None = connection.execute(statement.limit(1)).scalar_one_or_none()
    return found


def device_ids(connection: Connection) -> tuple[str, ...]:
    """Return every laptop whose feed goes on."""
    return tuple(connection.execute(sa.select(device.c.id).where(device.c.revoked.is_(None))).scalars())
