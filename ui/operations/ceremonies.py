"""A ceremony: approve and print in seat order beforehand, label the boxes, pull absentees, hand out by scan."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fieldapp.documents.box_labels import box_labels
from fieldapp.domain.ceremonies import Seat, SeatStage, boxes
from fieldapp.domain.ids import RosterId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import RosterView
from fieldapp.messages import message
from fieldapp.services import ceremonies
from ui.operations import events, printing
from ui.operations.printing import Target
from ui.session import Session

EACH = 20
"""Cards in one box."""
Done = Callable[[int], None]


def approve(session: Session, seats: Sequence[Seat], done: Done) -> None:
    """Approve who applied, in the order they are called; needs the open approval window."""
    recs = tuple(one.rec for one in seats if one.stage is SeatStage.APPLIED and one.rec)
    event = session.current_event
    if event is None or session.application.read.approval_window(event.id) is None:
        session.say_refusal(Refusal(code="approval_window_closed"))
        return
    events.approve_waiting(session, recs, lambda result: done(len(result.numbers)))


def queue_cards(session: Session, seats: Sequence[Seat], done: Done) -> None:
    """Queue the cards of who is approved, in seat order; the printer goes on with them by itself."""
    recs = [one.rec for one in seats if one.stage is SeatStage.APPROVED and one.rec]

    def queued(jobs: list[object]) -> None:
        session.prints.kick()
        done(len(jobs))

    printing.prepare(session, recs, "card", queued)


def save_labels(session: Session, roster: RosterView, seats: Sequence[Seat], path: Path) -> None:
    """Draw the labels of the boxes for everybody who has or gets a card."""
    event = session.current_event
    having = [one for one in seats if one.stage in (SeatStage.APPROVED, SeatStage.PRINTED)]
    if event is None or not having:
        session.say_refusal(Refusal(code="nothing_to_print"))
        return
    document = box_labels(event.name, roster.company, boxes(having, EACH))

    def after(refused: Refusal | None) -> None:
        if refused:
            session.say_refusal(refused)
        else:
            session.say(message("file_saved", {"name": path.name}), "success")

    printing.put_document(session, document, Target(path=path), after)


def pull(session: Session, roster: str, seats: Sequence[Seat], done: Done) -> None:
    """Take the cards of absentees out; they are spoiled, and their people are counted nowhere."""
    jobs = tuple(one.job for one in seats if one.stage is SeatStage.PRINTED and one.job)
    command = ceremonies.PullCards(roster=RosterId(roster), jobs=jobs, operator=session.operator.id)
    session.run(ceremonies.pull_cards, command, lambda result: done(result.count))


def hand_on_stage(session: Session, seat: Seat, done: Done, refused: Callable[[Refusal], None]) -> None:
    """Hand a card over and count its person as come."""
    event = session.current_event
    if event is not None:
        command = ceremonies.HandOnStage(row=seat.row, event=event.id, operator=session.operator.id)
        session.run(ceremonies.hand_on_stage, command, lambda result: done(result.count), refused)
