"""Closing up: the stack of papers, approving those who wait, rolls, and the backup."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fieldapp.documents.marks import marked
from fieldapp.documents.pages import Document
from fieldapp.documents.rolls import RollFacts, RollRow, approval_roll
from fieldapp.domain.closing import Roll, RollPerson
from fieldapp.domain.identity import derive, mask_document
from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.services import approvals, closing
from ui.operations import exports
from ui.operations.exports import Export
from ui.operations.printing import Target, put_document
from ui.operations.reauthentication import authenticated
from ui.session import Session
from ui.wording import day_of_text, label_of

Done = Callable[[Any], None]
Refused = Callable[[Refusal], None]


def see_paper(session: Session, code: str, done: Done, refused: Refused) -> None:
    """Note one paper of the stack."""
    if session.current_event is None:
        return
    command = closing.SeePaper(code=code, event=session.current_event.id, operator=session.operator.id)
    session.run(closing.see_paper, command, done, refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Who approves whom; ``secret`` is the operator's own PIN or the passphrase."""

    approver: str
    secret: str
    recs: tuple[str, ...]

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Batch({len(self.recs)})"


def approve(session: Session, chosen: Batch, done: Done, refused: Refused) -> None:
    """Approve people who wait, after the operator showed again who they are.

    An approval window that is open stays open; otherwise one is opened for this batch and closed again.
    """
    event, app, who = session.current_event, session.application, session.operator.id
    if event is None or not chosen.recs:
        return
    batch = approvals.ApproveMany(
        event=event.id, approver=chosen.approver, recs=tuple(RecordId(rec) for rec in chosen.recs), operator=who
    )

    def work() -> Any:
        window = app.read.approval_window(event.id)
        if window is None:
            opening = approvals.OpenApprovalWindow(event=event.id, approver=chosen.approver, operator=who)
            opened = app.execute(approvals.open_window, opening)
            if isinstance(opened, Refusal):
                return opened
        result = app.execute(approvals.approve_many, batch)
        if window is None:
            app.execute(approvals.close_window, approvals.CloseApprovalWindow(event=event.id, operator=who))
        return result

    def after(result: Any) -> None:
        if isinstance(result, Refusal):
            refused(result)
            return
        session.publish(result.changes)
        done(result)

    authenticated(session, chosen.secret, lambda: session.jobs.on_store(work, after), refused)


def make_rolls(session: Session, done: Done, refused: Refused) -> None:
    """Put those approved here on numbered rolls."""
    if session.current_event is None:
        return
    command = closing.MakeRolls(event=session.current_event.id, operator=session.operator.id)
    session.run(closing.make_rolls, command, done, refused)


def put_roll(session: Session, roll: Roll, target: Target, done: Done, refused: Refused) -> None:
    """Put one roll into a file or on a printer; the taking out is logged first."""
    event = session.current_event
    if event is None:
        return
    name, day = event.name, roll.made.astimezone().date()
    delegation = event.delegation
    union = session.union_name(delegation.union if delegation else event.host)

    def after(mark: str, document: Document | Refusal) -> None:
        if isinstance(document, Refusal):
            refused(document)
        else:
            paper = marked(document, mark)
            put_document(session, paper, target, lambda refusal: refused(refusal) if refusal else done(roll))

    def draw() -> Document | Refusal:
        people = session.application.read.roll_people(roll.number)
        return approval_roll(
            RollFacts(
                number=roll.number,
                union=union,
                event=name,
                date=day,
                rows=tuple(_roll_row(one) for one in people),
                resolution=roll.delegation,
                approver=roll.approver,
                operator=roll.operator,
            )
        )

    def then(mark: str) -> None:
        session.jobs.in_background(draw, partial(after, mark))

    exports.begin(session, Export(what="approval_roll", subject=roll.number, rows=roll.people), then, refused)


def _roll_row(one: RollPerson) -> RollRow:
    told = derive(one.document)
    return RollRow(
        name=one.name,
        sex=label_of("sexes", told[1] if told else one.sex),
        document=mask_document(one.document),
        group=one.group,
        employer=one.employer,
        number=one.number,
        joined=day_of_text(one.approved_on),
    )


def back_up(session: Session, folder: Path | None, done: Done, failed: Callable[[KnownError], None]) -> None:
    """Make a checked, encrypted copy in a folder (a stick), or in the laptop's own folder."""
    session.jobs.in_background(lambda: session.application.back_up(folder), done, failed)
