"""Rosters as their page lists them: how far they are, their people, and imports that were cut off."""

import json
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from fieldapp.domain.views import FaultyRow, RosterPerson, RosterRowState, RosterView, UnfinishedRoster
from fieldapp.store import tables
from fieldapp.store.queries.finding import is_end_of
from fieldapp.store.queries.persons import time_of


def rosters(connection: Connection, event: str) -> tuple[RosterView, ...]:
    """Return the rosters of an event that are all here, newest first."""
    roster, row = tables.roster, tables.roster_row
    states = [func.sum(case((row.c.state == str(state), 1), else_=0)).label(str(state)) for state in RosterRowState]
    query = (
        select(roster, func.count(row.c.id).label("total"), *states)
        .select_from(roster.outerjoin(row, row.c.roster == roster.c.id))
        .where(roster.c.event == event, roster.c.finished.is_not(None))
        .group_by(roster.c.id)
        .order_by(roster.c.imported.desc())
    )
    return tuple(
        RosterView(
            id=found.id,
            event=found.event,
            company=found.company,
            file_name=found.file_name,
            imported=time_of(found.imported),
            total=found.total,
            waiting=found.waiting,
            checked_in=found.checked_in,
            signed=found.signed,
            to_fix=found.to_fix,
            known=found.known,
            purged=found.purged,
        )
        for found in connection.execute(query)
    )


def roster_rows(
    connection: Connection, roster: str, words: str, state: RosterRowState | None, limit: int | None = None
) -> tuple[RosterPerson, ...]:
    """Return rows of a roster in sheet order; ``words`` are four digits, two initials or part of a name."""
    table = tables.roster_row
    query = select(table).where(table.c.roster == roster)
    if state is not None:
        query = query.where(table.c.state == str(state))
    wanted = words.strip()
    if wanted:
        low = wanted.lower()
        found = or_(
            is_end_of(table.c.document_no, wanted.upper()),
            is_end_of(table.c.phone, wanted),
            table.c.initials.between(low, low + "\x7f"),
            table.c.name.contains(wanted, autoescape=True),
        )
        query = query.where(found)
    return tuple(_roster_person(row) for row in connection.execute(query.order_by(table.c.row).limit(limit)))


def _roster_person(row: Any) -> RosterPerson:
    return RosterPerson(
        id=row.id,
        roster=row.roster,
        row=row.row,
        state=RosterRowState(row.state),
        name=row.name or "",
        tail=row.tail or "",
        phone_tail=(row.phone or "")[-4:],
        group=row.group_code,
        codes=tuple(json.loads(row.codes)),
        rec=row.rec,
        seat=row.seat or "",
    )


def unfinished(connection: Connection, event: str) -> tuple[UnfinishedRoster, ...]:
    """Return the imports of an event that were cut off, oldest first."""
    roster, row = tables.roster, tables.roster_row
    here = select(func.count()).where(row.c.roster == roster.c.id).scalar_subquery()
    query = (
        select(roster, here.label("here"))
        .where(roster.c.event == event, roster.c.finished.is_(None))
        .order_by(roster.c.imported, roster.c.id)
    )
    return tuple(
        UnfinishedRoster(
            id=found.id,
            company=found.company,
            file_name=found.file_name,
            file_digest=found.file_digest,
            source=found.source,
            here=found.here,
            expected=found.expected or found.here,
            habit=MappingProxyType(json.loads(found.habit)),
        )
        for found in connection.execute(query)
    )


def to_fix(connection: Connection, roster: str) -> tuple[FaultyRow, ...]:
    """Return the rows of a roster that wait to be fixed, in sheet order."""
    table = tables.roster_row
    query = select(table).where(table.c.roster == roster, table.c.state == str(RosterRowState.TO_FIX))
    return tuple(_faulty(row) for row in connection.execute(query.order_by(table.c.row)))


def _faulty(row: Any) -> FaultyRow:
    others = json.loads(row.others)
    return FaultyRow(
        id=row.id,
        row=row.row,
        codes=tuple(json.loads(row.codes)),
        name=row.name or "",
        document_no=row.document_no or "",
        phone=row.phone or "",
        group=row.group_code or "",
        written=row.written or "",
        employment=str(others.get("employment") or ""),
        region=str(others.get("region") or ""),
    )
