"""Stored answers to batches: the same question gets the same answer for 90 days."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store.tables import batch


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """A batch that arrived whole: the SHA-256 of its body and the answer it got."""

    id: str
    dev: str
    sha256: str
    answer: str
    created: int


def find(connection: Connection, batch_id: str) -> StoredBatch | None:
    """Return a batch by its idempotency key."""
    row = connection.execute(sa.select(batch).where(batch.c.id == batch_id)).mappings().first()
    return None if row is None else StoredBatch(**row)


def add(connection: Connection, one: StoredBatch) -> None:
    """Keep the answer to a batch."""
    values = {name: getattr(one, name) for name in StoredBatch.__dataclass_fields__}
    connection.execute(batch.insert().values(**values))


def purge(connection: Connection, before_ms: int) -> None:
    """Forget answers that nobody may ask for any more."""
    connection.execute(batch.delete().where(batch.c.created < before_ms))
