"""Events: create, open, close, join by a signed code, and the approval window."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
from fieldapp.domain.ids import EventId, OrganisationId, RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.services import approvals, events
from ui.operations.reauthentication import authenticated
from ui.operations.self_check import refusal_to_open
from ui.session import Session

Done = Callable[[Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventForm:
    """What the page asks about a new event. ``approvers`` only under the delegated policy."""

    name: str
    region: str
    place: str
    host: str
    channel: JoinChannel
    starts: datetime
    ends: datetime
    policy: ApprovalPolicy
    target: int | None
    items: tuple[str, ...]
    photo: bool = False
    resolution: str = ""
    approvers: tuple[str, ...] = ()
    maximum: int = 0


def create(session: Session, form: EventForm, done: Done, refused: Done | None = None) -> None:
    """Create an event and open it."""
    app = session.application
    event = event_of(EventId(app.ids.new()), form)
    command = events.CreateEvent(event=event, operator=session.operator.id)
    session.run(events.create_event, command, lambda _result: open_event(session, event.id, done), refused)


def event_of(id_: EventId, form: EventForm) -> Event:
    """Return the event a form describes; an authorisation typed in covers the days of the event."""
    delegation = None
    if form.policy is ApprovalPolicy.DELEGATED:
        delegation = Delegation(
            number=form.resolution,
            union=OrganisationId(form.host),
            resolved_on=form.starts.date(),
            approvers=form.approvers,
            valid_from=form.starts.date(),
            valid_to=form.ends.date() + timedelta(days=1),
            maximum=form.maximum,
        )
    return Event(
        id=id_,
        name=form.name,
        region=form.region,
        place=form.place,
        host=OrganisationId(form.host),
        channel=form.channel,
        starts=form.starts,
        ends=form.ends,
        policy=form.policy,
        delegation=delegation,
        target=form.target,
        items=form.items,
        photo=form.photo,
    )


def revise(session: Session, event: Event, form: EventForm, done: Done) -> None:
    """Change words, hours, target, items and photo of an event made here."""
    command = events.ReviseEvent(
        event=event.id,
        name=form.name,
        place=form.place,
        starts=form.starts,
        ends=form.ends,
        target=form.target,
        items=form.items if event.items[:1] != form.items else event.items,
        photo=form.photo,
        operator=session.operator.id,
    )

    def after(result: Any) -> None:
        if session.current_event is not None and session.current_event.id == event.id:
            choose(session, event.id)
        done(result)

    session.run(events.revise_event, command, after)


def open_event(session: Session, event: EventId, done: Done, *, reason: str = "", refused: Done | None = None) -> None:
    """Open an event on this laptop and work for it; one that was closed wants a reason.

    A full disk or a damaged store keeps it from opening.
    """
    command = events.OpenEvent(event=event, operator=session.operator.id, reason=reason)

    def after(result: Any) -> None:
        choose(session, event)
        done(result)

    def checked(refusal: Refusal | None) -> None:
        if refusal is not None:
            (refused or session.say_refusal)(refusal)
        else:
            session.run(events.open_event, command, after, refused)

    session.jobs.in_background(lambda: refusal_to_open(session), checked)


def choose(session: Session, event: EventId) -> None:
    """Work for an event that is open already."""
    found = session.application.read.event(event)
    if found is not None:
        session.choose_event(found)


def close(session: Session, event: EventId, done: Done) -> None:
    """Close the event (收摊); its counts go out with it."""
    command = events.CloseEvent(event=event, operator=session.operator.id)

    def after(result: Any) -> None:
        session.choose_event(None)
        done(result)

    session.run(events.close_event, command, after)


def join(session: Session, code: str, done: Done, refused: Done) -> None:
    """Join an event by its ``UE1:`` code."""
    found = session.application.codes.read_event_code(code.strip())
    if isinstance(found, Refusal):
        refused(found)
        return
    command = events.JoinEvent(event=found.event, operator=session.operator.id, signed_by=found.signed_by)
    session.run(events.join_event, command, lambda _result: open_event(session, found.event.id, done), refused)


def open_window(session: Session, approver: str, secret: str, done: Done, refused: Done) -> None:
    """Open the approval window for a named approver, after the operator's PIN or the passphrase was given again."""
    if session.current_event is None:
        return
    who = session.operator.id
    command = approvals.OpenApprovalWindow(event=session.current_event.id, approver=approver, operator=who)
    authenticated(session, secret, lambda: session.run(approvals.open_window, command, done, refused), refused)


def close_window(session: Session, done: Done) -> None:
    """Close the approval window."""
    if session.current_event is not None:
        command = approvals.CloseApprovalWindow(event=session.current_event.id, operator=session.operator.id)
        session.run(approvals.close_window, command, done)


def approve_waiting(session: Session, recs: tuple[str, ...], done: Done) -> None:
    """Approve some who wait, in the window that is open (批准 10); its approver showed who they are when it opened."""
    event = session.current_event
    window = session.application.read.approval_window(event.id) if event else None
    if event is None or window is None or not recs:
        return
    command = approvals.ApproveMany(
        event=event.id,
        approver=window.approver,
        recs=tuple(RecordId(rec) for rec in recs),
        operator=session.operator.id,
    )
    session.run(approvals.approve_many, command, done)
