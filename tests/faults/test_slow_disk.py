"""A disk whose every fsync takes a third of a second: the window answers at once, and green waits for the disk."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.drill import Rounds, most_lag
from tests.faults.power_cut import can_trace
from tests.support.desk import set_up
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

PEOPLE = 3


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
def test_a_slow_disk_holds_up_green_and_never_the_keys(tmp_path: Path) -> None:
    rounds, lost, lags, saves = Rounds("slow_disk", 1, 200), list[str](), list[float](), list[float]()

    for number, chance in rounds:
        delay = chance.choice((200, 300, 500))
        said = _typed(tmp_path / str(number), delay)
        lags.append(said["lag"])
        saves.append(said["save"])
        lost += [f"{number}: {said['early']} greens before the disk"] if said["early"] else []
        lost += [f"{number}: a save took {said['save']:.0f} ms on {delay} ms"] if said["save"] < delay else []
        lost += [f"{number}: lag {said['lag']:.0f} ms"] if said["lag"] >= most_lag() else []

    rounds.report(lost, lag_ms=round(max(lags), 1), save_ms=round(min(saves)))
    assert lost == []


def _typed(home: Path, delay: int) -> dict[str, Any]:
    """Let a window work under a tracer that holds every fsync of the store's files up, by so many ms."""
    desk = set_up(home)
    desk.application.close()
    data, sidecar = desk.paths.data, desk.paths.sidecar
    files = (data / "store.db", data / "store.db-wal", sidecar / "marks.new", sidecar)
    paths = [word for path in files for word in ("-P", str(path))]
    inject = f"inject=fsync,fdatasync:delay_exit={delay * 1000}"
    strace = ("strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=fsync,fdatasync", "-e", inject, *paths)
    argv = [*strace, sys.executable, "-m", "tests.faults.slow_disk_child", str(home), str(PEOPLE)]
    ended = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr[-2000:]
    said: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return said
