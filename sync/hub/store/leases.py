"""Number leases: blocks granted to one incarnation of one laptop, never granted again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from sync.hub.store.tables import lease


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedLease:
    """Serials ``start`` to ``end`` (both included) for (dev, inc); unusable from ``burned_from`` on."""

    id: str
    parent: str | None = None
    dev: str
    inc: str
    start: int
    end: int
    expires: int
    scope: str | None = None
    burned_from: int | None = None
    granted: int
    signed: dict[str, Any]

    @property
    def is_unclaimed(self) -> bool:
        """Whether it was granted to a laptop that did not name its incarnation; the first that uses it owns it."""
        return not self.inc

    def holds(self, dev: str, inc: str, serial: int) -> bool:
        """Whether this incarnation may use that serial out of this block: it lies in it and was not burned."""
        end = self.end + 1 if self.burned_from is None else min(self.end + 1, self.burned_from)
        return (self.dev, self.inc) == (dev, inc) and self.start <= serial < end


def _lease(row: RowMapping) -> GrantedLease:
    return GrantedLease(**row)


def add(connection: Connection, one: GrantedLease) -> None:
    """Write a fresh block."""
    connection.execute(lease.insert().values(**{name: getattr(one, name) for name in one.__dataclass_fields__}))


def by_ids(connection: Connection, ids: Iterable[str]) -> dict[str, GrantedLease]:
    """Return the blocks of these ids."""
    rows = connection.execute(sa.select(lease).where(lease.c.id.in_(list(ids)))).mappings()
    return {row["id"]: _lease(row) for row in rows}


def of_device(connection: Connection, dev: str) -> tuple[GrantedLease, ...]:
    """Return the blocks of a laptop, the oldest first."""
    rows = connection.execute(sa.select(lease).where(lease.c.dev == dev).order_by(lease.c.start)).mappings()
    return tuple(_lease(row) for row in rows)


def claim(connection: Connection, one: GrantedLease, inc: str) -> GrantedLease:
    """Let an incarnation own a block that named none; return it as it is now."""
    connection.execute(lease.update().where(lease.c.id == one.id, lease.c.inc == "").values(inc=inc))
    return replace(one, inc=inc)


def burn(connection: Connection, lease_id: str, dev: str, start: int) -> bool:
    """Mark the numbers of a block from ``start`` on as never to be used; False for another's block.

    What was burned stays burned, whatever is said later.
    """
    mine = sa.and_(lease.c.id == lease_id, lease.c.dev == dev)
    lower = sa.case((lease.c.burned_from < start, lease.c.burned_from), else_=start)
    return connection.execute(lease.update().where(mine).values(burned_from=lower)).rowcount == 1
