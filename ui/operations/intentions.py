"""意向登记: noting people to call back, and what became of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fieldapp.domain.intentions import IntentionState
from fieldapp.domain.problems import Refusal
from fieldapp.services import intentions
from ui.session import Session

Done = Callable[[Any], None]


def note(
    session: Session,
    name: str,
    phone: str,
    words: str,
    call_on: date | None,
    *,
    done: Done,
    refused: Callable[[Refusal], None],
) -> None:
    """Keep somebody to call back at the event in force."""
    if session.current_event is None:
        return
    command = intentions.NoteIntention(
        name=name,
        phone=phone,
        note=words,
        call_on=call_on,
        event=session.current_event.id,
        operator=session.operator.id,
    )
    session.run(intentions.note_intention, command, done, refused)


def move(session: Session, intention: str, state: IntentionState, done: Done) -> None:
    """Remember that somebody was called, or drop them."""
    command = intentions.MoveIntention(intention=intention, state=state, operator=session.operator.id)
    session.run(intentions.move_intention, command, done)
