"""The day's work as pages list it: events, print jobs, cards, recalls, handouts, audit."""

import json
from typing import Any

from sqlalchemy import Connection, exists, func, select

from fieldapp.domain.codes import table as code_table
from fieldapp.domain.events import EventState
from fieldapp.domain.forms import read_event
from fieldapp.domain.views import (
    AuditLine,
    EventView,
    PrintJobView,
    PrintState,
    ReadyCard,
    Recall,
)
from fieldapp.store import tables
from fieldapp.store.queries.counts import is_approved
from fieldapp.store.queries.persons import day_of, time_of
from fieldapp.store.queries.standing import people_select


def events(connection: Connection) -> tuple[EventView, ...]:
    """Return every event known here, by its start."""
    ours = {row.id: row.body for row in connection.execute(select(tables.event))}
    theirs = {row.id: row.body for row in connection.execute(select(tables.centre_event))}
    sessions = {row.event: row for row in connection.execute(select(tables.event_session))}
    views = (
        _event_view(body, sessions.get(key), from_centre=key in theirs) for key, body in {**ours, **theirs}.items()
    )
    return tuple(sorted(views, key=lambda view: (view.event.starts, view.event.id)))


def _event_view(body: str, session: Any, *, from_centre: bool) -> EventView:
    return EventView(
        event=read_event(json.loads(body)),
        state=EventState(session.state) if session else EventState.PLANNED,
        opened=time_of(session.opened) if session else None,
        closed=time_of(session.closed) if session and session.closed else None,
        from_centre=from_centre,
    )


def open_jobs(connection: Connection, event: str) -> int:
    """Count the papers of an event that wait, are at the printer, or of which nobody knows."""
    job, still_open = tables.print_job, [str(state) for state in PrintState if state.is_open]
    counted = select(func.count()).select_from(job).where(job.c.event == event, job.c.state.in_(still_open))
    return int(connection.execute(counted).scalar_one())


def is_on_paper(connection: Connection, event: str, rec: str, paper: str) -> bool:
    """Whether this paper of a record came out, or may have."""
    job, printed = tables.print_job, [str(state) for state in PrintState if state.is_on_paper]
    found = select(job.c.job).where(job.c.rec == rec, job.c.paper == paper, job.c.event == event)
    return connection.execute(found.where(job.c.state.in_(printed)).limit(1)).first() is not None


def print_jobs(connection: Connection, event: str) -> tuple[PrintJobView, ...]:
    """Return the print journal of an event, newest first."""
    job, application, person, operator = tables.print_job, tables.application, tables.person, tables.operator
    joined = (
        job.join(application, application.c.rec == job.c.rec)
        .join(person, person.c.id == application.c.person)
        .outerjoin(operator, operator.c.id == job.c.operator)
    )
    query = (
        select(job, person.c.name, operator.c.name.label("operator_name"))
        .select_from(joined)
        .where(job.c.event == event)
        .order_by(job.c.created.desc(), job.c.job.desc())
    )
    return tuple(
        PrintJobView(
            job=row.job,
            paper=row.paper,
            rec=row.rec,
            name=row.name,
            number=row.number,
            copy=row.copy,
            state=PrintState(row.state),
            printer=row.printer,
            reason=row.reason,
            operator=row.operator_name or "",
            created=time_of(row.created),
            changed=time_of(row.changed),
        )
        for row in connection.execute(query)
    )


def ready_cards(connection: Connection, event: str) -> tuple[ReadyCard, ...]:
    """Return approved people with a number and without a card on paper, in the order they came.

    A card at the printer or 未确认 is no longer ready: it waits for a person's word, never for another print.
    A transferred member keeps number and card; another copy is a reprint with its reason.
    """
    application, job = tables.application, tables.print_job
    on_paper = [str(state) for state in PrintState if state.is_on_paper]
    printed = exists().where(job.c.rec == application.c.rec, job.c.paper == "card", job.c.state.in_(on_paper))
    query = people_select().where(
        application.c.event == event,
        application.c.is_live,
        application.c.kind == "enrollment",
        is_approved(),
        ~printed,
    )
    rows = connection.execute(query.order_by(application.c.captured, application.c.rec))
    return tuple(
        ReadyCard(
            rec=row.rec,
            name=row.name,
            tail=row.tail,
            number=row.number,
            union=row.routed_to or row.union_id,
            group=code_table("groups").label(row.group_code),
            approved_on=day_of(row.approved_on),
        )
        for row in rows
        if row.number is not None
    )


def recalls(connection: Connection, event: str) -> tuple[Recall, ...]:
    """Return the cards of an event that must come back."""
    application, person, recall, job = tables.application, tables.person, tables.recall, tables.print_job
    printed = (
        select(func.count())
        .where(job.c.rec == application.c.rec, job.c.paper == "card", job.c.state == "printed")
        .scalar_subquery()
    )
    joined = recall.join(application, application.c.rec == recall.c.rec).join(
        person, person.c.id == application.c.person
    )
    query = (
        select(recall, person.c.name, person.c.tail, person.c.phone_tail, printed.label("printed"))
        .select_from(joined)
        .where(application.c.event == event)
        .order_by(application.c.captured)
    )
    return tuple(
        Recall(
            rec=row.rec,
            number=row.number,
            name=row.name,
            tail=row.tail,
            phone_tail=row.phone_tail,
            reason=row.reason,
            printed=row.printed,
        )
        for row in connection.execute(query)
    )


def audit_tail(connection: Connection, limit: int) -> tuple[AuditLine, ...]:
    """Return the newest rows of the audit log, newest first."""
    table = tables.audit
    rows = connection.execute(select(table).order_by(table.c.n.desc()).limit(limit))
    return tuple(
        AuditLine(n=row.n, time=time_of(row.wall), operator=row.operator, action=row.action, subject=row.subject)
        for row in rows
    )
