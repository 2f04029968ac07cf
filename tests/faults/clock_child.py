"""A day under a clock that jumps: ``python -m tests.faults.clock_child HOME EVENT OPERATOR BOSS HUB TOLD TO…``.

Enrolls and synchronises, moves the calendar to each TO, enrolls and synchronises again, guesses wrong passphrases over
all of them, and closes the event. Ends with one line of JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fieldapp.app import Application
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import CloseEvent, close_event
from tests.support.desk import PASSPHRASE, draft
from tests.support.wires import sync

EACH = 3
_FIRST = 100
"""The number of the first person; the laptop enrolled others before."""
GUESSES = 9


def main() -> None:
    """Work under every clock, then say what happened."""
    home, event, operator, boss, hub, told, *moves = sys.argv[1:]
    application = Application.unlock(under(Path(home)), PASSPHRASE)
    if isinstance(application, Refusal):
        raise SystemExit(f"not opened: {application.code}")
    people, rounds, guesses = list[str](), list[Any](), list[str]()
    for number, to in enumerate(moves):
        Path(told).write_text(to, encoding="ascii")
        for serial in range(EACH):
            command = ConfirmApplication(
                draft=draft(_FIRST + number * EACH + serial), event=EventId(event), operator=OperatorId(operator)
            )
            result = application.execute(confirm, command)
            people.append(result.code if isinstance(result, Refusal) else result.number)
        summary = sync(application, hub)
        rounds.append([summary.problem, summary.pending])
        for _ in range(GUESSES // len(moves)):
            refused = application.passphrase_refusal("not the passphrase")
            guesses.append(refused.code if refused else "opened")
    closed = application.execute(close_event, CloseEvent(event=EventId(event), operator=OperatorId(boss)))
    said = {
        "people": people,
        "rounds": rounds,
        "guesses": guesses,
        "closed": closed.code if isinstance(closed, Refusal) else "",
        "last": sync(application, hub).pending,
        "audit": str(application.audit_fault() or ""),
    }
    application.close()
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
