"""The seats of a ceremony: rows of one roster with their records, numbers and cards, in seat order."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select, true

from fieldapp.domain.ceremonies import Seat, SeatStage, seat_key
from fieldapp.domain.events import JoinChannel
from fieldapp.domain.views import PrintState, RosterRowState
from fieldapp.store import tables
from fieldapp.store.events import Events
from fieldapp.store.queries.standing import people_select

_NEVER = (str(RosterRowState.PURGED), str(RosterRowState.TO_FIX))
ABSENT = "缺席未领"
"""The reason with which an absentee's card is spoiled."""


def came(connection: Connection, event: str) -> ColumnElement[bool]:
    """Return the condition that an application's person came to the event in person.

    Before a ceremony lists are signed elsewhere: who stands on one came only when the card was handed over.
    """
    described = Events(connection).get(event)
    if described is None or described.channel is not JoinChannel.CEREMONY:
        return true()
    row = tables.roster_row
    on_a_list = exists().where(row.c.id == tables.application.c.roster_row, row.c.state == str(RosterRowState.SIGNED))
    return ~on_a_list


def seats(connection: Connection, roster: str) -> tuple[Seat, ...]:
    """Return who of a roster is called, in seat order; rows to be fixed are nobody yet."""
    row = tables.roster_row
    rows = connection.execute(select(row).where(row.c.roster == roster, row.c.state.not_in(_NEVER))).all()
    people = people_select().subquery()
    recs = select(row.c.rec).where(row.c.roster == roster, row.c.rec.is_not(None))
    known = {one.rec: one for one in connection.execute(select(people).where(people.c.rec.in_(recs)))}
    job = tables.print_job
    jobs = select(job).where(job.c.paper == "card", job.c.rec.in_(recs)).order_by(job.c.copy)
    cards = {one.rec: one for one in connection.execute(jobs)}
    ordered = sorted(rows, key=lambda one: seat_key(one.seat or "", one.row))
    return tuple(_seat(place, one, known.get(one.rec), cards.get(one.rec)) for place, one in enumerate(ordered, 1))


def _seat(place: int, row: Any, person: Any, card: Any) -> Seat:
    return Seat(
        row=row.id,
        place=place,
        seat=row.seat or "",
        name=row.name or "",
        tail=row.tail or "",
        stage=_stage(person, card),
        rec=row.rec,
        number=person.number if person else None,
        job=card.job if card else None,
    )


def _stage(person: Any, card: Any) -> SeatStage:
    if person is None or not person.is_live:
        return SeatStage.LISTED
    if card is not None and card.handed is not None:
        return SeatStage.HANDED
    if card is not None and card.state == str(PrintState.SPOILED) and card.reason == ABSENT:
        return SeatStage.PULLED
    if card is not None and card.state == str(PrintState.PRINTED):
        return SeatStage.PRINTED
    return SeatStage.APPROVED if person.number else SeatStage.APPLIED
