"""Applications as rows to list and count: read out of the envelopes, never the truth themselves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.envelopes import chunks
from sync.hub.store.tables import card, consent, handout, person, person_key, record


class RecordRow(NamedTuple):
    """One application as it stands after its revisions; ``person`` is the id of its person row, the same id."""

    rec: str
    kind: str
    person: str
    dev: str
    event: str | None
    operator: str
    asked_union: str | None
    region: str
    group: str
    employment: str
    employer: str | None
    channel: str | None
    document_check: str
    captured: int
    received_at: int


class PersonRow(NamedTuple):
    """A person as stated in one application."""

    id: str
    name: str
    document_type: str
    document_no: str
    phone: str
    sex: str | None
    birth: str | None
    migrant: bool | None


KEY_KINDS = ("idh", "no")


class KeyRow(NamedTuple):
    """A key by which one record is found: the blind index of its document (idh), or a number (no)."""

    kind: str
    kv: int
    key: str
    rec: str


@dataclass(frozen=True, slots=True)
class SideRow:
    """A row of card, handout or consent, as plain values under their column names."""

    table: str
    values: Mapping[str, str | int | None]


_SIDE_TABLES = {"card": card, "handout": handout, "consent": consent}


def put(connection: Connection, rows: Collection[tuple[RecordRow, PersonRow]], known: Collection[str]) -> None:
    """Write applications with their person; ``known`` are the records among them that stand there already."""
    for some in chunks([one.rec for one, _ in rows if one.rec in known]):
        connection.execute(record.delete().where(record.c.rec.in_(some)))
        connection.execute(person.delete().where(person.c.id.in_(some)))
    bulk.insert_all(connection, person, [row[1] for row in rows])
    bulk.insert_all(connection, record, [row[0] for row in rows])


def known_among(connection: Connection, recs: Collection[str]) -> set[str]:
    """Return which of these records stand there."""
    return {row.rec for row in bulk.select(connection, record, ("rec",), "rec", recs)}


def add_keys(connection: Connection, rows: Iterable[KeyRow]) -> None:
    """Remember by which keys a record can be found; a key once given stays."""
    bulk.insert_all(connection, person_key, dict.fromkeys(rows), if_new=True)


def add_sides(connection: Connection, rows: Iterable[SideRow]) -> None:
    """Write cards, handouts and consents."""
    by_table: dict[str, list[Mapping[str, str | int | None]]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row.values)
    for name, values in by_table.items():
        columns = tuple(values[0])
        bulk.insert(connection, _SIDE_TABLES[name], columns, [tuple(one[key] for key in columns) for one in values])


def find(connection: Connection, rec: str) -> tuple[RecordRow, PersonRow] | None:
    """Return one application with its person."""
    found = find_all(connection, [rec])
    return found.get(rec)


def find_all(connection: Connection, recs: Collection[str]) -> dict[str, tuple[RecordRow, PersonRow]]:
    """Return applications with their persons."""
    found: dict[str, tuple[RecordRow, PersonRow]] = {}
    for some in chunks(recs):
        records = connection.execute(sa.select(record).where(record.c.rec.in_(some))).mappings().all()
        persons = connection.execute(sa.select(person).where(person.c.id.in_([row["person"] for row in records])))
        by_id = {row["id"]: PersonRow(**row) for row in persons.mappings()}
        found.update({row["rec"]: (RecordRow(**row), by_id[row["person"]]) for row in records})
    return found


def with_keys(connection: Connection, kind: str, keys: Collection[str]) -> set[str]:
    """Return the records that carry one of these keys of a kind."""
    rows = bulk.select(connection, person_key, ("kind", "rec"), "key", keys)
    return {row.rec for row in rows if row.kind == kind}


def devices_at_event_of(connection: Connection, rec: str) -> set[str]:
    """Return the laptops that made records at the event of this one; none where it belongs to no event."""
    event = sa.select(record.c.event).where(record.c.rec == rec).scalar_subquery()
    return set(connection.execute(sa.select(record.c.dev).where(record.c.event == event).distinct()).scalars())


def keys_of(connection: Connection, recs: Collection[str]) -> dict[str, set[str]]:
    """Return the keys of these records by kind; every kind is there."""
    found: dict[str, set[str]] = {kind: set() for kind in KEY_KINDS}
    for kind, key in bulk.select(connection, person_key, ("kind", "key"), "rec", recs):
        found[kind].add(key)
    return found


def add_person(connection: Connection, rows: Collection[PersonRow]) -> None:
    """Write persons who have no application (members known before)."""
    bulk.insert_all(connection, person, rows)


def count(connection: Connection) -> int:
    """Return how many applications there are."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(record)).scalar_one())
