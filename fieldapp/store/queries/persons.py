"""Persons and their records: recent list, details, and who is known by a document."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.domain.duplicates import KnownPerson, MatchStrength, mask_name
from fieldapp.domain.identity import normalise_document_no, tail
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.ports import BlindIndexer
from fieldapp.domain.views import ApplicationDetails, RecentPerson
from fieldapp.store import tables
from fieldapp.store.consents import consent_of
from fieldapp.store.people import People
from fieldapp.store.queries.standing import newest_verdicts, people_select, standing_of


def time_of(milliseconds: int) -> datetime:
    """Return ms since 1970 as an aware time in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def day_of(text_form: str | None) -> date | None:
    """Return a day written yyyymmdd."""
    return date.fromisoformat(text_form) if text_form else None


def recent(connection: Connection, event: str, limit: int) -> tuple[RecentPerson, ...]:
    """Return the last people of an event, newest first."""
    application = tables.application
    newest = (application.c.captured.desc(), application.c.rec.desc())
    query = people_select().where(application.c.event == event).order_by(*newest)
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


def phone_sharers(connection: Connection, event: str, phone: str) -> tuple[tuple[str, str], ...]:
    """Return name and document number of everybody with a live application of an event and this phone, newest first.

    Found by the phone's last digits; each of these few people is asked for the event, and not the event for its people.
    """
    person, application = tables.person, tables.application
    is_here = application.c.person == person.c.id, application.c.event == event, application.c.is_live
    query = (
        select(person.c.name, person.c.document_no)
        .where(person.c.phone_tail == phone[-4:], person.c.phone == phone)
        .where(select(application.c.rec).where(*is_here).exists())
        .order_by(person.c.n.desc())
    )
    return tuple((row.name, row.document_no) for row in connection.execute(query))


def details(connection: Connection, rec: str) -> ApplicationDetails | None:
    """Return an application with its values."""
    row = connection.execute(people_select().where(tables.application.c.rec == rec)).one_or_none()
    if row is None:
        return None
    person = connection.execute(select(tables.person).where(tables.person.c.id == row.person)).one()
    consent = consent_of(connection, rec)
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
        purposes=consent.given,
        deferred=tuple(json.loads(row.deferred)),
        number=row.number,
        receipt=row.receipt,
        approved_on=day_of(row.approved_on),
        is_void=not row.is_live,
        operator=row.operator,
        time=time_of(row.captured),
    )


def known(connection: Connection, indexer: BlindIndexer, document_no: str) -> KnownPerson | None:
    """Return who is known by a document number: on this laptop, by the centre's answer, or perhaps by its list."""
    people = People(connection, indexer)
    person = people.with_document(document_no)
    if person is not None:
        application = tables.application
        mine = people_select().where(application.c.person == person, application.c.is_live)
        row = connection.execute(mine).one_or_none()
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
