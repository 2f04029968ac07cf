"""What may be purged and why the rest may not: the same conditions count on the page and erase in the store."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)

from fieldapp.domain.events import EventState
from fieldapp.domain.intentions import IntentionState
from fieldapp.domain.outcomes import Transport, Version
from fieldapp.domain.retention import PURGED_NAME, SETTLED, Hold, Retention, terms
from fieldapp.domain.views import PrintState
from fieldapp.store import tables
from fieldapp.store.blobs import LOOSE_MS

WATERMARK_SET = "backup"
"""The reference set in which the centre says how far its newest checked backup reaches."""
_SETTLED = sorted(map(str, SETTLED))
_ON_THE_WAY = (str(PrintState.QUEUED), str(PrintState.SENT), str(PrintState.UNKNOWN))
_DONE_WISH_DAYS = 7
_DAY_MS = 24 * 3600 * 1000


def watermark(connection: Connection) -> Version:
    """Return how far the centre's newest checked backup reaches; (0, 0) when it never said."""
    found = select(tables.reference.c.body).where(tables.reference.c.name == WATERMARK_SET)
    body = connection.execute(found).scalar_one_or_none()
    said = json.loads(body) if body else {}
    return Version(int(said.get("gen", 0)), int(said.get("n", 0)))


def at_centre(connection: Connection, now: int) -> int:
    """Return the time by the centre's clock, as far as this laptop knows it: a wrong clock must not age data.

    With a centre only a round makes anything older: what the calendar says behind the last one is nobody's word.
    """
    row = connection.execute(select(tables.peer.c.offset_ms, tables.peer.c.last_sync)).one_or_none()
    if row is None:
        return now
    return int(row.offset_ms) + (now if row.last_sync is None else min(now, row.last_sync))


def _before(code: str, now: int) -> int:
    return now - terms()[code].days * _DAY_MS


def _is_purged() -> ColumnElement[bool]:
    application, stone = tables.application, tables.tombstone
    return exists().where(stone.c.rec == application.c.rec, stone.c.rev >= application.c.rev)


def _not_delivered() -> ColumnElement[bool]:
    application, fact, box = tables.application, tables.fact, tables.outbox
    sent = select(box.c.env).join(fact, fact.c.env == box.c.env).where(fact.c.rec == application.c.rec)
    return sent.where(box.c.state != str(Transport.DELIVERED)).exists()


def _event_open() -> ColumnElement[bool]:
    application, session = tables.application, tables.event_session
    return exists().where(session.c.event == application.c.event, session.c.state == str(EventState.OPEN))


def _papers_open() -> ColumnElement[bool]:
    """A paper is on its way to somebody, or a card must come back."""
    application, job, recall = tables.application, tables.print_job, tables.recall
    waiting = exists().where(job.c.rec == application.c.rec, job.c.state.in_(_ON_THE_WAY))
    printed = and_(job.c.rec == application.c.rec, job.c.paper == "card", job.c.state == str(PrintState.PRINTED))
    called_back = exists().where(recall.c.rec == application.c.rec)
    return or_(waiting, and_(called_back, exists().where(printed)))


def _not_backed_up(mark: Version) -> ColumnElement[bool]:
    application, outcome, verdict = tables.application, tables.outcome, tables.verdict
    reach = tuple_(literal(mark.gen), literal(mark.n))
    later = exists().where(verdict.c.rec == application.c.rec, tuple_(verdict.c.gen, verdict.c.n) > reach)
    return or_(tuple_(outcome.c.gen, outcome.c.n) > reach, later)


def _age() -> ColumnElement[int]:
    """When the days of a record begin: the centre's answer, or what was added to the record after it."""
    application, fact, outcome = tables.application, tables.fact, tables.outcome
    newest = select(func.max(fact.c.captured)).where(fact.c.rec == application.c.rec).scalar_subquery()
    return func.max(func.coalesce(outcome.c.arrived, 0), func.coalesce(newest, application.c.captured))


def _holds(connection: Connection, now: int) -> Select[Any]:
    application, outcome = tables.application, tables.outcome
    since = _age()
    hold = case(
        (_not_delivered(), str(Hold.NOT_DELIVERED)),
        (func.coalesce(outcome.c.outcome, "").not_in(_SETTLED), str(Hold.NOT_SETTLED)),
        (_event_open(), str(Hold.EVENT_OPEN)),
        (_papers_open(), str(Hold.PAPERS_OPEN)),
        (_not_backed_up(watermark(connection)), str(Hold.NOT_BACKED_UP)),
        (since > _before("records", at_centre(connection, now)), str(Hold.TOO_YOUNG)),
        else_=str(Hold.DUE),
    )
    joined = application.outerjoin(outcome, outcome.c.rec == application.c.rec)
    return (
        select(application.c.rec, application.c.person, hold.label("hold"), since.label("since"))
        .select_from(joined)
        .where(not_(_is_purged()))
        .order_by(application.c.captured, application.c.rec)
    )


def holds(connection: Connection, now: int) -> tuple[tuple[str, Hold, int], ...]:
    """Return every record that still holds a person: its id, why it stays, and when its days began (ms).

    A person goes as a whole: a record that could go waits for the person's others.
    """
    rows = connection.execute(_holds(connection, now)).all()
    held = {row.person for row in rows if row.hold != Hold.DUE}
    return tuple(
        (row.rec, Hold.PERSON_HELD if row.hold == Hold.DUE and row.person in held else Hold(row.hold), row.since)
        for row in rows
    )


def old_drafts(now: int) -> ColumnElement[bool]:
    """Forms nobody went on with."""
    return tables.draft.c.saved < _before("drafts", now)


def loose_blobs(now: int) -> ColumnElement[bool]:
    """Signatures and photos that only a form spoke of."""
    return and_(tables.blob.c.rec.is_(None), tables.blob.c.kept < now - LOOSE_MS)


def old_intentions(now: int) -> ColumnElement[bool]:
    """People to call back who were not reached in time, or do not wait any more."""
    wish = tables.intention
    waits = wish.c.state.in_([str(state) for state in IntentionState if state.is_open])
    is_done = and_(not_(waits), wish.c.changed < now - _DONE_WISH_DAYS * _DAY_MS)
    return and_(wish.c.phone != "", or_(wish.c.created < _before("intentions", now), is_done))


def old_rows(now: int) -> ColumnElement[bool]:
    """Rows with a name in rosters of old days, whose event is not open."""
    row, roster, session = tables.roster_row, tables.roster, tables.event_session
    at_work = select(session.c.event).where(session.c.state == str(EventState.OPEN))
    old = select(roster.c.id).where(roster.c.imported < _before("rosters", now), roster.c.event.not_in(at_work))
    return and_(row.c.roster.in_(old), or_(row.c.name.is_not(None), row.c.document_no.is_not(None)))


def old_attachments(now: int) -> ColumnElement[bool]:
    """Signatures and photos of settled records; they never left the laptop, so no backup of the centre holds them."""
    blob, application, outcome = tables.blob, tables.application, tables.outcome
    settled = (
        select(application.c.rec)
        .join(outcome, outcome.c.rec == application.c.rec)
        .where(outcome.c.outcome.in_(_SETTLED), not_(_not_delivered()), not_(_event_open()), not_(_papers_open()))
        .where(_age() < _before("attachments", now))
    )
    return blob.c.rec.in_(settled)


def old_gifts(now: int) -> ColumnElement[bool]:
    """Members from elsewhere who were given something, once the centre knows of it."""
    gift, box, session = tables.member_handout, tables.outbox, tables.event_session
    known = exists().where(box.c.env == gift.c.env, box.c.state == str(Transport.DELIVERED))
    is_open = exists().where(session.c.event == gift.c.event, session.c.state == str(EventState.OPEN))
    return and_(gift.c.captured < _before("gifts", now), gift.c.name != PURGED_NAME, known, not_(is_open))


_IDLE: Mapping[str, tuple[tuple[Any, Any], ...]] = MappingProxyType(
    {
        "attachments": ((tables.blob, old_attachments),),
        "rosters": ((tables.roster_row, old_rows),),
        "intentions": ((tables.intention, old_intentions),),
        "drafts": ((tables.draft, old_drafts), (tables.blob, loose_blobs)),
        "gifts": ((tables.member_handout, old_gifts),),
    }
)


def idle(connection: Connection, now: int) -> dict[str, int]:
    """Return how much is over its own term, by class; classes with nothing are left out."""
    aged = at_centre(connection, now)
    counted = {
        name: sum(
            int(connection.execute(select(func.count()).select_from(table).where(is_old(aged))).scalar_one())
            for table, is_old in those
        )
        for name, those in _IDLE.items()
    }
    return {name: count for name, count in counted.items() if count}


def retention(connection: Connection, now: int) -> Retention:
    """Return what is due, and why the rest is not yet."""
    found = holds(connection, now)
    counted = Counter(hold for _rec, hold, _since in found)
    young = [since for _rec, hold, since in found if hold is Hold.TOO_YOUNG]
    first = datetime.fromtimestamp(min(young) / 1000, UTC) + terms()["records"].span if young else None
    application = tables.application
    purged = select(func.count()).select_from(application).where(_is_purged())
    return Retention(
        due=counted.pop(Hold.DUE, 0),
        purged=int(connection.execute(purged).scalar_one()),
        held=MappingProxyType({hold: counted[hold] for hold in Hold if counted[hold]}),
        idle=MappingProxyType(idle(connection, now)),
        next_day=(first + timedelta(days=1)).astimezone().date() if first else None,
    )
