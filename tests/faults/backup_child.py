"""Enrolls one, backs up to a stick, enrolls another.

``python -m tests.faults.backup_child HOME STICK EVENT OPERATOR SEED``

Says "told REC" per person and "backup ok" or "backup CODE".
"""

import sys
from pathlib import Path

from fieldapp.app import Application
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.support.desk import PASSPHRASE, DeskClock
from tests.support.people import People


def main() -> None:
    """Enroll, back up, enroll."""
    home, stick, event, operator, seed = sys.argv[1:]
    application = Application.unlock(under(Path(home)), PASSPHRASE, clock=DeskClock())
    if isinstance(application, Refusal):
        raise SystemExit(f"not opened: {application.code}")
    people = People(seed=int(seed))

    def enroll() -> None:
        command = ConfirmApplication(draft=people.person().draft(), event=EventId(event), operator=OperatorId(operator))
        result = application.execute(confirm, command)
        if isinstance(result, Refusal):
            raise SystemExit(f"refused: {result.code}")
        print("told", result.rec, flush=True)

    enroll()
    try:
        application.back_up(Path(stick))
        print("backup ok", flush=True)
    except KnownError as error:
        print("backup", error.code, flush=True)
    enroll()
    application.close()


if __name__ == "__main__":
    main()
