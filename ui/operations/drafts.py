"""Autosave: the draft goes to the store at every change; a use case takes it away with the person."""

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.ids import EventId
from fieldapp.services import drafts
from ui.session import Session


def save(session: Session, event: EventId, draft: ApplicationDraft) -> None:
    """Keep the draft, so that a crash or a lock loses at most a second of typing."""
    session.run(
        drafts.save_draft, drafts.SaveDraft(draft=draft, event=event, operator=session.operator.id), _nothing, _nothing
    )


def _nothing(_result: object) -> None:
    """A saved draft needs no answer."""
