"""Numbers without a network: serials from leases, receipt counters, burned leases."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or_change

from fieldapp.domain.forms import read_time
from fieldapp.domain.ids import LeaseId
from fieldapp.domain.numbering import SERIAL_MAXIMUM, Lease
from fieldapp.store import tables
from fieldapp.store.soundness import whole_in, words_in

RECEIPTS = "receipts"
SHEETS = "sheets"
_COUNTED = select(tables.counter.c.value).where(tables.counter.c.name == bindparam("name"))
_MORE = insert_or_change(tables.counter)
_COUNT_FURTHER = _MORE.on_conflict_do_update(
    index_elements=[tables.counter.c.name], set_={"value": tables.counter.c.value + _MORE.excluded.value}
).returning(tables.counter.c.value)
_FIRST_LIFE = select(func.min(tables.incarnation.c.n)).scalar_subquery()
_LIFE = (
    select(tables.incarnation.c.n, tables.incarnation.c.inc, _FIRST_LIFE.label("first"))
    .order_by(tables.incarnation.c.n.desc())
    .limit(1)
)
_LAST = (
    select(func.max(tables.lease_use.c.serial)).where(tables.lease_use.c.lease == tables.lease.c.id).scalar_subquery()
)
_KNOWN = select(tables.lease, _LAST.label("last_serial")).order_by(tables.lease.c.id)
"""Every lease the centre granted, oldest first, with the last serial that was taken of it."""
_RUNNING = select(tables.incarnation.c.inc).order_by(tables.incarnation.c.n.desc()).limit(1).scalar_subquery()
_LIVE = _KNOWN.where(
    (tables.lease.c.inc.is_(None)) | (tables.lease.c.inc == _RUNNING),
    tables.lease.c.id.not_in(select(tables.lease_burn.c.lease)),
)


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


def _used(row: Any) -> int:
    """Return how many serials of a lease were taken, in order from its start."""
    return 0 if row.last_serial is None else int(row.last_serial) - int(row.start) + 1


class Numbers:
    """Takes numbers inside the transaction of the record that gets them; none is ever taken twice."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``; ``is_moved`` once a lease or its use did, ``is_counted`` once a receipt was."""
        self._connection = connection
        self.is_moved = self.is_counted = False

    def burned(self) -> frozenset[str]:
        """Return the ids of leases that will never be used again here."""
        return frozenset(self._connection.execute(select(tables.lease_burn.c.lease)).scalars())

    def _live(self) -> tuple[tuple[Lease, int], ...]:
        """Return the leases not burned and granted to this incarnation (or to none by name), each with its uses."""
        return tuple((lease_of(row), _used(row)) for row in self._connection.execute(_LIVE))

    def usable(self, now: datetime) -> tuple[Lease, int] | None:
        """Return the oldest lease that can give a number now, and how many it gave; None without one."""
        return next(((lease, used) for lease, used in self._live() if lease.is_usable(now, used)), None)

    def left(self, now: datetime) -> int:
        """Return how many numbers the live leases can still give."""
        return sum(lease.serials_left(used) for lease, used in self._live() if lease.is_usable(now, used))

    def take(self, lease: Lease, serial: int, number: str, rec: str) -> None:
        """Give a number of a lease to a record."""
        self.is_moved = True
        row = {"number": number, "lease": lease.id, "serial": serial, "rec": rec}
        self._connection.execute(insert(tables.lease_use), {**row, "status_index": lease.status_index(serial)})

    def burn(self, lease: str, start: int, why: str, env: str) -> None:
        """Remember that serials of a lease from ``start`` on are gone."""
        self._connection.execute(insert(tables.lease_burn).values(lease=lease, start=start, why=why, env=env))

    def next_receipt(self) -> int:
        """Count one receipt number further and return it."""
        self.is_counted = True
        return self._count_further(RECEIPTS, 1)

    def receipts(self) -> int:
        """Return the last receipt counter used."""
        return self._connection.execute(_COUNTED, {"name": RECEIPTS}).scalar_one_or_none() or 0

    def raise_receipts(self, value: int) -> int:
        """Raise the receipt counter to ``value`` and return where it stands now; it never falls."""
        self.is_counted = True
        table = tables.counter
        stated = insert_or_change(table).values(name=RECEIPTS, value=value)
        higher = func.max(table.c.value, stated.excluded.value)
        self._connection.execute(stated.on_conflict_do_update(index_elements=[table.c.name], set_={"value": higher}))
        return self.receipts()

    def next_sheets(self, count: int) -> range:
        """Count that many blank forms further and return their counters."""
        last = self._count_further(SHEETS, count)
        return range(last - count + 1, last + 1)

    def _count_further(self, name: str, count: int) -> int:
        return int(self._connection.execute(_COUNT_FURTHER, {"name": name, "value": count}).scalar_one())

    def later_life(self) -> str | None:
        """Return the running incarnation when it is not the store's first one; None in the first."""
        running = self._connection.execute(_LIFE).one()
        return None if running.n == running.first else str(running.inc)

    def marks(self) -> dict[str, int]:
        """Return for each lease known here the first serial that was not used."""
        return {row.id: row.start + _used(row) for row in self._connection.execute(_KNOWN)}

    def grant(self, form: dict[str, Any]) -> None:
        """Take over a lease of the centre; one that is known stays as it is."""
        self.is_moved = True
        known = select(tables.lease.c.id).where(tables.lease.c.id == str(form["id"]))
        if self._connection.execute(known).one_or_none() is None:
            self._connection.execute(insert(tables.lease).values(**_lease_columns(form)))


def _lease_columns(form: dict[str, Any]) -> dict[str, Any]:
    status = {"list": 0, "start": 0, **(form.get("status") or {})}
    start = whole_in(form, "start", least=1)
    if whole_in(form, "end", least=start) > SERIAL_MAXIMUM:
        raise ValueError("serials have nine digits")
    return {
        "id": str(form["id"]),
        "start": start,
        "end": form["end"],
        "expires": int(read_time(whole_in(form, "expires")).timestamp()),
        "scope": str(form.get("scope") or ""),
        "status_list": whole_in(status, "list"),
        "status_start": whole_in(status, "start"),
        "inc": words_in(form, "inc"),
        "body": json.dumps(form, ensure_ascii=False),
    }
