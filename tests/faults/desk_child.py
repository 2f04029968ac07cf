"""A desk that enrolls people until somebody kills it.

``python -m tests.faults.desk_child HOME MARK EVENT OPERATOR SEED [early]``

Each person's id is written to standard output only after the use case returned, as the window's
green band would be. One byte of the file MARK, mapped into memory, says where the process was when
it died. With ``early`` it speaks well before the commit: the seeded defect that the drill has to find.
"""

import mmap
import select
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Pool, event

from fieldapp.app import Application
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.store.unit_of_work import UnitOfWork
from tests.support.desk import PASSPHRASE, DeskClock
from tests.support.people import People

OUTSIDE, WRITING, COMMITTING, MARKING = b"\0", b"\1", b"\2", b"\3"
"""Between people; begun and not committed; inside the commit; committed, sidecar not yet written."""

EARLY_BY = 0.25
"""Seconds between the word and the commit of the seeded defect: most of a person's time, on a busy machine too."""


def _mark_transactions(mark: mmap.mmap) -> None:
    """Keep the byte true: the store's writer begins with BEGIN IMMEDIATE, readers do not."""

    @event.listens_for(Engine, "after_cursor_execute")
    def _began(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            mark[0:1] = WRITING

    @event.listens_for(Engine, "commit")
    def _commits(_connection: object) -> None:
        if mark[0:1] == WRITING:
            mark[0:1] = COMMITTING

    @event.listens_for(Pool, "reset")
    def _committed(*_rest: object) -> None:
        if mark[0:1] == COMMITTING:
            mark[0:1] = MARKING


def _confirm_and_tell(command: ConfirmApplication, uow: UnitOfWork, clock: Clock, ids: Ids) -> object:
    result = confirm(command, uow, clock, ids)
    if not isinstance(result, Refusal):
        print(result.rec, flush=True)
        select.select([], [], [], EARLY_BY)
    return result


def main() -> None:
    """Enroll one made-up person after the other, for ever."""
    home, mark_path, event_id, operator, seed, *defect = sys.argv[1:]
    application = Application.unlock(under(Path(home)), PASSPHRASE, clock=DeskClock())
    if isinstance(application, Refusal):
        raise SystemExit(f"not opened: {application.code}")
    with Path(mark_path).open("r+b") as file:
        mark = mmap.mmap(file.fileno(), 1)
    _mark_transactions(mark)
    people = People(seed=int(seed))
    while True:
        draft = people.person().draft()
        command = ConfirmApplication(draft=draft, event=EventId(event_id), operator=OperatorId(operator))
        result: Any = application.execute(_confirm_and_tell if defect else confirm, command)
        mark[0:1] = OUTSIDE
        if isinstance(result, Refusal):
            if result.code == "already_enrolled":  # two seeds made up the same person
                continue
            raise SystemExit(f"refused: {result.code} {[problem.code for problem in result.problems]}")
        if not defect:
            print(result.rec, flush=True)


if __name__ == "__main__":
    main()
