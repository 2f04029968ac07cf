"""Events the centre knows, and the authorisation records (delegations) it signed."""

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from fieldapp.domain.events import Delegation, Event
from fieldapp.domain.forms import event_form, read_event
from fieldapp.domain.ids import OrganisationId
from sync.hub.store import bulk
from sync.hub.store.tables import delegation, event, event_word


def open_forms(connection: Connection) -> tuple[dict[str, Any], ...]:
    """Return the events that are not closed, as plain values."""
    statement = sa.select(event.c.body).where(event.c.closed.is_(False)).order_by(event.c.id)
    return tuple(connection.execute(statement).scalars())


def find(connection: Connection, event_id: str) -> Event | None:
    """Return one event."""
    body = connection.execute(sa.select(event.c.body).where(event.c.id == event_id)).scalar_one_or_none()
    return None if body is None else read_event(body)


def names(connection: Connection) -> dict[str, str]:
    """Return the names of all events by id."""
    return {row.id: row.name for row in connection.execute(sa.select(event.c.id, event.c.name))}


def put(connection: Connection, one: Event, *, closed: bool = False) -> bool:
    """Write an event; True when nobody knew it before."""
    values = {
        "name": one.name,
        "region": one.region,
        "host": one.host,
        "policy": one.policy.value,
        "body": event_form(one),
        "closed": closed,
    }
    if connection.execute(event.update().where(event.c.id == one.id).values(**values)).rowcount:
        return False
    connection.execute(event.insert().values(id=one.id, **values))
    return True


class EventWord(NamedTuple):
    """What one laptop said of an event: it opens or ``is_close``; ``captured`` in ms, ``body`` plain values as JSON."""

    env: str
    event: str
    dev: str
    captured: int
    is_close: bool
    body: str


def add_words(connection: Connection, rows: Collection[EventWord]) -> None:
    """Keep what laptops said of events."""
    bulk.insert_all(connection, event_word, rows)


def words(connection: Connection, events: Collection[str]) -> dict[str, tuple[EventWord, ...]]:
    """Return everything that was said of these events, by rank."""
    found: dict[str, list[EventWord]] = {one: [] for one in events}
    for row in bulk.select(connection, event_word, EventWord._fields, "event", events):
        word = EventWord._make(row)
        found[word.event].append(word._replace(is_close=bool(word.is_close)))
    return {one: tuple(sorted(said, key=lambda word: (word.captured, word.env))) for one, said in found.items()}


def known_ids(connection: Connection) -> tuple[str, ...]:
    """Return the ids of all events."""
    return tuple(connection.execute(sa.select(event.c.id).order_by(event.c.id)).scalars())


def put_delegation(connection: Connection, one: Delegation) -> None:
    """Write an authorisation record over one with the same number."""
    values = {
        "number": one.number,
        "union": one.union,
        "resolved_on": one.resolved_on,
        "approvers": list(one.approvers),
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "maximum": one.maximum,
    }
    connection.execute(delegation.delete().where(delegation.c.number == one.number))
    connection.execute(delegation.insert().values(**values))


def delegations(connection: Connection) -> dict[str, Delegation]:
    """Return all authorisation records by number."""
    found = {}
    for row in connection.execute(sa.select(delegation)).mappings():
        values = {**row, "union": OrganisationId(row["union"]), "approvers": tuple(row["approvers"])}
        found[row["number"]] = Delegation(**values)
    return found
