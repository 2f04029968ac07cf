"""Imported rosters. A row is 待本人确认 until the person comes; it is never an application by itself."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, delete, func, insert, select, update

from fieldapp.domain.identity import tail
from fieldapp.domain.ids import EventId, RosterId
from fieldapp.domain.ports import BlindIndexer
from fieldapp.domain.records import RosterEntry, RosterRecord
from fieldapp.domain.views import RosterRowState
from fieldapp.store import tables
from fieldapp.store.pinyin import initials


def roster_entry(row: Any) -> RosterEntry:
    """Build the entry from a row of ``roster_row``."""
    return RosterEntry(
        id=row.id,
        roster=RosterId(row.roster),
        row=row.row,
        state=RosterRowState(row.state),
        name=row.name or "",
        document_no=row.document_no or "",
        phone=row.phone or "",
        group=row.group_code,
        others=MappingProxyType(json.loads(row.others)),
        seat=row.seat or "",
        written=row.written or "",
        rec=row.rec,
    )


_AMONG: BindParameter[Any] = bindparam("among", expanding=True)
"""A list handed over at execution: the statement is built once, however long the list."""
_REPLACE_INDEX = update(tables.roster_row).where(tables.roster_row.c.id == bindparam("which"))
ERASED = {
    "name": None,
    "document_no": None,
    "phone": None,
    "tail": None,
    "initials": None,
    "idh": None,
    "others": "{}",
    "written": None,
    "seat": None,
}
_LISTED = tuple(
    map(str, (RosterRowState.WAITING, RosterRowState.KNOWN, RosterRowState.CHECKED_IN, RosterRowState.SIGNED))
)


class Rosters:
    """Adds rosters and rows and moves the rows' states."""

    def __init__(self, connection: Connection, indexer: BlindIndexer) -> None:
        """Work through ``connection`` with the blind indexes of ``indexer``."""
        self._connection = connection
        self._indexer = indexer

    def imported(self, event: str, file_digest: str) -> RosterId | None:
        """Return the roster that this file became at this event."""
        table = tables.roster
        found = select(table.c.id).where(table.c.event == event, table.c.file_digest == file_digest)
        roster = self._connection.execute(found).scalar_one_or_none()
        return RosterId(roster) if roster else None

    def add(self, roster: RosterRecord, *, file_name: str, file_digest: str, operator: str, now: int) -> None:
        """Add a roster without rows; it counts once it is finished."""
        self._connection.execute(
            insert(tables.roster).values(
                id=roster.id,
                event=roster.event,
                company=roster.company,
                file_name=file_name,
                file_digest=file_digest,
                defaults=json.dumps(dict(roster.defaults), ensure_ascii=False),
                operator=operator,
                imported=now,
                expected=roster.expected,
                source=roster.source,
                habit=json.dumps(dict(roster.habit), ensure_ascii=False),
            )
        )

    def finish(self, roster: str, now: int) -> None:
        """Let a roster count: all its rows are here."""
        table = tables.roster
        self._connection.execute(
            update(table).where(table.c.id == roster, table.c.finished.is_(None)).values(finished=now)
        )

    def erase(self, roster: str, limit: int) -> int:
        """Take up to ``limit`` rows away, the roster itself with the last; returns how many rows are left."""
        row = tables.roster_row
        some = select(row.c.id).where(row.c.roster == roster).limit(limit)
        self._connection.execute(delete(row).where(row.c.id.in_(some)))
        left = self.count(roster)
        if left == 0:
            self._connection.execute(delete(tables.roster).where(tables.roster.c.id == roster))
        return left

    def get(self, roster: str) -> RosterRecord | None:
        """Return a roster."""
        row = self._connection.execute(select(tables.roster).where(tables.roster.c.id == roster)).one_or_none()
        if row is None:
            return None
        defaults: Mapping[str, Any] = json.loads(row.defaults)
        return RosterRecord(
            id=RosterId(row.id),
            event=EventId(row.event),
            company=row.company,
            defaults=defaults,
            expected=row.expected,
            is_finished=row.finished is not None,
            source=row.source,
            habit=MappingProxyType(json.loads(row.habit)),
        )

    def row_numbers(self, roster: str, among: Iterable[int]) -> frozenset[int]:
        """Return which of these sheet rows of a roster are here already."""
        table = tables.roster_row
        found = select(table.c.row).where(table.c.roster == roster, table.c.row.in_(_AMONG))
        return frozenset(self._connection.execute(found, {"among": list(among)}).scalars())

    def listed_elsewhere(self, roster: str, event: str, document_nos: Iterable[str]) -> frozenset[str]:
        """Return who of these stands in another finished roster of the event, not counting rows to be fixed."""
        row, table = tables.roster_row, tables.roster
        indexes = {key: one for one in document_nos if one for key in self._indexer.documents(one)}
        found = (
            select(row.c.idh)
            .join(table, table.c.id == row.c.roster)
            .where(row.c.idh.in_(_AMONG), row.c.state.in_(_LISTED))
            .where(table.c.event == event, table.c.id != roster, table.c.finished.is_not(None))
        )
        return frozenset(indexes[idh] for idh in self._connection.execute(found, {"among": list(indexes)}).scalars())

    def is_listed(self, entry: RosterEntry, event: str, document_no: str) -> bool:
        """Whether another sound row of the event's rosters, in this one or elsewhere, names this person."""
        row, table = tables.roster_row, tables.roster
        found = (
            select(row.c.id)
            .join(table, table.c.id == row.c.roster)
            .where(row.c.idh.in_(self._indexer.documents(document_no)), row.c.state.in_(_LISTED))
            .where(table.c.event == event, row.c.id != entry.id)
            .limit(1)
        )
        return self._connection.execute(found).one_or_none() is not None

    def mend(self, entry: RosterEntry, codes: tuple[str, ...]) -> None:
        """Write a row's mended values, its state and what is still wrong with it."""
        table = tables.roster_row
        values = _columns(entry, codes, self._indexer)
        self._connection.execute(update(table).where(table.c.id == entry.id).values(**values))

    def add_rows(self, entries: Iterable[tuple[RosterEntry, tuple[str, ...]]]) -> int:
        """Add rows, each with the codes of its check; returns how many."""
        values = [_columns(entry, codes, self._indexer) for entry, codes in entries]
        if values:
            self._connection.execute(insert(tables.roster_row), values)
        return len(values)

    def entry(self, row: str) -> RosterEntry | None:
        """Return a row by its id."""
        found = self._connection.execute(select(tables.roster_row).where(tables.roster_row.c.id == row)).one_or_none()
        return roster_entry(found) if found else None

    def entries(self, roster: str, state: RosterRowState | None = None) -> tuple[RosterEntry, ...]:
        """Return the rows of a roster in sheet order, all or those in one state."""
        row = tables.roster_row
        query = select(row).where(row.c.roster == roster)
        if state is not None:
            query = query.where(row.c.state == str(state))
        return tuple(roster_entry(found) for found in self._connection.execute(query.order_by(row.c.row)))

    def move(self, row: str, state: RosterRowState, rec: str | None = None) -> None:
        """Write a row's new state, and the application it became."""
        self._connection.execute(
            update(tables.roster_row).where(tables.roster_row.c.id == row).values(state=str(state), rec=rec)
        )

    def mark_known(self, roster: str, among: Iterable[int]) -> int:
        """Mark those waiting rows of a roster, among these of its sheet, whose person has a live application here."""
        row, key, application, numbers = tables.roster_row, tables.person_key, tables.application, list(among)
        is_live = (  # asked of each row: a list of everybody who is live would be made anew for every piece
            select(key.c.person)
            .select_from(key.join(application, application.c.person == key.c.person))
            .where(key.c.idh == row.c.idh, application.c.is_live)
            .exists()
        )
        waiting = (row.c.roster == roster) & row.c.row.in_(_AMONG) & (row.c.state == str(RosterRowState.WAITING))
        changed = self._connection.execute(
            update(row).where(waiting, is_live).values(state=str(RosterRowState.KNOWN)),
            {"among": numbers},
        )
        return changed.rowcount + (self._mark_by_earlier_keys(waiting, numbers) if self._indexer.is_changing else 0)

    def _mark_by_earlier_keys(self, waiting: ColumnElement[bool], among: list[int]) -> int:
        """Mark who is known while person and row may still be indexed under different keys."""
        row, key, application = tables.roster_row, tables.person_key, tables.application
        left = select(row.c.id, row.c.document_no).where(waiting, row.c.document_no.is_not(None))
        rows = self._connection.execute(left, {"among": among}).all()
        indexes = {found.id: self._indexer.documents(found.document_no) for found in rows}
        known = (
            select(key.c.idh)
            .select_from(key.join(application, application.c.person == key.c.person))
            .where(key.c.idh.in_({one for some in indexes.values() for one in some}), application.c.is_live)
        )
        here = set(self._connection.execute(known).scalars())
        marked = [name for name, some in indexes.items() if here.intersection(some)]
        for name in marked:
            self.move(name, RosterRowState.KNOWN)
        return len(marked)

    def release(self, rec: str) -> None:
        """Let a row wait again whose application was voided."""
        self._connection.execute(
            update(tables.roster_row)
            .where(tables.roster_row.c.rec == rec)
            .values(state=str(RosterRowState.WAITING), rec=None)
        )

    def clear(self, rows: Iterable[str]) -> None:
        """Take rows off their list: they keep no value."""
        row = tables.roster_row
        cleared = update(row).where(row.c.id.in_(list(rows)))
        self._connection.execute(cleared.values(state=str(RosterRowState.PURGED), **ERASED))

    def index_again(self, after: str, limit: int) -> str:
        """Compute the blind indexes of the next rows again (after the key changed).

        ``after`` and the result are places in the order of ids; empty when no row came after.
        """
        row = tables.roster_row
        some = select(row.c.id, row.c.document_no, row.c.idh).where(row.c.id > after).order_by(row.c.id).limit(limit)
        found = self._connection.execute(some).all()
        again = [{"which": one.id, "idh": self._indexer.document(one.document_no)} for one in found if one.idh]
        if again:
            self._connection.execute(_REPLACE_INDEX, again)
        return str(found[-1].id) if found else ""

    def count(self, roster: str) -> int:
        """Return how many rows a roster has."""
        row = tables.roster_row
        return int(self._connection.execute(select(func.count()).where(row.c.roster == roster)).scalar_one())


def _columns(entry: RosterEntry, codes: tuple[str, ...], indexer: BlindIndexer) -> dict[str, Any]:
    return {
        "id": entry.id,
        "roster": entry.roster,
        "row": entry.row,
        "state": str(entry.state),
        "name": entry.name or None,
        "document_no": entry.document_no or None,
        "phone": entry.phone or None,
        "group_code": entry.group,
        "others": json.dumps(dict(entry.others), ensure_ascii=False),
        "tail": tail(entry.document_no) if entry.document_no else None,
        "initials": initials(entry.name) if entry.name else None,
        "idh": indexer.document(entry.document_no) if entry.document_no else None,
        "codes": json.dumps(codes),
        "rec": entry.rec,
        "seat": entry.seat or None,
        "written": entry.written or None,
    }
