"""kill -9 while people are enrolled: whoever was told 登记成功 is there exactly once, and nobody by half."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fieldapp.app import Application
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.facts import chain_link
from fieldapp.domain.problems import Refusal
from tests.faults import desk_child
from tests.faults.drill import PLAN, Rounds, column, opened
from tests.support.desk import PASSPHRASE, Desk, set_up
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

EARLIEST, LATEST = 0.050, 0.350
START_UP_SECONDS = 60.0


@dataclass
class Tally:
    """What the kills hit."""

    acknowledged: list[str] = field(default_factory=list)
    places: list[bytes] = field(default_factory=list)

    def share_inside(self) -> float:
        """Return the share of kills between the begin of a transaction and the end of its commit."""
        inside = (desk_child.WRITING, desk_child.COMMITTING)
        return sum(place in inside for place in self.places) / len(self.places)


class _Told:
    """The lines a child wrote, read without ever waiting longer than told."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._rest = b""
        self.lines: list[str] = []

    def read(self, seconds: float, *, enough: int | None = None) -> None:
        """Read for that long, until ``enough`` lines are there, or until the pipe ends."""
        deadline = time.perf_counter() + seconds
        while enough is None or len(self.lines) < enough:
            left = deadline - time.perf_counter()
            if left <= 0 or not select.select([self._pipe], [], [], left)[0]:
                return
            chunk = os.read(self._pipe, 65536)
            if not chunk:
                return
            *whole, self._rest = (self._rest + chunk).split(b"\n")
            self.lines.extend(line.decode() for line in whole)


def _kill_once(desk: Desk, mark: Path, seed: int, span: float, *defect: str) -> list[str]:
    """Start a desk, kill it ``span`` seconds after its first acknowledgement, return what it acknowledged."""
    mark.write_bytes(desk_child.OUTSIDE)
    home = str(desk.paths.data.parent)
    argv = [sys.executable, "-m", "tests.faults.desk_child", home, str(mark), desk.event, desk.operator]
    with subprocess.Popen([*argv, str(seed), *defect], cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = _Told(child.stdout.fileno())
        told.read(START_UP_SECONDS, enough=1)
        told.read(span)
        is_alive = child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
        told.read(5)
    assert told.lines, "the desk never enrolled anybody"
    assert is_alive, "the desk ended before it was killed"
    return told.lines


def _missing(desk: Desk, acknowledged: list[str]) -> list[str]:
    """Return the acknowledged ids that do not have exactly one fact, one record and one audit entry."""
    with opened(desk.paths) as raw:
        facts = Counter(column(raw, "SELECT rec FROM fact WHERE kind = 'enrollment'"))
        queued = Counter(column(raw, "SELECT f.rec FROM outbox o JOIN fact f USING (env) WHERE f.kind = 'enrollment'"))
        audit = Counter(column(raw, "SELECT subject FROM audit WHERE action = 'enrolled'"))
        records = Counter(column(raw, "SELECT rec FROM application"))
    return [rec for rec in acknowledged if not facts[rec] == queued[rec] == audit[rec] == records[rec] == 1]


def _halves(desk: Desk) -> list[str]:
    """Return ids that stand in one place and not in the others: facts, outbox, records, audit, consents, numbers."""
    with opened(desk.paths) as raw:
        places = (
            column(raw, "SELECT rec FROM fact WHERE kind = 'enrollment'"),
            column(raw, "SELECT f.rec FROM outbox o JOIN fact f USING (env) WHERE f.kind = 'enrollment'"),
            column(raw, "SELECT rec FROM application"),
            column(raw, "SELECT subject FROM audit WHERE action = 'enrolled'"),
            column(raw, "SELECT rec FROM consent"),
        )
        numbers = column(raw, "SELECT receipt FROM application WHERE receipt IS NOT NULL")
        numbers += column(raw, "SELECT number FROM lease_use")
    everywhere = set(places[0])
    odd = [rec for place in places for rec in set(place) ^ everywhere]
    return odd + [number for number, count in Counter(numbers).items() if count > 1]


def _holes(desk: Desk) -> list[str]:
    """Return what is wrong with the chain: a sequence with a hole, a link that does not fit, a broken audit row."""
    wrong = []
    with opened(desk.paths) as raw:
        head: dict[str, tuple[int, str | None]] = {}
        rows = raw.execute("SELECT inc, seq, protected FROM fact ORDER BY inc, seq").fetchall()
        for inc, seq, protected in rows:
            last, link = head.get(inc, (0, None))
            if seq != last + 1 or json.loads(protected)["prev"] != link:
                wrong.append(f"{inc} {seq}")
            head[inc] = (seq, chain_link(bytes(protected)))
        if column(raw, "PRAGMA integrity_check") != ["ok"]:
            wrong.append("integrity")
    return wrong


def test_no_acknowledged_person_is_lost_by_kills(tmp_path: Path) -> None:
    # A lease for the first thousand: they are approved on the spot, the others get receipts.
    desk = set_up(tmp_path / "home", ApprovalPolicy.DELEGATED, maximum=1000)
    desk.grant_lease(size=1000)
    desk.open_window()
    desk.application.close()
    mark = tmp_path / "mark"
    rounds, tally = Rounds("kill_while_enrolling", 100, 10_000, share=2), Tally()

    for number, chance in rounds:
        told = _kill_once(desk, mark, PLAN.seed * 1_000_000 + number, chance.uniform(EARLIEST, LATEST))
        tally.acknowledged.extend(told)
        tally.places.append(mark.read_bytes())
        if _missing(desk, told):
            break

    lost = _missing(desk, tally.acknowledged)
    rounds.report(
        lost,
        acknowledged=len(tally.acknowledged),
        inside_transaction=round(tally.share_inside(), 3),
    )
    assert lost == []
    assert _halves(desk) == []
    assert _holes(desk) == []
    assert tally.share_inside() >= 0.20
    reopened = Application.unlock(desk.paths, PASSPHRASE)
    assert not isinstance(reopened, Refusal)
    reopened.close()


def test_a_desk_that_speaks_before_the_commit_is_caught(tmp_path: Path) -> None:
    desk = set_up(tmp_path / "home")
    desk.application.close()
    mark = tmp_path / "mark"
    chance = random.Random(PLAN.seed)

    told = [
        rec for seed in range(12) for rec in _kill_once(desk, mark, seed, chance.uniform(EARLIEST, LATEST), "early")
    ]

    assert _missing(desk, told) != []
