"""Whose signed form (登记表) a sheet number is."""

from sqlalchemy import Connection, or_, select

from fieldapp.domain.ids import EventId
from fieldapp.domain.scans import make_sheet_code
from fieldapp.domain.views import RosterRowState
from fieldapp.store import tables


def signed_with(connection: Connection, sheet: str, event: EventId, *, but_roster: str | None = None) -> str | None:
    """Return the live record of an event whose consent names this sheet, or None.

    Who signed a list of ``but_roster`` does not count.
    """
    consent, application, row = tables.consent, tables.application, tables.roster_row
    own = select(row.c.id).where(row.c.roster == but_roster, row.c.state == str(RosterRowState.SIGNED))
    found = (
        select(application.c.rec)
        .join(consent, consent.c.rec == application.c.rec)
        .where(application.c.event == event, application.c.is_live)
        .where(consent.c.reference.in_((sheet, make_sheet_code(sheet))))
        .where(or_(application.c.roster_row.is_(None), application.c.roster_row.not_in(own)))
        .limit(1)
    )
    return connection.execute(found).scalar_one_or_none()
