"""The story of one record: steps of its way, what happened when, and the step that helps now."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from fieldapp.domain.identity import mask_document
from fieldapp.domain.outcomes import Outcome, Transport
from fieldapp.domain.phones import mask_phone
from fieldapp.domain.retention import PURGED_NAME
from fieldapp.domain.stories import RecordStory, Step, StepState, TimelineEntry
from fieldapp.domain.views import PrintState
from fieldapp.store import tables
from fieldapp.store.consents import consent_of
from fieldapp.store.queries.persons import day_of, time_of
from fieldapp.store.queries.standing import (
    CardStanding,
    Standing,
    newest_verdicts,
    people_select,
    remedy_for,
    standing_of,
    transport_of,
)
from fieldapp.store.queries.way import ANSWERS

_CARD = "card"
_TOLD_BY_FACTS = (PrintState.PRINTED, PrintState.SPOILED)
_SETTLED_BY_CENTRE = frozenset({"not_checked_with_centre", "not_checked_on_site"})
"""Checks that the centre does for every record it judges."""
_UNJUDGED = frozenset({Outcome.UNKNOWN, Outcome.DEFERRED})
_APPROVED = frozenset({Outcome.APPROVED, Outcome.CARD_CONFIRMED, Outcome.TRANSFERRED_OUT})
_STOPPED = frozenset(
    {
        Outcome.DUPLICATE,
        Outcome.NEEDS_CORRECTION,
        Outcome.CONFLICT,
        Outcome.QUARANTINED,
        Outcome.REJECTED,
        Outcome.WITHDRAWN,
        Outcome.MERGED,
    }
)
_KEPT_WORDS = ("reason", "to", "approver", "item", "qty", "override", "copy", "method")


def story(connection: Connection, rec: str) -> RecordStory | None:
    """Return everything that happened to a record, both axes, and the step that helps."""
    row = connection.execute(people_select().where(tables.application.c.rec == rec)).one_or_none()
    if row is None:
        return None
    person = connection.execute(select(tables.person).where(tables.person.c.id == row.person)).one()
    verdict = newest_verdicts(connection, (rec,)).get(rec)
    standing, transport = standing_of(row, verdict), transport_of(connection, rec)
    jobs = _jobs(connection, rec)
    card = _card_of(connection, row, jobs)
    entries = _entries(connection, rec, jobs)
    consent = consent_of(connection, rec)
    return RecordStory(
        rec=rec,
        name=row.name,
        tail=row.tail,
        document_masked=mask_document(person.document_no),
        phone_masked=mask_phone(person.phone),
        event=row.event,
        number=row.number,
        receipt=row.receipt,
        union=row.routed_to or row.union_id,
        is_transfer=row.kind == "transfer",
        author=_operator_name(connection, row.operator),
        transport=transport,
        outcome=standing.outcome,
        status_code=standing.status_code,
        code=row.code or (verdict.code if verdict else None),
        reason=row.reason,
        errors=verdict.errors if verdict and standing.outcome is Outcome.NEEDS_CORRECTION else (),
        checks=open_checks(tuple(json.loads(row.deferred)), standing.outcome),
        remedy=_remedy(remedy_for(standing, transport, card), entries),
        steps=_steps(row, standing, transport, card, entries),
        entries=entries,
        purposes=consent.given,
        withdrawn=consent.withdrawn,
        is_purged=person.name == PURGED_NAME and not person.document_no,
    )


def _remedy(helps: str, entries: tuple[TimelineEntry, ...]) -> str:
    """Return what helps: who corrected or transferred already has only to send it."""
    later = (one for one in entries[1:] if one.transport not in (None, Transport.DELIVERED))
    return "sync" if helps in ("correct", "transfer") and any(one.code in ANSWERS for one in later) else helps


def open_checks(deferred: tuple[str, ...], outcome: Outcome) -> tuple[str, ...]:
    """Return the checks that are still to be done: what the centre judged, it checked."""
    if outcome in _UNJUDGED:
        return deferred
    done = _SETTLED_BY_CENTRE | ({"listed_at_centre"} if outcome in _APPROVED else set())
    return tuple(code for code in deferred if code not in done)


def _operator_name(connection: Connection, operator: str) -> str:
    table = tables.operator
    return connection.execute(select(table.c.name).where(table.c.id == operator)).scalar_one_or_none() or ""


def _jobs(connection: Connection, rec: str) -> tuple[Any, ...]:
    table, operator = tables.print_job, tables.operator
    query = (
        select(table, operator.c.name.label("by"))
        .select_from(table.outerjoin(operator, operator.c.id == table.c.operator))
        .where(table.c.rec == rec)
    )
    return tuple(connection.execute(query.order_by(table.c.created, table.c.copy)))


def _card_of(connection: Connection, row: Any, jobs: tuple[Any, ...]) -> CardStanding:
    printed = [job for job in jobs if job.paper == _CARD and job.state == PrintState.PRINTED]
    recall = select(tables.recall.c.rec).where(tables.recall.c.rec == row.rec)
    return CardStanding(
        is_due=row.number is not None and row.kind != "transfer",
        printed=printed[-1].changed if printed else None,
        handed=next((job.handed for job in reversed(printed) if job.handed is not None), None),
        is_recalled=bool(printed) and connection.execute(recall).one_or_none() is not None,
    )


def _steps(
    row: Any, standing: Standing, transport: Transport, card: CardStanding, entries: tuple[TimelineEntry, ...]
) -> tuple[Step, ...]:
    entered = Step(code="entered", state=StepState.DONE, time=time_of(row.captured))
    if not row.is_live:
        ended = next((one.time for one in reversed(entries) if one.code == "void"), None)
        return entered, Step(code="void", state=StepState.STOPPED, time=ended)
    is_sent = transport is Transport.DELIVERED
    sent = Step(code="sent", state=StepState.DONE if is_sent else StepState.NOW)
    is_approved = standing.outcome in _APPROVED or standing.status_code == "approved_here"
    steps = [entered, sent, _approved(row, standing, is_approved=is_approved, is_sent=is_sent)]
    if card.is_due or row.kind != "transfer":
        steps += _card_steps(card, is_approved=is_approved)
    return tuple(steps)


def _approved(row: Any, standing: Standing, *, is_approved: bool, is_sent: bool) -> Step:
    if is_approved:
        return Step(code="approved", state=StepState.DONE, day=day_of(row.approved_on))
    if standing.outcome in _STOPPED:
        return Step(code="approved", state=StepState.STOPPED)
    return Step(code="approved", state=StepState.NOW if is_sent else StepState.OPEN)


def _card_steps(card: CardStanding, *, is_approved: bool) -> tuple[Step, Step]:
    printed, handed = _moment(card.printed), _moment(card.handed)
    waits = StepState.NOW if is_approved else StepState.OPEN
    of_card = StepState.STOPPED if card.is_recalled else StepState.DONE if printed else waits
    of_hand = StepState.DONE if handed else StepState.NOW if of_card is StepState.DONE else StepState.OPEN
    return Step(code="card", state=of_card, time=printed), Step(code="handed", state=of_hand, time=handed)


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else time_of(milliseconds)


def _facts_of(rec: str) -> Select[Any]:
    fact, box, operator = tables.fact, tables.outbox, tables.operator
    approved = select(tables.approval.c.env).where(tables.approval.c.rec == rec)
    return (
        select(fact.c.kind, fact.c.captured, fact.c.env, fact.c.protected, box.c.state, operator.c.name)
        .select_from(fact.join(box, box.c.env == fact.c.env).outerjoin(operator, operator.c.id == fact.c.operator))
        .where(or_(fact.c.rec == rec, fact.c.env.in_(approved)))
        .order_by(fact.c.captured, fact.c.seq)
    )


def _entries(connection: Connection, rec: str, jobs: tuple[Any, ...]) -> tuple[TimelineEntry, ...]:
    facts = connection.execute(_facts_of(rec)).all()
    is_told = all(row.protected for row in facts)  # purged facts have no words; the print journal tells of the card
    made = [_of_fact(row) for row in facts if row.protected or row.kind != _CARD]
    made.extend(_of_job(row) for row in jobs if not (is_told and row.paper == _CARD and row.state in _TOLD_BY_FACTS))
    return tuple(sorted(made, key=lambda entry: entry.time))


def _of_fact(row: Any) -> TimelineEntry:
    body: Mapping[str, Any] = json.loads(row.protected)["body"] if row.protected else {}
    details = {name: str(body[name]) for name in _KEPT_WORDS if body.get(name) is not None}
    if "changed" in body:
        details["fields"] = " ".join(sorted(body["changed"]))
    if body.get("withdrawn"):
        details = {"withdrawn": " ".join(body["withdrawn"])}
    what = body.get("what") if row.kind == _CARD else None
    return TimelineEntry(
        time=time_of(row.captured),
        code=f"card_{what}" if what else row.kind,
        operator=row.name,
        transport=Transport(row.state),
        details=MappingProxyType(details),
    )


def _of_job(row: Any) -> TimelineEntry:
    details = {"paper": row.paper, "copy": str(row.copy)} | ({"reason": row.reason} if row.reason else {})
    return TimelineEntry(
        time=time_of(row.changed),
        code=f"print_{row.state}",
        operator=row.by,
        transport=None,
        details=MappingProxyType(details),
    )
