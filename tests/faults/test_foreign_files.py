"""Files that companies send: broken, crafted, starved of memory. A table or one sentence, never half a roster."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldapp.files import roster
from fieldapp.files.sheets import ReadingLimits
from fieldapp.processes import children
from resources import resource
from tests.faults.bombs import BOMBS
from tests.faults.drill import Rounds
from tests.faults.mutants import mutant
from tests.faults.wizard import Wizard
from tests.support.desk import open_desk
from tests.support.rosters import RosterMaker, write_csv, write_html, write_ods, write_spreadsheetml, write_xlsx

pytestmark = pytest.mark.faults

MOST_MEGABYTES = 512
MOST_SECONDS = 300.0
"""The promise is ten; what is held here is only that nothing hangs, because the machine may be busy."""


@pytest.fixture
def wizard(tmp_path: Path) -> Iterator[Wizard]:
    with open_desk(tmp_path / "desk") as desk:
        yield Wizard(desk, tmp_path)


def books(folder: Path) -> list[Path]:
    """Write rosters of every kind of file, and take the samples of the shop with them."""
    folder.mkdir()
    written = [
        write_xlsx(RosterMaker(1).roster(12), folder / "a.xlsx", decoys=True),
        write_csv(RosterMaker(2).roster(12), folder / "b.csv", encoding="gb18030"),
        write_csv(RosterMaker(3).roster(12), folder / "c.csv", encoding="utf-16"),
        write_html(RosterMaker(4).roster(12), folder / "d.xls"),
        write_spreadsheetml(RosterMaker(5).roster(12), folder / "e.xls"),
        write_ods(RosterMaker(6).roster(12), folder / "f.ods"),
    ]
    return written + sorted(resource("data", "samples", "rosters").iterdir())


class Figures:
    """What was said of the files of one drill, how long and how large it became."""

    def __init__(self) -> None:
        self.said, self.lost, self.slowest, self.memory = Counter[str](), list[str](), 0.0, 0

    def take(self, wizard: Wizard, path: Path, name: str) -> None:
        """Bring one file in and judge."""
        verdict = wizard.bring(path)
        seconds, memory = verdict.seconds, verdict.megabytes
        self.slowest, self.memory = max(self.slowest, seconds), max(self.memory, memory)
        self.said[verdict.said] += 1
        wrong = verdict.lost or (f"{memory} MB" if memory > MOST_MEGABYTES else "")
        if wrong or seconds > MOST_SECONDS:
            self.lost.append(f"{name}: {wrong or f'{seconds:.0f} s'}")

    @property
    def line(self) -> dict[str, Any]:
        """What the drill's line says beside tried and lost."""
        return {"said": dict(self.said), "slowest": round(self.slowest, 1), "memory_mb": self.memory}


def test_mutated_rosters_come_in_whole_or_with_a_sentence(wizard: Wizard, tmp_path: Path) -> None:
    sources = [(path.name, path.read_bytes()) for path in books(tmp_path / "books")]
    rounds, found = Rounds("mutated_spreadsheets", 300, 20_000), Figures()

    for number, chance in rounds:
        name, data = chance.choice(sources)
        path = tmp_path / name
        path.write_bytes(mutant(data, chance))
        found.take(wizard, path, f"{number} {name}")

    rounds.report(found.lost, **found.line)
    assert found.lost == []
    assert found.said["table"] > 0


def test_bombs_are_refused_in_time_and_memory(wizard: Wizard, tmp_path: Path) -> None:
    names = list(BOMBS)
    rounds, found = Rounds("bombs", len(names), len(names)), Figures()

    for number, _chance in rounds:
        path = tmp_path / "bomb.xlsx"
        path.write_bytes(BOMBS[names[number]]())
        found.take(wizard, path, names[number])

    rounds.report(found.lost, **found.line)
    assert found.lost == []


def test_starved_and_killed_reading_leaves_nothing_behind(
    wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = books(tmp_path / "books")
    rounds, found = Rounds("starved_reading", 60, 4_000), Figures()
    started = children.start_child

    for number, chance in rounds:
        path = chance.choice(sources)
        with monkeypatch.context() as patch:
            if chance.random() < 0.5:
                starving = ReadingLimits(memory_mb=chance.choice((1, 8, 16, 24, 32, 48, 64, 96)))
                patch.setattr(roster, "ReadingLimits", lambda limits=starving: limits)
            else:
                patch.setattr(children, "start_child", killing(started, chance))
            found.take(wizard, path, f"{number} {path.name}")

    rounds.report(found.lost, **found.line)
    assert found.lost == []
    assert found.said["roster_broken"] > 0


def killing(start: Any, chance: random.Random) -> Any:
    """Return a ``start_child`` whose children are killed some time later, as a system out of memory does."""
    seconds = chance.uniform(0.0, 0.25)

    def begin(*arguments: Any, **more: Any) -> Any:
        child = start(*arguments, **more)
        threading.Timer(seconds, _kill, (child,)).start()
        return child

    return begin


def _kill(child: Any) -> None:
    if child.poll() is None:
        os.kill(child.pid, signal.SIGKILL)
