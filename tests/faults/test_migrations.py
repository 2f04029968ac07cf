"""Power that fails while a store is brought up to date: it stays as it was, and the next start finishes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.store.database import Database
from fieldapp.store.migrate import STORE_VERSION, migrate, version_of
from tests.faults.drill import Rounds
from tests.faults.migration_child import KEY
from tests.support.old_stores import build, held
from tests.support.source import ROOT

pytestmark = pytest.mark.faults


def run(store: Path, last: int) -> tuple[int, str]:
    argv = [sys.executable, "-m", "tests.faults.migration_child", str(store), str(last)]
    ended = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode in (0, 9), ended.stderr[-2000:]
    return ended.returncode, ended.stdout


def test_a_migration_that_dies_at_any_step_leaves_the_old_store_whole(tmp_path: Path) -> None:
    first = tmp_path / "first.db"
    database = Database(first, KEY)
    before = build(database, 1)
    database.close()
    whole = tmp_path / "whole.db"
    shutil.copy(first, whole)
    statements = int(run(whole, 0)[1])
    rounds, lost = Rounds("killed_migration", 20, 400), list[str]()

    for number, chance in rounds:
        store = tmp_path / f"{number}.db"
        shutil.copy(first, store)
        step = chance.randint(1, statements)
        code, _said = run(store, step)
        left = Database(store, KEY)
        with left.reading() as connection:
            version = version_of(connection)
        if code != 9 or version != 1 or held(left) != before:
            lost.append(f"{number}: step {step}: version {version}")
        migrate(left, lambda: None)
        with left.reading() as connection:
            version = version_of(connection)
        if version != STORE_VERSION or not left.is_sound():
            lost.append(f"{number}: step {step}: not brought up afterwards")
        left.close()

    rounds.report(lost, statements=statements)
    assert statements > 20
    assert lost == []
