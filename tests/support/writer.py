"""A laptop that enrolls without end in a process of its own, and says each id once it is acknowledged.

``python -m tests.support.writer ROOT FIRST`` opens (or sets up) the desk below ROOT, enrolls person
FIRST and on, and prints one record id per line after ``execute`` returned. Somebody kills it.
"""

import sys
from itertools import count
from pathlib import Path

from fieldapp.app import Application
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.support.desk import PASSPHRASE, DeskClock, draft, set_up


def main(root: Path, first: int) -> None:
    """Enroll until killed."""
    if Application.exists(under(root)):
        application = Application.unlock(under(root), PASSPHRASE, clock=DeskClock())
        assert isinstance(application, Application)
    else:
        desk = set_up(root, ApprovalPolicy.DELEGATED)
        desk.grant_lease(size=100_000)
        desk.open_window()
        application = desk.application
    event = application.read.open_events()[0].event.id
    operator = next(one.id for one in application.read.operators() if one.has_pin)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for serial in count(first):
        result = application.execute(confirm, ConfirmApplication(draft=draft(serial), event=event, operator=operator))
        sys.stdout.write(f"{getattr(result, 'rec', '-')} {getattr(result, 'number', '-')}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
