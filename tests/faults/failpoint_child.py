"""Dies once inside a use case: ``python -m tests.faults.failpoint_child HOME``.

Sets a scene up in HOME, then reads lines ``CASE POINT`` from standard input. For each it lets a child of its own work
on a fresh copy of the scene, die at the point, and looks at what the next start finds. Points are ``commit`` (all
written, nothing committed), ``committed`` (committed, marks not written), ``marks`` (written beside the marks), or the
number of a statement; ``half-N`` commits by halves there: the seeded defect that the drill has to find.
Answers one line of JSON: ``{"died": …, "statements": …, "wrong": [...]}``.
"""

import json
import os
import pickle
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, Pool, event

from fieldapp.app import Application
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.ports import Clock
from fieldapp.domain.problems import Refusal
from fieldapp.paths import Paths, under
from fieldapp.services.exports import NoteExport, note_export
from fieldapp.services.print_queue import MarkSent, ReturnToQueue, mark_sent, return_to_queue
from fieldapp.store.tables import metadata
from tests.faults.test_power_cuts import broken_links, marks_ahead
from tests.support.desk import PASSPHRASE, copied_desk
from tests.support.use_cases import USE_CASES, Scene

DIED, LIVED = 9, 0
COMMIT, COMMITTED, MARKS = "commit", "committed", "marks"
_DOUBTED = ("state", "changed")
"""Columns of a print job that the next start may move: what was on its way to a printer is in doubt."""


def main() -> None:
    """Answer one line per case and point."""
    home = Path(sys.argv[1])
    scene, work = home / "scene", home / "work"
    with copied_desk(scene, ApprovalPolicy.DELEGATED) as desk:
        made = Scene(desk)
    for line in sys.stdin:
        name, point = line.split()
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(scene, work)
        told = home / "told"
        child = os.fork()
        if child == 0:
            _work_and_die(made, under(work), name, point, told)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps(_judge(made, under(work), code, told, point)), flush=True)


def _opened(paths: Paths, clock: Clock) -> Application:
    application = Application.unlock(paths, PASSPHRASE, clock=clock)
    if isinstance(application, Refusal):
        raise SystemExit(f"not opened: {application.code}")
    return application


def _rows(application: Application) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, but what a start may say of a print job."""
    found = {}
    with application._store.database.reading() as connection:
        for name, table in sorted(metadata.tables.items()):
            columns = [one.name for one in table.columns if name != "print_job" or one.name not in _DOUBTED]
            quoted = ", ".join(f'"{one}"' for one in columns)
            found[name] = [tuple(row) for row in connection.exec_driver_sql(f"SELECT {quoted} FROM {name}")]
    return found


def _work_and_die(scene: Scene, paths: Paths, name: str, point: str, told: Path) -> NoReturn:
    """Run in a process of its own; leave what stood there before and how many statements there were."""
    try:
        scene.desk.paths, scene.desk.application = paths, _opened(paths, scene.desk.clock)
        _send_again(scene)
        use_case, command = USE_CASES[name](scene)
        before = _rows(scene.desk.application)

        def tell(statements: int) -> None:
            told.write_bytes(pickle.dumps((before, statements)))

        tell(0)
        _arm(point, tell)
        scene.desk.must(use_case, command)
        os._exit(LIVED)
    finally:
        traceback.print_exc()
        os._exit(1)  # never into the loop of the process that forked


def _send_again(scene: Scene) -> None:
    """Put the job that was on its way to a printer on its way again: the start doubted it."""
    jobs, who = (scene.sent,), scene.desk.operator
    scene.desk.must(return_to_queue, ReturnToQueue(jobs=jobs, operator=who))
    scene.desk.must(mark_sent, MarkSent(jobs=jobs, printer="HP", operator=who))


def _arm(point: str, tell: Callable[[int], None]) -> None:
    """Let the process end at a point as a cut of power to the processor would: no handler runs, nothing is flushed.

    ``tell`` is told how many statements there were when all are written.
    """
    seen = [0]

    def count(_connection: object, cursor: Any, *_rest: object) -> None:
        seen[0] += 1
        if point == f"half-{seen[0]}":
            cursor.connection.execute("COMMIT")
        if point.removeprefix("half-") == str(seen[0]):
            os._exit(DIED)

    def die(*_rest: object) -> None:
        os._exit(DIED)

    def written(*_rest: object) -> None:
        tell(seen[0])
        if point == COMMIT:
            die()

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", written)
    if point == COMMITTED:
        event.listen(Pool, "reset", die)
    elif point == MARKS:
        os.replace = die  # type: ignore[assignment]  # the last call before the marks have their name
        Path.replace = die  # type: ignore[assignment, method-assign]


def _judge(scene: Scene, paths: Paths, code: int, told: Path, point: str) -> dict[str, Any]:
    """Open the store as the next start does and say what is not as it must be."""
    before, statements = pickle.loads(told.read_bytes())
    wrong = [] if code in (DIED, LIVED) else [f"ended with {code}"]
    application = _opened(paths, scene.desk.clock)
    scene.desk.paths, scene.desk.application = paths, application
    try:
        after = _rows(application)
        is_early = code == DIED and point not in (COMMITTED, MARKS)
        wrong += [f"{table} moved" for table in before if is_early and after[table] != before[table]]
        wrong += [] if is_early or after != before else ["nothing was kept"]
        wrong += ["audit"] if application.audit_fault() else []
        wrong += [f"new life: {application.resumption.why}"] if application.resumption.why else []
        work_goes_on = NoteExport(what="day_report", subject=scene.desk.event, rows=1, operator=scene.desk.supervisor)
        scene.desk.must(note_export, work_goes_on)
        wrong += [] if application.is_sound() else ["pages"]
        wrong += application._store.database.raw(broken_links)
        key = application._store.database.key
    finally:
        application.close()
    wrong += ["marks ahead"] if marks_ahead(paths.data.parent, key) else []
    return {"died": code == DIED, "statements": statements, "wrong": wrong}


if __name__ == "__main__":
    main()
