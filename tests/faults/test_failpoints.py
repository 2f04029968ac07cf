"""Every use case dies once at each of its points: the next start finds all of it or nothing, and work goes on."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.drill import PLAN, Rounds
from tests.faults.failpoint_child import COMMIT, COMMITTED, MARKS
from tests.support.source import ROOT
from tests.support.use_cases import USE_CASES

pytestmark = pytest.mark.faults

NAMED = (COMMIT, COMMITTED, MARKS)
STATEMENTS = 2
"""How many statements of each use case are tried on every change; a release tries all of them."""
MOST_STATEMENTS = 150
"""More than any use case of the scene executes; a point behind its last one is no point."""


def test_a_use_case_that_dies_at_any_point_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    names = sorted(USE_CASES)
    rounds = Rounds("failpoint", len(names) * (len(NAMED) + STATEMENTS), len(names) * (len(NAMED) + MOST_STATEMENTS))
    lost, died, count, over = list[str](), 0, dict.fromkeys(names, MOST_STATEMENTS), 0

    with _scene(tmp_path) as child:
        for number, chance in rounds:
            name, turn = names[number % len(names)], number // len(names)
            if turn - len(NAMED) >= count[name]:
                continue
            place = turn - len(NAMED) + 1 if PLAN.minutes else chance.randint(count[name] // 2, count[name])
            point = NAMED[turn] if turn < len(NAMED) else str(place)
            answer = _answer(child, name, point)
            died += answer["died"]
            over += not answer["died"]
            count[name] = answer["statements"] or count[name]
            lost.extend(f"{name} {point}: {one}" for one in answer["wrong"])
            if lost:
                break

    rounds.report(lost, use_cases=len(names), died=died, lived=over)
    assert lost == []
    assert died > over  # rounds behind the last statement of a use case try nothing


def test_a_use_case_that_commits_by_halves_is_caught(tmp_path: Path) -> None:
    with _scene(tmp_path) as child:
        answers = [_answer(child, name, "half-30") for name in ("confirm", "check_in")]

    assert all(answer["wrong"] for answer in answers), answers


@contextmanager
def _scene(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the child that sets the scene up and lets its children die."""
    argv = [sys.executable, "-m", "tests.faults.failpoint_child", str(home)]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        yield child
        assert child.stdin is not None
        child.stdin.close()


def _answer(child: "subprocess.Popen[str]", name: str, point: str) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(f"{name} {point}\n")
    child.stdin.flush()
    answer: dict[str, Any] = json.loads(child.stdout.readline() or '{"died": 0, "statements": 0, "wrong": ["gone"]}')
    return answer
