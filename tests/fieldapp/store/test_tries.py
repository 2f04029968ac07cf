"""Guessing at the keyboard: few tries a day, whatever somebody does with the calendar or the switch."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest

from fieldapp.domain.clock import SystemClock, _boot_id
from fieldapp.domain.problems import Refusal
from fieldapp.store.tries import FREE, Tries
from tests.support.desk import DeskClock

DAY = 24 * 3600


class ManyBoots(DeskClock):
    """A machine that can be switched off and on; its running clock then begins again."""

    def restart(self) -> None:
        self.boot = f"{self.boot}+"
        self._monotonic = 5.0

    def set_calendar(self, **span: float) -> None:
        self._now += timedelta(**span)


@pytest.fixture
def clock():
    return ManyBoots()


@pytest.fixture
def tries(tmp_path, clock):
    return Tries(tmp_path / "sidecar", clock)


def guesses_within(tries, clock, seconds, between=lambda: None):
    """Guess wrong as often as is allowed; return how often that was."""
    guessed, passed = 0, 0.0
    while passed <= seconds:
        if tries.wait() == 0:
            tries.begin()
            guessed += 1
        else:
            clock.forward(minutes=1)
            passed += 60
        between()
    return guessed


def test_a_few_mistakes_cost_nothing(tries):
    for _ in range(FREE - 1):
        tries.begin()

    assert tries.wait() == 0


def test_the_fifth_mistake_costs_a_minute(tries, clock):
    for _ in range(FREE):
        tries.begin()
    assert tries.wait() == 60

    clock.forward(seconds=61)

    assert tries.wait() == 0


def test_at_most_twenty_guesses_fit_a_day(tries, clock):
    assert 10 < guesses_within(tries, clock, DAY) <= 20


def test_moving_the_calendar_gains_nothing(tries, clock):
    for _ in range(FREE):
        tries.begin()

    for years in (-3, 10):
        clock.set_calendar(days=365 * years)
        assert tries.wait() == 60


def test_switching_off_and_on_begins_the_wait_anew(tries, clock):
    for _ in range(FREE):
        tries.begin()
    clock.forward(seconds=50)

    clock.restart()

    assert tries.wait() == 60


def test_restarts_between_guesses_gain_nothing(tries, clock):
    assert guesses_within(tries, clock, DAY, between=clock.restart) <= 20


def test_a_right_guess_clears_the_count(tries):
    for _ in range(FREE + 2):
        tries.begin()

    tries.forget()

    assert tries.wait() == 0


def test_the_count_outlives_the_process(tmp_path, clock, tries):
    for _ in range(FREE):
        tries.begin()

    assert Tries(tmp_path / "sidecar", clock).wait() == 60


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"wrong": "x"}', b"\xff"])
def test_a_damaged_count_keeps_nobody_out(tmp_path, clock, tries, content):
    tries.begin()
    (tmp_path / "sidecar" / "tries.json").write_bytes(content)

    assert tries.wait() == 0


def test_what_was_no_guess_is_not_counted_and_clears_nothing(tries, clock):
    for _ in range(FREE):
        tries.begin()
    clock.forward(seconds=61)

    tries.put_back(tries.begin())

    assert tries.wait() == 0
    tries.begin()
    assert tries.wait() == 120


def test_while_somebody_guesses_nobody_else_does(tmp_path, clock, tries):
    def guess():
        return Tries(tmp_path / "sidecar", clock).guard(lambda: "opened")

    inner = tries.guard(guess)

    assert inner == Refusal(code="too_many_tries", details={"minutes": "1"})
    assert tries.guard(lambda: "opened") == "opened"


def test_the_count_goes_on_where_the_folder_takes_no_new_file(tmp_path, clock, tries, monkeypatch):
    tries.begin()

    def refuse(_path, _content):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("fieldapp.store.tries.replace_durably", refuse)
    for _ in range(FREE - 1):
        tries.begin()

    assert Tries(tmp_path / "sidecar", clock).wait() == 60


def test_a_right_guess_keeps_the_room_of_the_count(tmp_path, tries):
    tries.begin()
    before = (tmp_path / "sidecar" / "tries.json").stat().st_size

    tries.forget()

    assert (tmp_path / "sidecar" / "tries.json").stat().st_size == before


def test_a_disk_that_takes_nothing_keeps_nobody_out(tmp_path, clock):
    (tmp_path / "marks").write_bytes(b"no folder")

    assert Tries(tmp_path / "marks", clock).guard(lambda: "opened") == "opened"


def test_a_clock_that_began_again_under_its_old_name_begins_the_wait_anew(tries, clock):
    clock.forward(days=3)
    for _ in range(FREE):
        tries.begin()
    clock._monotonic = 5.0
    assert tries.wait() == 60

    clock.forward(seconds=61)

    assert tries.wait() == 0


def test_a_machine_without_a_name_for_its_start_lets_the_wait_end(tmp_path, monkeypatch):
    _boot_id.cache_clear()
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    try:
        assert SystemClock().boot == SystemClock().boot
    finally:
        _boot_id.cache_clear()
