"""Events known here, their sessions on this laptop, approval windows and delegations."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from fieldapp.domain.events import ApprovalWindow, Delegation, Event, EventState
from fieldapp.domain.forms import event_form, read_delegation, read_event
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.store import tables

_THEIRS = select(tables.centre_event.c.body).where(tables.centre_event.c.id == bindparam("id"))
_OURS = select(tables.event.c.body).where(tables.event.c.id == bindparam("id"))
_STATE = select(tables.event_session.c.state).where(tables.event_session.c.event == bindparam("id"))
_BODY = select(
    func.coalesce(_THEIRS.scalar_subquery(), _OURS.scalar_subquery()).label("body"),
    _STATE.scalar_subquery().label("state"),
)
_APPROVED = select(func.count()).where(tables.approval.c.delegation == bindparam("number"))
_APPROVER = (
    select(tables.operator.c.id)
    .where(tables.operator.c.name == tables.approval_window.c.approver, tables.operator.c.is_active)
    .limit(1)
)
_WINDOW = select(
    tables.approval_window,
    _APPROVED.scalar_subquery().label("used"),
    _APPROVER.scalar_subquery().label("approver_op"),
).where(tables.approval_window.c.event == bindparam("event"), tables.approval_window.c.closed.is_(None))
_KNOWN = select(tables.delegation.c.body).where(tables.delegation.c.number == bindparam("number"))
_LISTED = select(tables.reference.c.etag).where(tables.reference.c.name == "delegations")
_DELEGATION = select(_KNOWN.scalar_subquery().label("body"), _LISTED.scalar_subquery().label("etag"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSession:
    """An event's life on this laptop and the record of its opening."""

    event: EventId
    state: EventState
    rec: str
    rev: int
    base: str


class Events:
    """Finds events (the centre's description goes before our own) and moves their sessions."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def get(self, event: str) -> Event | None:
        """Return an event."""
        return self.at_work(event)[0]

    def at_work(self, event: str) -> tuple[Event | None, EventState]:
        """Return an event and its state on this laptop."""
        row = self._connection.execute(_BODY, {"id": event}).one()
        found = read_event(json.loads(row.body)) if row.body is not None else None
        return found, EventState(row.state) if row.state is not None else EventState.PLANNED

    def add(self, event: Event, created: int) -> None:
        """Add an event that was made here or joined by a code."""
        body = json.dumps(event_form(event), ensure_ascii=False)
        self._connection.execute(insert(tables.event).values(id=event.id, body=body, created=created))

    def is_own(self, event: str) -> bool:
        """Whether this laptop keeps the event's description, and not the centre."""
        theirs = select(tables.centre_event.c.id).where(tables.centre_event.c.id == event)
        ours = select(tables.event.c.id).where(tables.event.c.id == event)
        is_theirs = self._connection.execute(theirs).scalar_one_or_none() is not None
        return not is_theirs and self._connection.execute(ours).scalar_one_or_none() is not None

    def revise(self, event: Event) -> None:
        """Keep another description of an event that was made or joined here."""
        body = json.dumps(event_form(event), ensure_ascii=False)
        self._connection.execute(update(tables.event).where(tables.event.c.id == event.id).values(body=body))

    def session(self, event: str) -> EventSession | None:
        """Return an event's session; None before it was first opened here."""
        row = self._connection.execute(
            select(tables.event_session).where(tables.event_session.c.event == event)
        ).one_or_none()
        if row is None:
            return None
        return EventSession(
            event=EventId(row.event), state=EventState(row.state), rec=row.rec, rev=row.rev, base=row.base
        )

    def state(self, event: str) -> EventState:
        """Return an event's state on this laptop."""
        return self.at_work(event)[1]

    def keep_session(self, session: EventSession, now: int) -> None:
        """Write a session that was opened or closed at ``now`` (ms)."""
        table = tables.event_session
        values = {"state": str(session.state), "rec": session.rec, "rev": session.rev, "base": session.base}
        if session.state is EventState.CLOSED:
            values["closed"] = now
        changed = self._connection.execute(update(table).where(table.c.event == session.event).values(**values))
        if changed.rowcount == 0:
            self._connection.execute(insert(table).values(event=session.event, opened=now, **values))

    def window(self, event: str) -> ApprovalWindow | None:
        """Return the open approval window; ``used`` counts approvals under the event's delegation."""
        found = self.get(event)
        return self.standing(found)[0] if found else None

    def standing(self, event: Event) -> tuple[ApprovalWindow | None, Delegation | None]:
        """Return the open approval window of an event, and the authorisation that the event stands on."""
        delegation = self.delegation_of(event)
        asked = {"event": event.id, "number": delegation.number if delegation else None}
        row = self._connection.execute(_WINDOW, asked).one_or_none()
        if row is None:
            return None, delegation
        window = ApprovalWindow(
            event=EventId(row.event),
            approver=row.approver,
            opened_by=OperatorId(row.opened_by),
            opened=datetime.fromtimestamp(row.opened / 1000, UTC),
            used=row.used,
            approver_op=OperatorId(row.approver_op) if row.approver_op else None,
        )
        return window, delegation

    def open_window(self, event: str, approver: str, operator: str, now: int) -> None:
        """Open an approval window; an earlier one of the event is replaced."""
        table = tables.approval_window
        values = {"approver": approver, "opened_by": operator, "opened": now, "closed": None}
        changed = self._connection.execute(update(table).where(table.c.event == event).values(**values))
        if changed.rowcount == 0:
            self._connection.execute(insert(table).values(event=event, **values))

    def close_window(self, event: str, now: int) -> bool:
        """Close the approval window; returns whether one was open."""
        table = tables.approval_window
        open_one = update(table).where(table.c.event == event, table.c.closed.is_(None))
        return bool(self._connection.execute(open_one.values(closed=now)).rowcount)

    def delegation(self, event: str) -> Delegation | None:
        """Return the authorisation an event stands on, as ``delegation_of`` does."""
        found = self.get(event)
        return self.delegation_of(found) if found else None

    def delegation_of(self, event: Event) -> Delegation | None:
        """Return the authorisation an event stands on; what the centre signed goes before the event's own words.

        Once the centre has sent its delegations, one that it does not know counts for nothing.
        """
        if event.delegation is None:
            return None
        row = self._connection.execute(_DELEGATION, {"number": event.delegation.number}).one()
        if row.body is not None:
            return read_delegation(json.loads(row.body))
        return event.delegation if row.etag is None else None

    def known_delegation(self, number: str) -> Delegation | None:
        """Return the authorisation with this number as the centre sent it."""
        table = tables.delegation
        body = self._connection.execute(select(table.c.body).where(table.c.number == number)).scalar_one_or_none()
        return read_delegation(json.loads(body)) if body is not None else None
