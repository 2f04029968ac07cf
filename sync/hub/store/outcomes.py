"""What the centre says of each record now, each with the version it was said in."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.envelopes import chunks
from sync.hub.store.tables import number, outcome, status_list


class OutcomeRow(NamedTuple):
    """The outcome of one record. ``person`` is the blind index of its document; (gen, n) its version."""

    rec: str
    outcome: str
    gen: int
    n: int
    union: str | None
    number: str | None
    status_index: int | None
    approved_on: str | None
    code: str | None
    reason: str | None
    of: str | None
    kind: str
    person: str
    is_recalled: bool

    def says_the_same(self, other: "OutcomeRow | None") -> bool:
        """Whether nothing but the version differs."""
        return other is not None and self._replace(gen=other.gen, n=other.n) == other


_COLUMNS = OutcomeRow._fields


def of_records(connection: Connection, recs: Collection[str]) -> dict[str, OutcomeRow]:
    """Return the outcomes of these records."""
    rows = (_row(row) for row in bulk.select(connection, outcome, _COLUMNS, "rec", recs))
    return {row.rec: row for row in rows}


def _row(row: sa.Row[Any]) -> OutcomeRow:
    found = OutcomeRow._make(row)
    return found._replace(is_recalled=bool(found.is_recalled))


def everything(connection: Connection) -> dict[str, OutcomeRow]:
    """Return all outcomes."""
    return {row["rec"]: OutcomeRow(**row) for row in connection.execute(sa.select(outcome)).mappings()}


def put(connection: Connection, rows: Collection[OutcomeRow], known: Collection[str]) -> None:
    """Write outcomes; ``known`` are the records among them that had one."""
    for some in chunks([row.rec for row in rows if row.rec in known]):
        connection.execute(outcome.delete().where(outcome.c.rec.in_(some)))
    bulk.insert_all(connection, outcome, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """What a card's index says: 0 valid, 1 invalid, 2 suspended, 3 transferred."""

    index: int
    status: int
    number: str


def statuses_unlike_valid(connection: Connection, start: int, end: int) -> dict[int, int]:
    """Return index → status of the indexes from ``start`` to before ``end`` whose cards are not valid."""
    within = sa.and_(status_list.c.index >= start, status_list.c.index < end, status_list.c.status != 0)
    rows = connection.execute(sa.select(status_list.c.index, status_list.c.status).where(within))
    return {int(row[0]): int(row[1]) for row in rows}


def put_numbers(connection: Connection, rows: Collection[tuple[str, str]]) -> None:
    """Write whose these numbers are: (number, record)."""
    for some in chunks([row[0] for row in rows]):
        connection.execute(number.delete().where(number.c.no.in_(some)))
    if rows:
        connection.execute(number.insert(), [{"no": no, "rec": rec} for no, rec in rows])


def put_statuses(connection: Connection, rows: Collection[StatusRow]) -> None:
    """Write what these indexes say now."""
    for row in rows:
        connection.execute(status_list.delete().where(status_list.c.index == row.index))
    if rows:
        connection.execute(status_list.insert(), [asdict(row) for row in rows])
