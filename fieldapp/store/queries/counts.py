"""Figures of an event: what was counted so far, by quarter hour, group and union."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from fieldapp.domain.codes import table as code_table
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.views import Count, DayFigures, QuarterHour
from fieldapp.store import tables
from fieldapp.store.events import Events
from fieldapp.store.queries.ceremonies import came
from fieldapp.store.queries.persons import time_of
from fieldapp.store.queries.standing import newest_consent
from fieldapp.store.queries.way import inbox, waiting

_QUARTER_MS = 15 * 60 * 1000
_APPROVED = (str(Outcome.APPROVED), str(Outcome.CARD_CONFIRMED))
_REFUSED = (str(Outcome.REJECTED), str(Outcome.WITHDRAWN))


def is_approved() -> ColumnElement[bool]:
    """Return the condition that a record is approved: by the centre, or here and not refused since."""
    outcome, approval = tables.outcome, tables.approval
    here = and_(approval.c.rec.is_not(None), or_(outcome.c.outcome.is_(None), outcome.c.outcome.not_in(_REFUSED)))
    return or_(outcome.c.outcome.in_(_APPROVED), here)


def figures(connection: Connection, event: str) -> DayFigures:
    """Return the figures of an event."""
    people = _people(connection, event)
    described = Events(connection).get(event)
    return DayFigures(
        applied=people["applied"],
        accepted=people["accepted"],
        approved=people["approved"],
        transferred=people["transferred"],
        voided=people["voided"],
        missing_signature=_missing_signatures(connection, event),
        checked_in=people["checked_in"],
        cards_printed=_printed(connection, event),
        cards_ready=people["ready"],
        handouts=_handouts(connection, event),
        pending=waiting(connection),
        to_correct=sum(not one.is_answered for one in inbox(connection, event)),
        target=described.target if described else None,
    )


def _people(connection: Connection, event: str) -> dict[str, int]:
    """Count the applications of an event in one pass."""
    application, outcome, approval, job = tables.application, tables.outcome, tables.approval, tables.print_job
    joined = application.outerjoin(outcome, outcome.c.rec == application.c.rec).outerjoin(
        approval, approval.c.rec == application.c.rec
    )
    live = application.c.is_live
    printed = exists().where(job.c.rec == application.c.rec, job.c.paper == "card", job.c.state == "printed")
    kinds: dict[str, ColumnElement[bool]] = {
        "applied": live,
        "accepted": and_(live, application.c.kind == "enrollment"),
        "transferred": and_(live, application.c.kind == "transfer"),
        "approved": and_(live, is_approved()),
        "ready": and_(live, application.c.kind == "enrollment", is_approved(), ~printed),
        "checked_in": and_(live, application.c.roster_row.is_not(None), came(connection, event)),
        "voided": application.c.is_live.is_(False),
    }
    sums = [func.coalesce(func.sum(case((kind, 1), else_=0)), 0).label(name) for name, kind in kinds.items()]
    row = connection.execute(select(*sums).select_from(joined).where(application.c.event == event)).one()
    return {name: int(getattr(row, name)) for name in kinds}


def _missing_signatures(connection: Connection, event: str) -> int:
    application, consent = tables.application, tables.consent
    counted = (
        select(func.count(application.c.rec.distinct()))
        .select_from(application.join(consent, consent.c.id == newest_consent()))
        .where(application.c.event == event, application.c.is_live)
        .where(consent.c.method != "phone", consent.c.reference.is_(None))
    )
    return int(connection.execute(counted).scalar_one())


def _printed(connection: Connection, event: str) -> int:
    table = tables.print_job
    counted = select(func.count(table.c.rec.distinct())).where(
        table.c.event == event, table.c.paper == "card", table.c.state == "printed"
    )
    return int(connection.execute(counted).scalar_one())


def _handouts(connection: Connection, event: str) -> int:
    counted = select(func.coalesce(func.sum(tables.handout.c.qty), 0)).where(tables.handout.c.event == event)
    return int(connection.execute(counted).scalar_one())


def quarter_hours(connection: Connection, event: str) -> tuple[QuarterHour, ...]:
    """Return how many applications began in each quarter of an hour that had any."""
    captured = tables.application.c.captured
    start = captured // _QUARTER_MS
    rows = connection.execute(
        select(start.label("quarter"), func.count().label("many"))
        .where(tables.application.c.event == event, tables.application.c.is_live)
        .group_by("quarter")
        .order_by("quarter")
    )
    return tuple(QuarterHour(start=time_of(int(row.quarter) * _QUARTER_MS), count=row.many) for row in rows)


def counts(connection: Connection, event: str, by: str) -> tuple[Count, ...]:
    """Return live applications of an event by group, union, employment, operator or region, most first."""
    application = tables.application
    columns = {
        "group": application.c.group_code,
        "union": application.c.union_id,
        "employment": application.c.employment,
        "operator": application.c.operator,
        "region": application.c.region,
    }
    key = columns[by]
    rows = connection.execute(
        select(key.label("key"), func.count().label("many"))
        .where(application.c.event == event, application.c.is_live)
        .group_by(key)
        .order_by(func.count().desc(), key)
    ).all()
    labels = _labels(connection, by)
    return tuple(
        Count(key=row.key or "", label=labels.get(row.key or "", row.key or ""), count=row.many) for row in rows
    )


def _labels(connection: Connection, by: str) -> Mapping[str, str]:
    if by in ("group", "employment"):
        entries = code_table("groups" if by == "group" else "employment").entries
        return {entry.code: entry.label for entry in entries}
    named = {"union": tables.organisation, "operator": tables.operator}.get(by)
    if named is None:
        return MappingProxyType({})
    return {row.id: row.name for row in connection.execute(select(named.c.id, named.c.name))}
