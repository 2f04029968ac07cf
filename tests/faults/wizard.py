"""The wizard's own code without its window: a file is read, checked and committed to a real store.

The window's workers are played by a list of work that is done one piece after the other.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_habits import Answers
from fieldapp.files.workbooks import write_error_workbook
from fieldapp.messages import catalogue
from tests.support.desk import REGION, Desk, supervisor_of
from ui.jobs import Progress
from ui.operations import roster_imports
from ui.operations.roster_imports import CheckedRow, Importing, RosterFile

ANSWERS = Answers(group="truck", employment="platform", region=REGION)
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one file: ``table`` or a refusal's code; ``lost`` says what should not have happened.

    ``seconds`` and ``megabytes`` (above what was held before) count until the rows stood there or the sentence.
    """

    said: str
    people: int = 0
    lost: str = ""
    seconds: float = 0.0
    megabytes: int = 0


class Wizard:
    """A laptop at an event that takes files; its store is looked at after each."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        """Begin with no roster."""
        self._desk, self._folder, self._work = desk, folder, deque[Callable[[], None]]()
        jobs = SimpleNamespace(
            in_background=self._later,
            on_store_later=self._later,
            after_drawing=self._work.append,
            give_way=lambda: None,
        )
        self._session: Any = SimpleNamespace(
            application=desk.application,
            current_event=desk.application.read.event(desk.event),
            operator=supervisor_of(desk.application),
            jobs=jobs,
            run=self._run,
            publish=lambda _changes: None,
        )

    def _later(self, work: Callable[[], Any], done: Callable[[Any], None], _failed: object = None) -> None:
        self._work.append(lambda: done(work()))

    def _run(self, use_case: Any, command: object, done: Any, refused: Any = None) -> None:
        def answer(result: Any) -> None:
            (refused if isinstance(result, Refusal) else done)(result)

        self._later(lambda: self._desk.application.execute(use_case, command), answer)

    def _work_off(self) -> None:
        while self._work:
            self._work.popleft()()

    def bring(self, path: Path) -> Verdict:
        """Take a file through all four steps; what was there before stands as it stood unless all of it came in."""
        before, held = self._counts(), _memory_mb("VmRSS")
        _forget_most_memory()
        began = time.perf_counter()
        read = list[RosterFile | Refusal]()
        roster_imports.read_file(self._session, path, Progress(), read.append)
        self._work_off()
        checked = list[list[CheckedRow]]()
        if not isinstance(read[0], Refusal):
            file = replace(read[0], company=path.stem, answers=ANSWERS)
            roster_imports.check(self._session, file, Progress(), checked.append)
            self._work_off()
        seconds, megabytes = time.perf_counter() - began, _memory_mb("VmHWM") - held
        verdict = self._committed(read[0], checked, before)
        return replace(verdict, seconds=seconds, megabytes=megabytes)

    def _committed(
        self, read: RosterFile | Refusal, checked: list[list[CheckedRow]], before: dict[str, int]
    ) -> Verdict:
        if isinstance(read, Refusal):
            unknown = "" if read.code in catalogue() else "no sentence"
            return Verdict(said=read.code, lost=unknown or self._changed(before))
        file = replace(read, company=read.path.stem, answers=ANSWERS)
        write_error_workbook(self._folder / "errors.xlsx", file.table, [one.row for one in checked[0]], "导出")
        return self._commit(file, checked[0], before)

    def _commit(self, file: RosterFile, rows: list[CheckedRow], before: dict[str, int]) -> Verdict:
        done, refused, stopped = list[Any](), list[Refusal](), list[bool]()
        Importing(
            session=self._session,
            file=file,
            rows=rows,
            progress=Progress(),
            done=done.append,
            stopped=lambda: stopped.append(True),
            refused=refused.append,
        ).begin()
        self._work_off()
        if not done:
            return Verdict(
                said=refused[0].code if refused else "stopped", lost=self._changed(before) or "not committed"
            )
        result = done[0]
        came = self._counts().get(result.roster, 0) - before.get(result.roster, 0)
        whole = came == result.committed + result.to_fix and result.committed + result.to_fix + result.skipped == len(
            rows
        )
        return Verdict(said="table", people=len(rows), lost="" if whole and not self._unfinished() else "partial")

    def _counts(self) -> dict[str, int]:
        return {one.id: one.total for one in self._desk.application.read.rosters(self._desk.event)}

    def _unfinished(self) -> bool:
        return bool(self._desk.application.read.unfinished_rosters(self._desk.event))

    def _changed(self, before: dict[str, int]) -> str:
        return "partial" if self._counts() != before or self._unfinished() else ""


def _memory_mb(what: str) -> int:
    """Return what this process holds (``VmRSS``), or held at most (``VmHWM``) since it was forgotten; Linux."""
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.split(f"{what}:")[1].split()[0]) * 1024 // _MEGABYTE


def _forget_most_memory() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
