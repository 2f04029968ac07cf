"""What was handed out: once per event, item and person, unless a supervisor overrides."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, insert, or_, select, union

from fieldapp.domain.facts import Handout
from fieldapp.domain.handouts import Given, is_once_only
from fieldapp.domain.ids import DeviceId, EventId, PersonId
from fieldapp.domain.ports import BlindIndexer
from fieldapp.store import tables
from fieldapp.store.fact_log import Written


class Handouts:
    """Adds and finds handouts of this laptop."""

    def __init__(self, connection: Connection, device: DeviceId, indexer: BlindIndexer) -> None:
        """Work through ``connection``; everything here was given by ``device``."""
        self._connection = connection
        self._device = device
        self._indexer = indexer

    def given(self, event: str, item: str, person: PersonId, place: str) -> tuple[Given, ...]:
        """Return what this person got of this item at this event, on any record or by card; ``place`` is the event's.

        A gift by card is this person's when the card shows a number of theirs, or when their document was shown.
        """
        mine, theirs = tables.handout, tables.member_handout
        known = select(tables.person.c.document_no).where(tables.person.c.id == person)
        keys = self._keys(self._connection.execute(known).scalar_one_or_none() or "")
        by_card = or_(theirs.c.number.in_(_numbers_of(person)), theirs.c.idh.in_(keys))
        return self._all(event, item, place, mine.c.person == person, by_card)

    def given_to_member(
        self, event: str, item: str, number: str, place: str, document_no: str = ""
    ) -> tuple[Given, ...]:
        """Return what the holder of a card from elsewhere got, by its number or by the document shown with it."""
        mine, theirs = tables.handout, tables.member_handout
        keys = self._keys(document_no)
        documents = select(tables.person_key.c.person).where(tables.person_key.c.idh.in_(keys))
        by_card = or_(theirs.c.number == number, theirs.c.idh.in_(keys))
        return self._all(event, item, place, mine.c.person.in_(documents), by_card)

    def given_to_namesake(self, event: str, item: str, name: str, place: str, *, is_by_card: bool) -> tuple[Given, ...]:
        """Return what somebody of this name got whom nothing tells from the one in front.

        ``is_by_card``: a card without a document is in front, so everybody entered here counts; else somebody with a
        document is, so only gifts by card without one do.
        """
        mine, theirs = tables.handout, tables.member_handout
        called = select(tables.person.c.id).where(tables.person.c.name == name)
        entered = mine.c.person.in_(called) if is_by_card else false()
        undocumented = and_(theirs.c.name == name, theirs.c.idh.is_(None))
        return self._all(event, item, place, entered, false() if is_by_card else undocumented)

    def _keys(self, document_no: str) -> tuple[str, ...]:
        return self._indexer.documents(document_no) if document_no else ()

    def _all(
        self, event: str, item: str, place: str, entered: ColumnElement[bool], by_card: ColumnElement[bool]
    ) -> tuple[Given, ...]:
        mine, theirs = tables.handout, tables.member_handout
        found = [
            self._given(dict(row), row[who], place)
            for table, who, which in ((mine, "person", entered), (theirs, "number", by_card))
            for row in self._connection.execute(
                select(table).where(table.c.event == event, table.c.item == item, which)
            ).mappings()
        ]
        return tuple(sorted(found, key=lambda one: one.at))

    def add_for_member(
        self,
        written: Written,
        fact: Handout,
        *,
        event: str,
        number: str,
        name: str,
        operator: str,
        document_no: str = "",
    ) -> None:
        """Add a handout to the holder of a card from elsewhere; of a document only its blind index is kept."""
        self._connection.execute(
            insert(tables.member_handout).values(
                env=written.env,
                event=event,
                item=fact.item,
                number=number,
                name=name,
                idh=self._indexer.document(document_no) if document_no else None,
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

    def _given(self, row: Mapping[str, Any], person: str, place: str) -> Given:
        return Given(
            event=EventId(row["event"]),
            item=row["item"],
            person=person,
            qty=row["qty"],
            at=datetime.fromtimestamp(row["captured"] / 1000, UTC).astimezone(),
            device=self._device,
            place=place,
            override=row["override"],
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


def _numbers_of(person: PersonId) -> Select[Any]:
    """Return the member numbers a person's records have, from the centre or from a lease."""
    application = tables.application
    both = union(
        *(
            select(table.c.number)
            .join(application, application.c.rec == table.c.rec)
            .where(application.c.person == person, table.c.number.is_not(None))
            for table in (tables.outcome, tables.lease_use)
        )
    ).subquery()
    return select(both.c.number)
