"""补录: beginning and ending a paper set at the event in force."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fieldapp.domain.problems import Refusal
from fieldapp.services import paper_sets
from ui.session import Session

Done = Callable[[Any], None]


def begin(
    session: Session, first: str, last: str, signed_on: date, *, done: Done, refused: Callable[[Refusal], None]
) -> None:
    """Open a set."""
    if session.current_event is not None:
        command = paper_sets.BeginPaperSet(
            first=first,
            last=last,
            signed_on=signed_on,
            event=session.current_event.id,
            operator=session.operator.id,
        )
        session.run(paper_sets.begin_paper_set, command, done, refused)


def end(session: Session, done: Done) -> None:
    """Close the open set."""
    if session.current_event is not None:
        command = paper_sets.EndPaperSet(event=session.current_event.id, operator=session.operator.id)
        session.run(paper_sets.end_paper_set, command, done)
