"""Numbers without a network: serials from leases, receipt counters, burned leases."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or_change

from fieldapp.domain.ids import LeaseId
from fieldapp.domain.numbering import Lease
from fieldapp.store import tables

RECEIPTS = "receipts"
SHEETS = "sheets"


def lease_of(row: Any) -> Lease:
    """Build the lease from a row of ``lease``."""
    return Lease(
        id=LeaseId(row.id),
        start=row.start,
        end=row.end,
        expires=datetime.fromtimestamp(row.expires, UTC),
        scope=row.scope,
        status_list=row.status_list,
        status_start=row.status_start,
    )


class Numbers:
    """Takes numbers inside the transaction of the record that gets them; none is ever taken twice."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``; ``is_moved`` once a number was taken or a lease came."""
        self._connection = connection
        self.is_moved = False

    def leases(self) -> tuple[Lease, ...]:
        """Return every lease the centre granted, oldest first."""
        rows = self._connection.execute(select(tables.lease).order_by(tables.lease.c.id))
        return tuple(lease_of(row) for row in rows)

    def live_leases(self) -> tuple[Lease, ...]:
        """Return the leases that are not burned and were granted to this incarnation (or to none by name)."""
        table, burned = tables.lease, select(tables.lease_burn.c.lease)
        running = select(tables.incarnation.c.inc).order_by(tables.incarnation.c.n.desc()).limit(1).scalar_subquery()
        mine = (table.c.inc.is_(None)) | (table.c.inc == running)
        rows = self._connection.execute(select(table).where(mine, table.c.id.not_in(burned)).order_by(table.c.id))
        return tuple(lease_of(row) for row in rows)

    def burned(self) -> frozenset[str]:
        """Return the ids of leases that will never be used again here."""
        return frozenset(self._connection.execute(select(tables.lease_burn.c.lease)).scalars())

    def used(self, lease: Lease) -> int:
        """Return how many serials of a lease were taken, in order from its start."""
        table = tables.lease_use
        last = self._connection.execute(select(func.max(table.c.serial)).where(table.c.lease == lease.id)).scalar_one()
        return 0 if last is None else int(last) - lease.start + 1

    def usable(self, now: datetime) -> tuple[Lease, int] | None:
        """Return the oldest lease that can give a number now, and how many it gave; None without one."""
        for lease in self.live_leases():
            used = self.used(lease)
            if lease.is_usable(now, used):
                return lease, used
        return None

    def left(self, now: datetime) -> int:
        """Return how many numbers the live leases can still give."""
        live = ((lease, self.used(lease)) for lease in self.live_leases())
        return sum(lease.serials_left(used) for lease, used in live if lease.is_usable(now, used))

    def take(self, lease: Lease, serial: int, number: str, rec: str) -> None:
        """Give a number of a lease to a record."""
        self.is_moved = True
        self._connection.execute(
            insert(tables.lease_use).values(
                number=number, lease=lease.id, serial=serial, rec=rec, status_index=lease.status_index(serial)
            )
        )

    def burn(self, lease: str, start: int, why: str, env: str) -> None:
        """Remember that serials of a lease from ``start`` on are gone."""
        self._connection.execute(insert(tables.lease_burn).values(lease=lease, start=start, why=why, env=env))

    def next_receipt(self) -> int:
        """Count one receipt number further and return it."""
        return self.raise_receipts(self.receipts() + 1)

    def receipts(self) -> int:
        """Return the last receipt counter used."""
        found = select(tables.counter.c.value).where(tables.counter.c.name == RECEIPTS)
        return self._connection.execute(found).scalar_one_or_none() or 0

    def raise_receipts(self, value: int) -> int:
        """Raise the receipt counter to ``value`` and return where it stands now; it never falls."""
        self.is_moved = True
        table = tables.counter
        stated = insert_or_change(table).values(name=RECEIPTS, value=value)
        higher = func.max(table.c.value, stated.excluded.value)
        self._connection.execute(stated.on_conflict_do_update(index_elements=[table.c.name], set_={"value": higher}))
        return self.receipts()

    def next_sheets(self, count: int) -> range:
        """Count that many blank forms further and return their counters."""
        table = tables.counter
        stated = insert_or_change(table).values(name=SHEETS, value=count)
        raised = table.c.value + stated.excluded.value
        self._connection.execute(stated.on_conflict_do_update(index_elements=[table.c.name], set_={"value": raised}))
        last = self._connection.execute(select(table.c.value).where(table.c.name == SHEETS)).scalar_one()
        return range(last - count + 1, last + 1)

    def later_life(self) -> str | None:
        """Return the running incarnation when it is not the store's first one; None in the first."""
        table = tables.incarnation
        running = self._connection.execute(select(table.c.inc, table.c.n).order_by(table.c.n.desc()).limit(1)).one()
        first = self._connection.execute(select(func.min(table.c.n))).scalar_one()
        return None if running.n == first else str(running.inc)

    def marks(self) -> dict[str, int]:
        """Return for each lease known here the first serial that was not used."""
        return {lease.id: lease.start + self.used(lease) for lease in self.leases()}

    def grant(self, form: dict[str, Any]) -> None:
        """Take over a lease of the centre; one that is known stays as it is."""
        self.is_moved = True
        known = select(tables.lease.c.id).where(tables.lease.c.id == str(form["id"]))
        if self._connection.execute(known).one_or_none() is None:
            self._connection.execute(insert(tables.lease).values(**_lease_columns(form)))


def _lease_columns(form: dict[str, Any]) -> dict[str, Any]:
    status = form.get("status") or {}
    return {
        "id": str(form["id"]),
        "start": int(form["start"]),
        "end": int(form["end"]),
        "expires": int(form["expires"]),
        "scope": str(form.get("scope") or ""),
        "status_list": int(status.get("list", 0)),
        "status_start": int(status.get("start", 0)),
        "inc": form.get("inc"),
        "body": json.dumps(form, ensure_ascii=False),
    }
