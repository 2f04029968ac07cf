"""What was handed out: once per event, item and person, unless a supervisor overrides."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from fieldapp.domain.facts import Handout
from fieldapp.domain.handouts import Given, is_once_only
from fieldapp.domain.ids import DeviceId, EventId, PersonId
from fieldapp.store import tables
from fieldapp.store.fact_log import Written


class Handouts:
    """Adds and finds handouts of this laptop."""

    def __init__(self, connection: Connection, device: DeviceId) -> None:
        """Work through ``connection``; everything here was given by ``device``."""
        self._connection = connection
        self._device = device

    def given(self, event: str, item: str, person: PersonId, place: str) -> tuple[Given, ...]:
        """Return what this person got of this item at this event; ``place`` is the event's."""
        table = tables.handout
        mine = select(table).where(table.c.event == event, table.c.item == item, table.c.person == person)
        return tuple(
            self._given(row, row.person, place) for row in self._connection.execute(mine.order_by(table.c.captured))
        )

    def given_to_member(self, event: str, item: str, number: str, place: str) -> tuple[Given, ...]:
        """Return what the holder of a card from elsewhere got of this item at this event."""
        table = tables.member_handout
        theirs = select(table).where(table.c.event == event, table.c.item == item, table.c.number == number)
        return tuple(
            self._given(row, row.number, place) for row in self._connection.execute(theirs.order_by(table.c.captured))
        )

    def add_for_member(
        self, written: Written, fact: Handout, *, event: str, number: str, name: str, operator: str
    ) -> None:
        """Add a handout to the holder of a card from elsewhere."""
        self._connection.execute(
            insert(tables.member_handout).values(
                env=written.env,
                event=event,
                item=fact.item,
                number=number,
                name=name,
                qty=fact.qty,
                is_once=is_once_only(fact.item),
                override=fact.override,
                proxy=fact.proxy,
                operator=operator,
                captured=written.captured,
            )
        )

    def move(self, move: str, **said: Any) -> None:
        """Write a move of stock down: event, item, kind, qty, note, operator, now (ms since 1970)."""
        now = said.pop("now")
        self._connection.execute(insert(tables.stock_move).values(id=move, moved=now, **said))

    def _given(self, row: Any, person: str, place: str) -> Given:
        return Given(
            event=EventId(row.event),
            item=row.item,
            person=person,
            qty=row.qty,
            at=datetime.fromtimestamp(row.captured / 1000, UTC).astimezone(),
            device=self._device,
            place=place,
            override=row.override,
        )

    def any_for(self, rec: str) -> bool:
        """Whether anything was handed out on a record."""
        found = select(tables.handout.c.env).where(tables.handout.c.rec == rec).limit(1)
        return self._connection.execute(found).one_or_none() is not None

    def add(self, written: Written, fact: Handout, *, event: str, person: PersonId, operator: str) -> None:
        """Add a handout whose fact was written."""
        self._connection.execute(
            insert(tables.handout).values(
                env=written.env,
                event=event,
                item=fact.item,
                person=person,
                rec=written.rec,
                qty=fact.qty,
                is_once=is_once_only(fact.item),
                override=fact.override,
                proxy=fact.proxy,
                operator=operator,
                captured=written.captured,
            )
        )
