"""Sets of pre-numbered forms that are typed in afterwards (补录), and which record has which form."""

from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from fieldapp.domain.paper_sets import PaperSet
from fieldapp.store import tables

_OPEN = select(tables.paper_set).where(
    tables.paper_set.c.event == bindparam("event"), tables.paper_set.c.closed.is_(None)
)


class PaperSets:
    """At most one set of an event is open; while it is, every new record has a form of it."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection
        self._without: set[str] = set()

    def add(self, one: PaperSet, event: str, operator: str, now: int) -> None:
        """Open a set."""
        self._without.discard(event)
        values = {"id": one.id, "event": event, "first": one.first, "last": one.last, "opened": now}
        self._connection.execute(
            insert(tables.paper_set).values(**values, signed_on=one.signed_on.isoformat(), operator=operator)
        )

    def open_at(self, event: str) -> PaperSet | None:
        """Return the open set of an event; that there is none is asked once."""
        if event in self._without:
            return None
        found = open_set(self._connection, event)
        if found is None:
            self._without.add(event)
        return found

    def close(self, paper_set: str, now: int) -> None:
        """End a set."""
        table = tables.paper_set
        self._connection.execute(update(table).where(table.c.id == paper_set).values(closed=now))

    def note(self, rec: str, one: PaperSet, sheet: str) -> None:
        """Remember form and day of a record."""
        values = {"rec": rec, "paper_set": one.id, "sheet": sheet, "signed_on": one.signed_on.isoformat()}
        if (
            self._connection.execute(select(tables.paper_record).where(tables.paper_record.c.rec == rec)).first()
            is None
        ):
            self._connection.execute(insert(tables.paper_record).values(**values))


def open_set(connection: Connection, event: str) -> PaperSet | None:
    """Return the open set of an event with the numbers that live records have."""
    record, application = tables.paper_record, tables.application
    row = connection.execute(_OPEN, {"event": event}).one_or_none()
    if row is None:
        return None
    used = connection.execute(
        select(record.c.sheet)
        .join(application, application.c.rec == record.c.rec)
        .where(record.c.paper_set == row.id, application.c.is_live)
    ).scalars()
    day = date.fromisoformat(row.signed_on)
    return PaperSet(id=row.id, first=row.first, last=row.last, signed_on=day, used=frozenset(used))
