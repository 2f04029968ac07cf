"""Persons and their records: recent list, search, story, details, and who is known by a document."""

import json
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, text

from fieldapp.domain.duplicates import KnownPerson, MatchStrength, mask_name
from fieldapp.domain.facts import ConsentFact
from fieldapp.domain.identity import normalise_document_no, tail
from fieldapp.domain.numbering import ungrouped
from fieldapp.domain.outcomes import Outcome, Transport
from fieldapp.domain.ports import BlindIndexer
from fieldapp.domain.views import ApplicationDetails, RecentPerson, RecordStory, SearchHit, TimelineEntry
from fieldapp.store import tables
from fieldapp.store.applications import consent_fact
from fieldapp.store.people import People
from fieldapp.store.queries.standing import newest_verdicts, people_select, remedy_for, standing_of, transport_of
from fieldapp.store.search import phrase


def time_of(milliseconds: int) -> datetime:
    """Return ms since 1970 as an aware time in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def day_of(text_form: str | None) -> date | None:
    """Return a day written yyyymmdd."""
    return date.fromisoformat(text_form) if text_form else None


def recent(connection: Connection, event: str, limit: int) -> tuple[RecentPerson, ...]:
    """Return the last people of an event, newest first."""
    table = tables.application
    query = people_select().where(table.c.event == event).order_by(table.c.captured.desc(), table.c.rec.desc())
    rows = connection.execute(query.limit(limit)).all()
    verdicts = newest_verdicts(connection, (row.rec for row in rows))
    return tuple(
        RecentPerson(
            rec=row.rec,
            time=time_of(row.captured),
            name=row.name,
            tail=row.tail,
            status_code=standing_of(row, verdicts.get(row.rec)).status_code,
            number=row.number,
            group=row.group_code,
            union=row.routed_to or row.union_id,
            receipt=row.receipt,
        )
        for row in rows
    )


def search(connection: Connection, words: str, limit: int) -> tuple[SearchHit, ...]:
    """Find people by name, initials, phone or document tail, receipt or member number; newest first."""
    wanted = ungrouped(words.strip()).removeprefix("UR1:")
    if not wanted:
        return ()
    query = people_select().where(_matches(wanted)).order_by(tables.application.c.captured.desc())
    rows = connection.execute(query.limit(limit)).all()
    verdicts = newest_verdicts(connection, (row.rec for row in rows))
    return tuple(_hit(row, standing_of(row, verdicts.get(row.rec)).status_code) for row in rows)


def _hit(row: Any, status_code: str) -> SearchHit:
    return SearchHit(
        rec=row.rec,
        name=row.name,
        tail=row.tail,
        phone_tail=row.phone_tail,
        number=row.number,
        receipt=row.receipt,
        event=row.event,
        time=time_of(row.captured),
        status_code=status_code,
    )


def _matches(wanted: str) -> ColumnElement[bool]:
    """Return the condition for what was typed: each form of it has an index of its own."""
    person, application = tables.person, tables.application
    if wanted.isascii() and wanted.isalpha() and wanted.upper() != "X":
        low = wanted.lower()
        return person.c.initials.between(low, low + "\x7f")
    if not wanted.isascii():
        named = select(text("rowid")).select_from(text("search_person")).where(text("search_person MATCH :phrase"))
        return person.c.n.in_(named.params(phrase=phrase(wanted)).scalar_subquery())
    upper = wanted.upper()
    if len(upper) <= 4:
        return or_(person.c.tail == upper, person.c.phone_tail == upper)
    numbered = select(tables.lease_use.c.rec).where(tables.lease_use.c.number == upper)
    given = select(tables.outcome.c.rec).where(tables.outcome.c.number == upper)
    return or_(application.c.receipt == upper, application.c.rec.in_(numbered), application.c.rec.in_(given))


def details(connection: Connection, rec: str) -> ApplicationDetails | None:
    """Return an application with its values."""
    row = connection.execute(people_select().where(tables.application.c.rec == rec)).one_or_none()
    if row is None:
        return None
    person = connection.execute(select(tables.person).where(tables.person.c.id == row.person)).one()
    consent = _consent(connection, rec)
    return ApplicationDetails(
        rec=rec,
        event=row.event,
        kind=row.kind,
        name=person.name,
        document_type=person.document_type,
        document_no=person.document_no,
        phone=person.phone,
        group=row.group_code,
        employment=row.employment,
        region=row.region,
        employer=person.employer,
        union=row.routed_to or row.union_id,
        migrant=person.migrant,
        ethnicity=person.ethnicity,
        sex=person.sex,
        birth=person.birth,
        document_check=row.document_check,
        consent_method=consent.method,
        consent_reference=consent.reference,
        deferred=tuple(json.loads(row.deferred)),
        number=row.number,
        receipt=row.receipt,
        approved_on=day_of(row.approved_on),
        is_void=not row.is_live,
        operator=row.operator,
        time=time_of(row.captured),
    )


def _consent(connection: Connection, rec: str) -> ConsentFact:
    table = tables.consent
    newest = select(table).where(table.c.rec == rec).order_by(table.c.captured.desc(), table.c.id.desc()).limit(1)
    return consent_fact(connection.execute(newest).one())


def story(connection: Connection, rec: str) -> RecordStory | None:
    """Return everything that happened to a record, both axes, and the step that helps."""
    row = connection.execute(people_select().where(tables.application.c.rec == rec)).one_or_none()
    if row is None:
        return None
    verdict = newest_verdicts(connection, (rec,)).get(rec)
    standing, transport = standing_of(row, verdict), transport_of(connection, rec)
    return RecordStory(
        rec=rec,
        name=row.name,
        tail=row.tail,
        event=row.event,
        number=row.number,
        receipt=row.receipt,
        union=row.routed_to or row.union_id,
        transport=transport,
        outcome=standing.outcome,
        status_code=standing.status_code,
        reason=row.reason or row.code or (verdict.code if verdict else None),
        errors=verdict.errors if verdict and standing.outcome is Outcome.NEEDS_CORRECTION else (),
        remedy=remedy_for(standing, transport, can_print=row.number is not None and not _is_printed(connection, rec)),
        entries=_entries(connection, rec),
    )


def _is_printed(connection: Connection, rec: str) -> bool:
    table = tables.print_job
    printed = select(table.c.job).where(table.c.rec == rec, table.c.paper == "card", table.c.state == "printed")
    return connection.execute(printed.limit(1)).one_or_none() is not None


def _facts_of(rec: str) -> Select[Any]:
    fact, box, operator = tables.fact, tables.outbox, tables.operator
    approved = select(tables.approval.c.env).where(tables.approval.c.rec == rec)
    return (
        select(fact.c.kind, fact.c.captured, fact.c.env, box.c.state, operator.c.name)
        .select_from(fact.join(box, box.c.env == fact.c.env).outerjoin(operator, operator.c.id == fact.c.operator))
        .where(or_(fact.c.rec == rec, fact.c.env.in_(approved)))
        .order_by(fact.c.captured, fact.c.seq)
    )


def _entries(connection: Connection, rec: str) -> tuple[TimelineEntry, ...]:
    rows = connection.execute(_facts_of(rec)).all()
    made = [
        TimelineEntry(time=time_of(row.captured), code=row.kind, operator=row.name, transport=Transport(row.state))
        for row in rows
    ]
    jobs = tables.print_job
    printed = connection.execute(select(jobs).where(jobs.c.rec == rec).order_by(jobs.c.created))
    made.extend(
        TimelineEntry(
            time=time_of(row.changed),
            code=f"print_{row.state}",
            operator=None,
            transport=None,
            details=MappingProxyType({"paper": row.paper, "copy": str(row.copy)}),
        )
        for row in printed
    )
    return tuple(sorted(made, key=lambda entry: entry.time))


def known(connection: Connection, indexer: BlindIndexer, document_no: str) -> KnownPerson | None:
    """Return who is known by a document number: on this laptop, by the centre's answer, or perhaps by its list."""
    people = People(connection, indexer)
    person = people.with_document(document_no)
    if person is not None:
        table = tables.application
        row = connection.execute(people_select().where(table.c.person == person, table.c.is_live)).one_or_none()
        if row is not None:
            return _known_here(connection, row)
    if not people.is_listed_at_centre(document_no):
        return None
    return KnownPerson(
        strength=MatchStrength.FILTER, name_masked="", document_tail=tail(normalise_document_no(document_no))
    )


def _known_here(connection: Connection, row: Any) -> KnownPerson:
    outcome = standing_of(row, newest_verdicts(connection, (row.rec,)).get(row.rec)).outcome
    said_by_centre = outcome in (Outcome.DUPLICATE, Outcome.APPROVED, Outcome.CARD_CONFIRMED, Outcome.MERGED)
    return KnownPerson(
        strength=MatchStrength.CENTRE if said_by_centre else MatchStrength.LOCAL,
        name_masked=mask_name(row.name),
        document_tail=row.tail,
        union=row.routed_to or row.union_id,
        since=day_of(row.approved_on) or time_of(row.captured).astimezone().date(),
        rec=row.rec,
        number=row.number or row.receipt,
    )
