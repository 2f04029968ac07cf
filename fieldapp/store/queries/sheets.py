"""Whose signed form (登记表) a sheet number is."""

from sqlalchemy import Connection, or_, select

from fieldapp.domain.ids import EventId
from fieldapp.domain.sheets import writings
from fieldapp.domain.views import RosterRowState
from fieldapp.store import tables


def signed_with(connection: Connection, sheet: str, event: EventId, *, but_roster: str | None = None) -> str | None:
    """Return the live record whose consent, given at this event, names this sheet however it was written, or None.

    The event is that of the consent: a record may have been made at one event and transferred at another, and then
    has a sheet of each. Who signed a list of ``but_roster`` does not count.
    """
    consent, application, row = tables.consent, tables.application, tables.roster_row
    own = select(row.c.id).where(row.c.roster == but_roster, row.c.state == str(RosterRowState.SIGNED))
    found = (
        select(application.c.rec)
        .join(consent, consent.c.rec == application.c.rec)
        .where(consent.c.event == event, application.c.is_live)
        .where(consent.c.reference.in_(writings(sheet)))
        .where(or_(application.c.roster_row.is_(None), application.c.roster_row.not_in(own)))
        .limit(1)
    )
    return connection.execute(found).scalar_one_or_none()
