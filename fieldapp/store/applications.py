"""Applications with their consents and local approvals."""

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from fieldapp.domain.facts import ConsentFact
from fieldapp.domain.ids import EventId, LeaseId, OperatorId, OrganisationId, PersonId, RecordId
from fieldapp.domain.records import ApplicationFile, ApplicationRecord, ApprovalHeld, NumberHeld
from fieldapp.store import consents, tables
from fieldapp.store.fact_log import Written
from fieldapp.store.people import person_fact


def application_record(row: Any) -> ApplicationRecord:
    """Build the record from a row of ``application``."""
    return ApplicationRecord(
        rec=RecordId(row.rec),
        person=PersonId(row.person),
        event=EventId(row.event),
        kind=row.kind,
        union=OrganisationId(row.union_id) if row.union_id else None,
        region=row.region,
        group=row.group_code,
        employment=row.employment,
        channel=row.channel,
        document_check=row.document_check,
        deferred=tuple(json.loads(row.deferred)),
        roster_row=row.roster_row,
        receipt=row.receipt,
        operator=OperatorId(row.operator),
        captured=row.captured,
        is_live=row.is_live,
        transfer_reason=row.transfer_reason,
        rev=row.rev,
        base=row.base,
    )


class Applications:
    """Adds, advances and finds applications; a person has at most one live one."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def add(self, record: ApplicationRecord) -> None:
        """Add an application."""
        self._connection.execute(insert(tables.application), _columns(record))

    def replace(self, record: ApplicationRecord) -> None:
        """Write an application's new values (after a revision, a transfer)."""
        self._connection.execute(
            update(tables.application).where(tables.application.c.rec == record.rec).values(**_columns(record))
        )

    def advance(self, written: Written) -> None:
        """Remember the newest fact of a record, on which the next one builds."""
        self._connection.execute(
            update(tables.application)
            .where(tables.application.c.rec == written.rec)
            .values(rev=written.rev, base=written.sha256)
        )

    def end(self, rec: RecordId) -> None:
        """Mark an application as void; it stays visible."""
        self._connection.execute(
            update(tables.application).where(tables.application.c.rec == rec).values(is_live=False)
        )

    def get(self, rec: str) -> ApplicationRecord | None:
        """Return an application."""
        return self._one(tables.application.c.rec == rec)

    def live_of(self, person: PersonId) -> ApplicationRecord | None:
        """Return a person's live application."""
        return self._one(tables.application.c.person == person, tables.application.c.is_live)

    def newest_of(self, operator: OperatorId, event: EventId) -> ApplicationRecord | None:
        """Return the last live application an operator made at an event."""
        table = tables.application
        newest = (
            select(table)
            .where(table.c.operator == operator, table.c.event == event, table.c.is_live)
            .order_by(table.c.captured.desc(), table.c.rec.desc())
            .limit(1)
        )
        row = self._connection.execute(newest).one_or_none()
        return application_record(row) if row else None

    def _one(self, *conditions: ColumnElement[bool]) -> ApplicationRecord | None:
        row = self._connection.execute(select(tables.application).where(*conditions)).one_or_none()
        return application_record(row) if row else None

    def add_consent(self, consent: str, rec: str, fact: ConsentFact, captured: int, event: str) -> None:
        """Keep one consent of a record, given at an event; the newest counts."""
        row = {
            "id": consent,
            "rec": rec,
            "notice": fact.notice,
            "given": json.dumps(fact.given),
            "withdrawn": json.dumps(fact.withdrawn),
            "method": fact.method,
            "reference": fact.reference,
            "captured": captured,
            "event": event,
        }
        self._connection.execute(insert(tables.consent), row)

    def consent_of(self, rec: str) -> ConsentFact:
        """Return what stands of a record's consent, whatever desk it was taken back at."""
        return consents.consent_of(self._connection, rec)

    def consented_at(self, rec: str) -> str:
        """Return the event at which the newest consent of a record was given: a sheet's number counts there."""
        return str(consents.newest_row(self._connection, rec).event)

    def add_approval(self, rec: str, env: str, held: ApprovalHeld) -> None:
        """Keep a local approval under a delegation."""
        row = {"rec": rec, "env": env, "delegation": held.delegation, "approver": held.approver}
        self._connection.execute(insert(tables.approval), {**row, "approved_on": held.approved_on})

    def name_approval(self, recs: tuple[str, ...], env: str) -> None:
        """Tie the local approvals of some records to the one fact that asserted them."""
        self._connection.execute(update(tables.approval).where(tables.approval.c.rec.in_(recs)).values(env=env))

    def approval_of(self, rec: str) -> ApprovalHeld | None:
        """Return the local approval of a record."""
        row = self._connection.execute(select(tables.approval).where(tables.approval.c.rec == rec)).one_or_none()
        return (
            ApprovalHeld(delegation=row.delegation, approver=row.approver, approved_on=row.approved_on) if row else None
        )

    def count_approved(self, delegation: str) -> int:
        """Return how many this laptop approved under a delegation, voided ones included."""
        table = tables.approval
        counted = select(func.count()).select_from(table).where(table.c.delegation == delegation)
        return int(self._connection.execute(counted).scalar_one())

    def number_of(self, rec: str) -> NumberHeld | None:
        """Return the member number of a record; the centre's word goes before the lease's."""
        given = self._connection.execute(
            select(tables.outcome.c.number, tables.outcome.c.status_index).where(
                tables.outcome.c.rec == rec, tables.outcome.c.number.is_not(None)
            )
        ).one_or_none()
        used = self._connection.execute(select(tables.lease_use).where(tables.lease_use.c.rec == rec)).one_or_none()
        if given and (used is None or given.number != used.number):
            return NumberHeld(number=given.number, lease=None, status_index=given.status_index)
        if used is None:
            return None
        return NumberHeld(number=used.number, lease=LeaseId(used.lease), status_index=used.status_index)

    def file(self, rec: str) -> ApplicationFile | None:
        """Return everything kept of an application."""
        application = self.get(rec)
        if application is None:
            return None
        row = self._connection.execute(select(tables.person).where(tables.person.c.id == application.person)).one()
        consented, withdrawn = consents.will_of(self._connection, rec)
        return ApplicationFile(
            application=application,
            person=person_fact(row),
            consent=self.consent_of(rec),
            number=self.number_of(rec),
            approval=self.approval_of(rec),
            consented=consented,
            withdrawn=withdrawn,
        )


def _columns(record: ApplicationRecord) -> dict[str, Any]:
    return {
        "rec": record.rec,
        "person": record.person,
        "event": record.event,
        "kind": record.kind,
        "union_id": record.union,
        "region": record.region,
        "group_code": record.group,
        "employment": record.employment,
        "channel": record.channel,
        "document_check": record.document_check,
        "deferred": json.dumps(record.deferred),
        "roster_row": record.roster_row,
        "receipt": record.receipt,
        "operator": record.operator,
        "captured": record.captured,
        "is_live": record.is_live,
        "transfer_reason": record.transfer_reason,
        "rev": record.rev,
        "base": record.base,
    }
