"""A desk on a disk that refuses now and then, for the drills of disk trouble.

``python -m tests.faults.trouble_child HOME EVENT OPERATOR SEED PEOPLE``

Says one line a person: ``told REC`` after the use case returned, ``CODE REC`` when the disk failed, as the desk's
band would. Ends with ``end CODE`` ("ok" when it closed in peace). Anything else it says is a defect.
"""

import resource
import sys
from pathlib import Path
from typing import Any

from fieldapp.app import Application
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.support.desk import PASSPHRASE, DeskClock
from tests.support.people import People


def main() -> None:
    """Enroll, say how each one went, close."""
    home, event, operator, seed, count, *largest = sys.argv[1:]
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest[0]), resource.RLIM_INFINITY))
    try:
        application = Application.unlock(under(Path(home)), PASSPHRASE, clock=DeskClock())
        if isinstance(application, Refusal):
            raise SystemExit(f"not opened: {application.code}")
        people = People(seed=int(seed))
        for _ in range(int(count)):
            draft = people.person().draft()
            _one(application, ConfirmApplication(draft=draft, event=EventId(event), operator=OperatorId(operator)))
        application.close()
    except KnownError as error:
        print("end", error.code, flush=True)
    else:
        print("end ok", flush=True)


def _one(application: Application, command: ConfirmApplication) -> None:
    known = {"rec": "-"}

    def remembering(*arguments: Any) -> Any:
        result = confirm(*arguments)
        if not isinstance(result, Refusal):
            known["rec"] = result.rec
        return result

    try:
        result = application.execute(remembering, command)
    except KnownError as error:
        print(error.code, known["rec"], flush=True)
        return
    if isinstance(result, Refusal):
        raise SystemExit(f"refused: {result.code}")
    print("told", result.rec, flush=True)


if __name__ == "__main__":
    main()
