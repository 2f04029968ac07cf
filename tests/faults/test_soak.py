"""The long day: memory, files, threads and the answer of the window stay what they were in the morning."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.drill import PLAN, most_lag
from tests.support.desk import ORGANISATIONS, REGION
from tests.support.loopback_hub import child_hub, free_port, furnish, open_for_test
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

MINUTES = float(os.environ.get("SOAK_MINUTES") or (PLAN.minutes / 20 if PLAN.minutes else 2))
GROWTH, SHORT_GROWTH, LONG = 1.05, 1.20, 30.0
"""How much memory may grow over a long run, over a short one whose caches still fill, and where long begins (min)."""


def test_a_long_day_costs_no_more_in_the_evening(tmp_path: Path) -> None:
    database, port = tmp_path / "hub.db", free_port()
    centre = open_for_test(database)
    code = furnish(centre, ORGANISATIONS, "county").code(REGION)
    centre.store.close()
    words = (tmp_path / "home", f"http://127.0.0.1:{port}", code.code, code.fingerprint, MINUTES * 60)
    with child_hub(f"sqlite:///{database}", port):
        argv = [sys.executable, "-m", "tests.faults.soak_child", *map(str, words)]
        ended = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=MINUTES * 60 + 300)
    assert ended.returncode == 0, ended.stderr[-3000:]
    said = json.loads(ended.stdout.splitlines()[-1])

    print("\n" + json.dumps({"fault": "soak", "minutes": MINUTES, **said}), flush=True)
    (warm, last), files, threads = said["memory_mb"], said["files"], said["threads"]
    assert said["lag_ms"] < most_lag()
    assert last <= warm * (GROWTH if MINUTES >= LONG else SHORT_GROWTH)
    assert files[1] <= files[0] + 5
    assert threads[1] <= threads[0] + 3
    assert said["pending"] < said["people"]
