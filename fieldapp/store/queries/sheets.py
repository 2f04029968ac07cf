"""Whose signed form (登记表) a sheet number is."""

from sqlalchemy import Connection, select

from fieldapp.domain.ids import EventId
from fieldapp.domain.scans import make_sheet_code
from fieldapp.store import tables


def signed_with(connection: Connection, sheet: str, event: EventId) -> str | None:
    """Return the live record of an event whose consent names this sheet, or None."""
    consent, application = tables.consent, tables.application
    found = (
        select(application.c.rec)
        .join(consent, consent.c.rec == application.c.rec)
        .where(application.c.event == event, application.c.is_live)
        .where(consent.c.reference.in_((sheet, make_sheet_code(sheet))))
        .limit(1)
    )
    return connection.execute(found).scalar_one_or_none()
