"""A calendar years back or ahead, one that jumps or stands still: order, lock-out and the centre are not fooled."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fieldapp.app import Application
from fieldapp.domain.problems import Refusal
from fieldapp.store.tries import Tries
from tests.faults.clock_child import EACH, GUESSES
from tests.faults.drill import Rounds, opened
from tests.faults.test_power_cuts import broken_links
from tests.faults.test_sync import sync_drill
from tests.faults.wrong_clock import AHEAD, BACK, RIGHT, STANDING, library, moved
from tests.support.desk import PASSPHRASE, Desk
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

COURSES = (
    (RIGHT, BACK, RIGHT),
    (RIGHT, AHEAD, RIGHT),
    (STANDING, STANDING, STANDING),
    (AHEAD, BACK, AHEAD),
    (BACK, "-3y -1d", STANDING),
    (RIGHT, "+2h", "-2h"),
)
FREE = 5
"""Wrong passphrases before the first wait."""


@pytest.mark.skipif(library() is None, reason="libfaketime is not installed")
def test_a_wrong_clock_breaks_neither_order_nor_lock_out_nor_the_centre(tmp_path: Path) -> None:
    rounds, lost, people = Rounds("wrong_clock", len(COURSES), 400), list[str](), 0

    for number, chance in rounds:
        course = (
            COURSES[number] if number < len(COURSES) else tuple(chance.choices((*COURSES[0], AHEAD, STANDING), k=3))
        )
        with sync_drill(tmp_path / str(number)) as drill:
            drill.enrol()
            drill.work(1)
            drill.desk.application.close()
            said = _day(drill.desk, drill.proxy.url, tmp_path / "told", course)
            wrong = _lock_out_forgotten(drill.desk)
            drill.desk.reopen()
            drill.sent.update(_envelopes(drill.desk))
            wrong += _wrong(drill.desk, said) + drill.unsettled() + drill.wrong_rows()
        people += len(said["people"])
        lost.extend(f"{number} {course}: {one}" for one in wrong)

    rounds.report(lost, people=people)
    assert lost == []


def _day(desk: Desk, hub: str, told: Path, course: tuple[str, ...]) -> dict[str, Any]:
    """Let a child work while its calendar takes a course."""
    words = (desk.paths.data.parent, desk.event, desk.operator, desk.supervisor, hub, told, *course)
    argv = [sys.executable, "-m", "tests.faults.clock_child", *map(str, words)]
    ended = subprocess.run(
        argv, cwd=ROOT, env=moved(told, course[0]), capture_output=True, text=True, check=False, timeout=180
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    said: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return said


def _lock_out_forgotten(desk: Desk) -> list[str]:
    """Come with the right passphrase under a right calendar: the wait still runs. Then let it be over."""
    early = Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock)
    Tries(desk.paths.sidecar, desk.clock).forget()
    return [] if isinstance(early, Refusal) and early.code == "too_many_tries" else ["the wait was forgotten"]


def _envelopes(desk: Desk) -> set[str]:
    with opened(desk.paths) as raw:
        return {row[0] for row in raw.execute("SELECT env FROM fact")}


def _wrong(desk: Desk, said: dict[str, Any]) -> list[str]:
    """Return what a clock made go wrong."""
    wrong = [f"not enrolled: {one}" for one in said["people"] if not one.isdigit()]
    wrong += [] if len(said["people"]) == len(set(said["people"])) == EACH * 3 else ["a number twice"]
    wrong += [f"round: {problem} {pending}" for problem, pending in said["rounds"] if problem or pending]
    wrong += [f"after closing {said['last']} wait"] if said["last"] else []
    expected = ["wrong_passphrase"] * FREE + ["too_many_tries"] * (GUESSES - FREE)
    wrong += [] if said["guesses"] == expected else [f"guesses {said['guesses']}"]
    wrong += [said[name] for name in ("closed", "audit") if said[name]]
    with opened(desk.paths) as raw:
        told = raw.execute("SELECT protected FROM fact ORDER BY inc, seq").fetchall()
        wrong += broken_links(raw)
    times = [json.loads(row[0])["hlc"] for row in told]
    return wrong + ([] if times == sorted(set(times)) else ["logical time ran back"])
