"""发放: one item, once per person, and the override that a supervisor answers for."""

from collections.abc import Callable
from typing import Any

from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.services import handouts
from ui.session import Session


def hand_out(
    session: Session,
    rec: str,
    item: str,
    done: Callable[[Any], None],
    refused: Callable[[Refusal], None],
    *,
    override: str = "",
) -> None:
    """Give one of an item to a person; refused when it was given before."""
    event = session.current_event
    if event is None:
        return
    command = handouts.HandOut(
        rec=RecordId(rec), item=item, qty=1, event=event.id, operator=session.operator.id, override=override or None
    )
    session.run(handouts.hand_out, command, done, refused)
