"""A desk that enrolls so many people and closes, for the trace of a power cut.

``python -m tests.faults.power_child HOME EVENT OPERATOR SEED PEOPLE [NORMAL|OFF]``

Each person's id is written to standard output after the use case returned. The last word replaces the store's
``synchronous=FULL``: the controls that must lose somebody.
"""

import sys
from pathlib import Path
from typing import Any

from fieldapp.app import Application
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.store import database
from tests.support.desk import PASSPHRASE, DeskClock
from tests.support.people import People


def main() -> None:
    """Enroll, say each id, close."""
    home, event, operator, seed, count, *control = sys.argv[1:]
    if control:
        weaker: Any = [one.replace("synchronous=FULL", f"synchronous={control[0]}") for one in database._PRAGMAS]
        database._PRAGMAS = weaker
    application = Application.unlock(under(Path(home)), PASSPHRASE, clock=DeskClock())
    if isinstance(application, Refusal):
        raise SystemExit(f"not opened: {application.code}")
    people, told = People(seed=int(seed)), 0
    while told < int(count):
        draft = people.person().draft()
        command = ConfirmApplication(draft=draft, event=EventId(event), operator=OperatorId(operator))
        result = application.execute(confirm, command)
        if isinstance(result, Refusal):
            raise SystemExit(f"refused: {result.code}")
        print(result.rec, flush=True)
        told += 1
    application.close()


if __name__ == "__main__":
    main()
