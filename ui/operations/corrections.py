"""Corrections of one record or of many alike, and duplicates that go on as transfers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldapp.domain.ids import EventId, RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.services import corrections, transfers
from ui.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the form says a record shall be, and why; empty values leave a field as it is."""

    rec: str
    values: Mapping[str, str]
    reason: str


def correct(
    session: Session, wanted: Wanted, done: Callable[[], None], refused: Callable[[Refusal], None] | None = None
) -> None:
    """Revise what differs from the record."""
    details = session.application.read.details(wanted.rec)
    if details is None:
        return
    changed = {
        code: value for code, value in wanted.values.items() if value and value != (getattr(details, code) or "")
    }
    if not changed:
        session.say_refusal(Refusal(code="nothing_changed"))
        return
    command = corrections.ReviseApplication(
        rec=RecordId(wanted.rec),
        changed=changed,
        reason=wanted.reason,
        event=event_for(session, details.event),
        operator=session.operator.id,
    )
    session.run(corrections.revise, command, lambda _result: done(), refused)


def correct_together(
    session: Session,
    recs: Sequence[str],
    changed: Mapping[str, str],
    reason: str,
    done: Callable[[corrections.RevisedTogether], None],
) -> None:
    """Give many records with the same fault the same answer."""
    event = session.current_event
    if event is None:
        return
    command = corrections.ReviseTogether(
        recs=tuple(RecordId(rec) for rec in recs),
        changed=changed,
        reason=reason,
        event=event.id,
        operator=session.operator.id,
    )
    session.run(corrections.revise_together, command, done)


def turn_into_transfer(session: Session, rec: str, done: Callable[[], None]) -> None:
    """Let an application that the centre calls a duplicate go on as a transfer."""
    details = session.application.read.details(rec)
    if details is not None:
        command = transfers.TurnIntoTransfer(
            rec=RecordId(rec),
            event=event_for(session, details.event),
            operator=session.operator.id,
            reason="centre_verdict",
        )
        session.run(transfers.turn_into_transfer, command, lambda _result: done())


def event_for(session: Session, otherwise: str) -> EventId:
    """Return the event under which a record is worked on: the one at hand, else the record's own."""
    return session.current_event.id if session.current_event else EventId(otherwise)
