"""What was handed out: once per event, item and person, unless a supervisor overrides."""

from datetime import UTC, datetime

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
            Given(
                event=EventId(row.event),
                item=row.item,
                person=row.person,
                qty=row.qty,
                at=datetime.fromtimestamp(row.captured / 1000, UTC).astimezone(),
                device=self._device,
                place=place,
                override=row.override,
            )
            for row in self._connection.execute(mine.order_by(table.c.captured))
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
