"""Autosave: the draft goes to the store at every change, and leaves it with the person."""

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.services import drafts
from ui.session import Session


def save(session: Session, draft: ApplicationDraft) -> None:
    """Keep the draft, so that a crash or a lock loses at most a second of typing."""
    if session.current_event is not None:
        command = drafts.SaveDraft(draft=draft, event=session.current_event.id, operator=session.operator.id)
        session.run(drafts.save_draft, command, _nothing, _nothing)


def drop(session: Session) -> None:
    """Forget the draft of this event."""
    if session.current_event is not None:
        command = drafts.DropDraft(event=session.current_event.id, operator=session.operator.id)
        session.run(drafts.drop_draft, command, _nothing, _nothing)


def _nothing(_result: object) -> None:
    """A saved draft needs no answer."""
