"""What was handed out: once per event, item and person, unless a supervisor overrides."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from fieldapp.domain.facts import Handout
from fieldapp.domain.ids import EventId, PersonId
from fieldapp.domain.records import Given
from fieldapp.store import tables
from fieldapp.store.fact_log import Written


class Handouts:
    """Adds and finds handouts."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def given(self, event: str, item: str, person: PersonId) -> Given | None:
        """Return the first time this person got this item at this event."""
        table = tables.handout
        row = self._connection.execute(
            select(table)
            .where(table.c.event == event, table.c.item == item, table.c.person == person)
            .order_by(table.c.captured)
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        return Given(captured=datetime.fromtimestamp(row.captured / 1000, UTC), event=EventId(row.event), qty=row.qty)

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
                override=fact.override,
                proxy=fact.proxy,
                operator=operator,
                captured=written.captured,
            )
        )
