"""Guessing the passphrase by a program: many processes at once, restarts, kills in the middle."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.faults.drill import Rounds
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

DAY = 24 * 60
MOST_A_DAY = 20
HANDS = 4
"""Processes that guess at the same moment."""


class Keyboard:
    """One laptop whose guesser has several processes, and whose hours fly."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hands = [_hand(folder) for _ in range(HANDS)]
        self._boot, self._since = 0, 0
        self.minute, self.kills = 0, 0

    def restart(self) -> None:
        self._boot, self._since = self._boot + 1, self.minute

    def burst(self, *, is_killed: bool = False) -> int:
        """Let all guess at once; return how many guesses were looked at."""
        told = {"boot": str(self._boot), "monotonic": (self.minute - self._since) * 60.0 + 1}
        for hand in self._hands:
            _stdin(hand).write(json.dumps({**told, "end": "killed" if is_killed else "wrong"}) + "\n")
            _stdin(hand).flush()
        said = [hand.stdout.readline().strip() for hand in self._hands if hand.stdout]
        assert set(said) <= {"guessed", "too_many_tries"}
        if is_killed:
            self._replace_the_dead(said)
        return said.count("guessed")

    def _replace_the_dead(self, said: list[str]) -> None:
        for place, word in enumerate(said):
            if word == "guessed":
                self._hands[place].wait(30)
                _close(self._hands[place])
                self._hands[place] = _hand(self._folder)
                self.kills += 1

    def close(self) -> None:
        for hand in self._hands:
            _close(hand)


def _hand(folder: Path) -> "subprocess.Popen[str]":
    argv = [sys.executable, "-m", "tests.faults.guess_child", str(folder)]
    return subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _stdin(hand: "subprocess.Popen[str]") -> IO[str]:
    assert hand.stdin is not None
    return hand.stdin


def _close(hand: "subprocess.Popen[str]") -> None:
    hand.communicate(timeout=30)


@contextmanager
def keyboard(folder: Path) -> Iterator[Keyboard]:
    made = Keyboard(folder)
    try:
        yield made
    finally:
        made.close()


def _day(guesser: Keyboard, chance: random.Random, tricks: str) -> list[int]:
    """Guess for two days, at once whenever a guess may come; return the minutes at which one was looked at."""
    guessed = list[int]()
    while guesser.minute < 2 * DAY:
        looked = guesser.burst(is_killed="kill" in tricks and chance.random() < 0.2)
        guessed += [guesser.minute] * looked
        if not looked:
            guesser.minute += 1 if len(guessed) < 10 else 10
        if "restart" in tricks and chance.random() < 0.05:
            guesser.restart()
    return guessed


TRICKS = ("", "restart", "kill", "restart kill")


def test_no_schedule_of_many_processes_gives_more_than_twenty_guesses_a_day(tmp_path: Path) -> None:
    rounds, lost, most, kills = Rounds("guesses_at_once", len(TRICKS), 400), list[str](), 0, 0

    for number, chance in rounds:
        tricks = TRICKS[number % len(TRICKS)]
        with keyboard(tmp_path / str(number)) as guesser:
            guessed = _day(guesser, chance, tricks)
            kills += guesser.kills
        a_day = max(sum(first <= one < first + DAY for one in guessed) for first in guessed)
        most = max(most, a_day)
        if not 10 < a_day <= MOST_A_DAY:
            lost.append(f"{number} {tricks}: {a_day} guesses a day")

    rounds.report(lost, most_a_day=most, processes=HANDS, kills=kills)
    assert lost == []
