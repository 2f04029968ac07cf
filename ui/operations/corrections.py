"""Corrections of records that came back, and duplicates that go on as transfers."""

from collections.abc import Callable, Mapping

from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.services import corrections, transfers
from ui.session import Session


def correct(session: Session, rec: str, values: Mapping[str, str], reason: str, done: Callable[[], None]) -> None:
    """Revise what differs from the record."""
    event, details = session.current_event, session.application.read.details(rec)
    if event is None or details is None:
        return
    changed = {code: value for code, value in values.items() if value and value != getattr(details, code)}
    if not changed:
        session.say_refusal(Refusal(code="nothing_changed"))
        return
    command = corrections.ReviseApplication(
        rec=RecordId(rec), changed=changed, reason=reason, event=event.id, operator=session.operator.id
    )
    session.run(corrections.revise, command, lambda _result: done())


def turn_into_transfer(session: Session, rec: str, done: Callable[[], None]) -> None:
    """Let an application that the centre calls a duplicate go on as a transfer."""
    event = session.current_event
    if event is not None:
        command = transfers.TurnIntoTransfer(
            rec=RecordId(rec), event=event.id, operator=session.operator.id, reason="centre_verdict"
        )
        session.run(transfers.turn_into_transfer, command, lambda _result: done())
