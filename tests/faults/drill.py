"""What the fault drills share: their size, the line each prints, and a look into a store from outside."""

import json
import math
import os
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fieldapp.crypto.key_slots import open_with_passphrase
from fieldapp.domain.problems import Refusal
from fieldapp.paths import Paths
from fieldapp.store.database import connect
from tests.support.desk import PASSPHRASE
from tests.support.source import ROOT

SHARES = 27
"""Into how many parts the minutes of a release run fall; each drill takes one, kills and power cuts two."""


@dataclass(frozen=True)
class Plan:
    """How far a run goes: ``minutes`` 0 is the size of every change, more is a release run of about that long.

    A release run keeps in ``progress`` how many rounds of each fault passed; with ``resume`` it goes on
    behind them instead of beginning again.
    """

    minutes: float
    seed: int
    resume: bool
    progress: Path
    now: Callable[[], float] = time.perf_counter


def _planned() -> Plan:
    seed = int(os.environ.get("FAULTS_SEED") or 1)
    return Plan(
        minutes=float(os.environ.get("FAULTS_MINUTES") or 0),
        seed=seed,
        resume=os.environ.get("FAULTS_RESUME", "") not in ("", "0"),
        progress=ROOT / ".faults" / f"seed-{seed}.json",
    )


PLAN = _planned()


class Rounds:
    """The rounds of one drill. Time is looked at between rounds only; at least one is always played."""

    def __init__(self, fault: str, committed: int, release: int, *, share: int = 1, plan: Plan = PLAN) -> None:
        """Plan ``committed`` rounds for every change, up to ``release`` within the drill's share of the minutes."""
        self.fault = fault
        self.tried = 0
        self._plan = plan
        self._size = release if plan.minutes else committed
        self._seconds = plan.minutes * 60 * share / SHARES if plan.minutes else math.inf
        self.before = _progress(plan).get(fault, 0) if plan.resume else 0

    def __iter__(self) -> Iterator[tuple[int, random.Random]]:
        """Go through numbers of rounds, each with dice that depend on seed, fault and number only."""
        if self.before >= self._size:
            pytest.skip(f"all {self._size} rounds of {self.fault} have passed")
        end = self._plan.now() + self._seconds
        for number in range(self.before, self._size):
            self.tried += 1
            yield number, random.Random(f"{self._plan.seed} {self.fault} {number}")
            self._keep(number + 1)
            if self._plan.now() >= end:
                return

    def report(self, lost: Collection[object], **more: Any) -> None:
        """Print the drill's line; a drill that lost something begins from its first round next time."""
        if lost:
            self._keep(0)
        line = {"fault": self.fault, "seed": self._plan.seed, "tried": self.tried, "before": self.before}
        line |= {"survived": 0 if lost else self.tried, "lost": len(lost), **more}
        print("\n" + json.dumps(line, ensure_ascii=False), flush=True)

    def _keep(self, rounds: int) -> None:
        if not self._plan.minutes:
            return
        path = self._plan.progress
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({**_progress(self._plan), self.fault: rounds}, sort_keys=True))
        fresh.replace(path)


def _progress(plan: Plan) -> dict[str, int]:
    try:
        found: dict[str, int] = json.loads(plan.progress.read_text())
    except FileNotFoundError:
        return {}
    return found


def most_lag() -> float:
    """Return how late a window may answer (ms, p99): 100 on a machine that does nothing else, more on a busy one."""
    return 100.0 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@contextmanager
def opened(paths: Paths) -> Iterator[Any]:
    """Open a store's file as it is on disk, beside the program and without its code above the driver."""
    key = open_with_passphrase(paths.key_slots, PASSPHRASE)
    if isinstance(key, Refusal):
        raise AssertionError(key.code)
    raw = connect(paths.store, key)
    try:
        yield raw
    finally:
        raw.close()


def column(raw: Any, query: str, values: Sequence[object] = ()) -> list[Any]:
    """Return the first column of a query."""
    return [row[0] for row in raw.execute(query, values).fetchall()]
