"""Who this hub is: its id, generation, keys, and the counters that only rise."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store.tables import server_state as table

LIST_SIZE = 1 << 20
"""Entries of one token status list; the list of an index is ``index // LIST_SIZE``."""
RESTORE_GAP = 1_000_000
"""Serials skipped when a generation begins: more than an older one could have granted since its backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerIdentity:
    """What stays the same for one generation. Seeds are 32 bytes each and secret."""

    server: str
    gen: int
    province: str
    signing_seed: bytes = field(repr=False)
    blind_key: bytes = field(repr=False)
    blind_version: int
    desk_key: bytes = field(repr=False)


def load(connection: Connection) -> ServerIdentity | None:
    """Return the identity, or None for a database that no hub has used yet."""
    row = connection.execute(sa.select(table).where(table.c.id == 1)).mappings().one_or_none()
    if row is None:
        return None
    return ServerIdentity(**{name: row[name] for name in ServerIdentity.__dataclass_fields__})


def create(connection: Connection, identity: ServerIdentity, now_ms: int) -> None:
    """Write the identity of a new hub."""
    values: dict[str, Any] = {name: getattr(identity, name) for name in ServerIdentity.__dataclass_fields__}
    connection.execute(table.insert().values(id=1, watermark=0, version_n=0, serial=1, created=now_ms, **values))


def raise_generation(connection: Connection) -> int:
    """Begin a new generation after a restore; serials start above all that may have been granted."""
    statement = (
        table.update()
        .values(gen=table.c.gen + 1, version_n=0, watermark=0, serial=table.c.serial + RESTORE_GAP)
        .returning(table.c.gen)
    )
    return int(connection.execute(statement).scalar_one())


def newest_version(connection: Connection) -> tuple[int, int]:
    """Return generation and counter of the newest version given so far."""
    row = connection.execute(sa.select(table.c.gen, table.c.version_n)).one()
    return int(row.gen), int(row.version_n)


def watermark(connection: Connection) -> tuple[int, int]:
    """Return up to which version a checked backup reaches; (0, 0) as long as this generation has none."""
    row = connection.execute(sa.select(table.c.gen, table.c.watermark)).one()
    return (int(row.gen), int(row.watermark)) if row.watermark else (0, 0)


def raise_watermark(connection: Connection, n: int) -> None:
    """Say that a checked backup holds every version up to ``n`` of this generation; it never sinks."""
    connection.execute(table.update().where(table.c.watermark < n).values(watermark=n))


def set_province(connection: Connection, province: str) -> None:
    """Name the province (first two digits of GB/T 2260) whose numbers this hub gives."""
    connection.execute(table.update().values(province=province))


def _advance(connection: Connection, column: sa.Column[Any], count: int) -> int:
    statement = table.update().values({column: column + count}).returning(column)
    return int(connection.execute(statement).scalar_one()) - count


def take_versions(connection: Connection, count: int) -> int:
    """Return the first of ``count`` fresh version counters."""
    return _advance(connection, table.c.version_n, count) + 1


def next_serial(connection: Connection) -> int:
    """Return the first serial that nobody was granted yet."""
    return int(connection.execute(sa.select(table.c.serial)).scalar_one())


def take_serials(connection: Connection, count: int) -> int:
    """Return the first of ``count`` serials that nobody was or will be granted.

    A block never crosses the end of a status list, so that one list and a start describe it.
    """
    start = int(connection.execute(sa.select(table.c.serial).with_for_update()).scalar_one())
    if start % LIST_SIZE + count > LIST_SIZE:
        start = (start // LIST_SIZE + 1) * LIST_SIZE
    connection.execute(table.update().values(serial=start + count))
    return start
