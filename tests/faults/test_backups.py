"""A stick that is pulled in the middle: the day goes on, and what is called a backup opens."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from fieldapp.crypto.key_slots import open_with_passphrase
from fieldapp.errors import KnownError
from fieldapp.store.backups import backups_in, check_backup
from tests.faults.drill import PLAN, Rounds
from tests.faults.power_cut import can_trace
from tests.faults.test_power_cuts import damage
from tests.support.desk import PASSPHRASE, DeskClock, enroll, set_up
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

CALLS = {"pwrite64": 160, "write": 4, "fsync": 12, "mkdir": 2, "rename": 2, "openat": 14, "ftruncate": 2, "unlink": 3}


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
def test_a_stick_that_is_pulled_loses_nobody_and_leaves_no_broken_backup(tmp_path: Path) -> None:
    desk = set_up(tmp_path / "home")
    for serial in range(20):
        enroll(desk, serial)
    desk.application.close()
    key = open_with_passphrase(desk.paths.key_slots, PASSPHRASE)
    assert isinstance(key, bytes)
    rounds, lost, words = Rounds("pulled_stick", 24, 500), list[str](), Counter[str]()

    for number, chance in rounds:
        stick = tmp_path / f"stick-{number}"
        stick.mkdir()
        call = chance.choice(tuple(CALLS))
        inject = f"inject={call}:error=EIO:when={chance.randint(1, CALLS[call])}+"
        strace = ("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject)
        words_of = (tmp_path / "home", stick, desk.event, desk.operator, PLAN.seed * 4_000_000 + number)
        argv = [*strace, *_paths(stick), sys.executable, "-m", "tests.faults.backup_child", *map(str, words_of)]
        ended = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
        said = [line.split(" ", 1) for line in ended.stdout.splitlines()]
        told = [rest for word, rest in said if word == "told"]
        words.update(rest for word, rest in said if word == "backup")
        if ended.returncode or len(told) != 2:
            lost.append(f"{number} {inject}: {ended.stderr[-400:]}")
        lost += [f"{number} {inject}: {one}" for one in damage(tmp_path / "home", key, told)]
        lost += [f"{number} {inject}: {one}" for one in _broken(stick, key)]
        if lost:
            break

    rounds.report(lost, words=dict(words))
    assert lost == []
    assert words["backup_not_written"], "the injected errors hit nothing"
    assert words.keys() <= {"ok", "backup_not_written", "backup_damaged"}


def _paths(stick: Path) -> list[str]:
    """Name everything a backup touches, for the tracer; the desk's clock stands, so the folder's name is known."""
    name = f"fieldapp-{DeskClock().now():%Y%m%d-%H%M%S}"
    unfinished = stick / f".unfinished-{name}"
    inside = ("store.db", "store.db-wal", "store.db-journal", "store.keys", "label.json")
    touched = (stick, unfinished, stick / name, *(unfinished / one for one in inside))
    return [word for path in touched for word in ("-P", str(path))]


def _broken(stick: Path, key: bytes) -> list[str]:
    """Return the backups that call themselves finished and are not."""
    wrong = []
    for one in backups_in(stick):
        try:
            check_backup(one, key)
        except KnownError as error:
            wrong.append(f"{one.folder.name}: {error.code}")
    return wrong
