"""The drills' own clockwork: a release run ends in time, says what it tried, and goes on where it stopped."""

import ast
import json
from itertools import count
from pathlib import Path

import pytest

from tests.faults.drill import SHARES, Plan, Rounds


def _plan(folder: Path, *, minutes: float = 0, seed: int = 1, resume: bool = False) -> Plan:
    """Return a plan whose clock goes on by a second whenever somebody looks."""
    seconds = count()
    return Plan(
        minutes=minutes, seed=seed, resume=resume, progress=folder / "run" / "p.json", now=lambda: float(next(seconds))
    )


def _numbers(rounds: Rounds) -> list[int]:
    return [number for number, _chance in rounds]


def test_every_change_plays_its_own_size_and_keeps_nothing(tmp_path: Path) -> None:
    plan = _plan(tmp_path)

    assert _numbers(Rounds("kill", 3, 1000, plan=plan)) == [0, 1, 2]
    assert not plan.progress.exists()


def test_minutes_end_a_release_run_between_rounds(tmp_path: Path) -> None:
    five_seconds_each = _plan(tmp_path, minutes=4.9 * SHARES / 60)

    assert len(_numbers(Rounds("kill", 3, 1000, plan=five_seconds_each))) == 5
    assert len(_numbers(Rounds("kill", 3, 1000, share=2, plan=five_seconds_each))) == 10


def test_one_round_is_played_however_short_the_time(tmp_path: Path) -> None:
    assert _numbers(Rounds("kill", 3, 1000, plan=_plan(tmp_path, minutes=0.0001))) == [0]


def test_resumed_run_goes_on_behind_the_rounds_that_passed(tmp_path: Path) -> None:
    minutes = 4.9 * SHARES / 60
    assert _numbers(Rounds("kill", 3, 8, plan=_plan(tmp_path, minutes=minutes))) == [0, 1, 2, 3, 4]

    resumed = _plan(tmp_path, minutes=minutes, resume=True)

    assert _numbers(Rounds("cut", 3, 8, plan=resumed)) == [0, 1, 2, 3, 4]
    assert _numbers(Rounds("kill", 3, 8, plan=resumed)) == [5, 6, 7]
    with pytest.raises(pytest.skip.Exception):
        _numbers(Rounds("kill", 3, 8, plan=resumed))


def test_run_that_is_not_resumed_begins_again(tmp_path: Path) -> None:
    minutes = 4.9 * SHARES / 60
    for _ in range(2):
        assert _numbers(Rounds("kill", 3, 8, plan=_plan(tmp_path, minutes=minutes)))[0] == 0


def test_round_that_broke_off_did_not_pass(tmp_path: Path) -> None:
    for number, _chance in Rounds("kill", 3, 8, plan=_plan(tmp_path, minutes=60)):
        if number == 2:
            break

    assert Rounds("kill", 3, 8, plan=_plan(tmp_path, minutes=60, resume=True)).before == 2


def test_dice_of_a_round_depend_on_seed_fault_and_number_only(tmp_path: Path) -> None:
    def thrown(fault: str, seed: int) -> list[float]:
        return [chance.random() for _number, chance in Rounds(fault, 4, 8, plan=_plan(tmp_path, seed=seed))]

    assert thrown("kill", 1) == thrown("kill", 1)
    assert len({*thrown("kill", 1), *thrown("kill", 2), *thrown("cut", 1)}) == 12


def test_line_says_what_was_tried_and_a_loss_forgets_the_progress(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = _plan(tmp_path, minutes=60, seed=7)
    rounds = Rounds("kill", 3, 4, plan=plan)
    _numbers(rounds)

    rounds.report([])
    rounds.report(["somebody"], bitten=2)

    good, bad = (json.loads(line) for line in capsys.readouterr().out.split("\n") if line)
    assert good == {"fault": "kill", "seed": 7, "tried": 4, "before": 0, "survived": 4, "lost": 0}
    assert (bad["survived"], bad["lost"], bad["bitten"]) == (0, 1, 2)
    assert Rounds("kill", 3, 4, plan=_plan(tmp_path, minutes=60, resume=True)).before == 0


def test_the_drills_together_take_the_minutes_that_were_given() -> None:
    calls = [
        node
        for path in Path(__file__).parent.glob("test_*.py")
        if path != Path(__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rounds"
    ]

    shares = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "share"]
    wide = [value.value for value in shares if isinstance(value, ast.Constant) and isinstance(value.value, int)]
    assert len(calls) - len(wide) + sum(wide) == SHARES
