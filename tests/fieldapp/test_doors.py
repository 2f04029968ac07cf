"""Every door that asks for a secret has one counter: no calendar, restart or other door gives more guesses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.app import Application
from fieldapp.crypto.recovery_codes import new_recovery_code
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.problems import Refusal
from fieldapp.services.four_eyes import ApproveBySecond, approve_by_second
from fieldapp.services.people_at_work import AddOperator, SwitchOperator, add_operator, switch_operator
from fieldapp.store.operators import MOST_WRONG_PINS
from tests.support.desk import Desk, DeskClock, copied_desk

DAY = 24 * 3600
MOST_A_DAY = 20
GUESS = "a wrong horse battery"
Door = Callable[[Desk, Application], Refusal | str | None]

DOORS: dict[str, Door] = {
    "unlock": lambda desk, _app: Application.unlock(desk.paths, GUESS, clock=desk.clock),
    "recovery": lambda desk, _app: Application.unlock_with_recovery(desk.paths, new_recovery_code(), clock=desk.clock),
    "restore": lambda desk, app: Application.restore(desk.paths, app.backups()[0], GUESS, clock=desk.clock),
    "switch": lambda _desk, app: app.passphrase_refusal(GUESS),
    "decide": lambda desk, app: app.authenticate_again(desk.supervisor, GUESS),
    "second": lambda _desk, app: app.keys.owner_of(GUESS),
    "change": lambda desk, app: app.keys.change(GUESS, "a brand new one", desk.supervisor),
    "give": lambda desk, app: app.keys.add(GUESS, "a brand new one", desk.operator),
    "take": lambda _desk, app: app.keys.remove(GUESS, "any"),
    "renew": lambda desk, app: app.keys.begin_recovery(GUESS, desk.supervisor),
}
"""Everywhere a passphrase or a recovery code is asked for."""


class Tricked(DeskClock):
    """A clock somebody plays with; ``real`` is the time that truly passed."""

    def __init__(self) -> None:
        super().__init__()
        self.real = 0.0
        self.boots = 0

    def wait(self, minutes: float) -> None:
        self.real += minutes * 60
        self.forward(minutes=minutes)

    def set_calendar(self, days: float) -> None:
        self._now += timedelta(days=days)

    def restart(self) -> None:
        self.real += 30
        self.boots += 1
        self.boot, self._monotonic = f"boot-{self.boots}", 1.0


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with copied_desk(tmp_path_factory.mktemp("doors")) as made:
        made.application.back_up()
        yield made


steps = st.tuples(
    st.sampled_from(sorted(DOORS)),
    st.sampled_from([0, 0, 1, 2, 9, 31, 61, 181]),
    st.sampled_from(["", "", "restart", "back", "ahead"]),
)


def play(clock: Tricked, trick: str) -> None:
    if trick == "restart":
        clock.restart()
    elif trick:
        clock.set_calendar(-3 * 365 if trick == "back" else 10 * 365)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=30, max_size=70))
def test_no_way_through_the_doors_gives_more_than_twenty_guesses_a_day(desk, walk):
    clock = Tricked()
    desk.clock = desk.application.clock = clock
    desk.application.keys._guessed.__self__._clock = clock
    (desk.paths.sidecar / "tries.json").unlink(missing_ok=True)
    guessed: list[float] = []
    for door, minutes, trick in walk:
        clock.wait(minutes)
        play(clock, trick)
        answer = DOORS[door](desk, desk.application)
        assert isinstance(answer, Refusal)
        if answer.code != "too_many_tries":
            guessed.append(clock.real)

    assert all(sum(first <= one < first + DAY for one in guessed) <= MOST_A_DAY for first in guessed)
    assert guessed


@pytest.mark.parametrize("door", sorted(DOORS))
def test_every_door_counts_and_waits_like_the_others(desk, door):
    clock = Tricked()
    desk.clock = desk.application.clock = clock
    desk.application.keys._guessed.__self__._clock = clock
    (desk.paths.sidecar / "tries.json").unlink(missing_ok=True)

    said = [DOORS[door](desk, desk.application).code for _ in range(6)]

    assert "too_many_tries" not in said[:5]
    assert said[5] == "too_many_tries"
    assert desk.application.passphrase_refusal(GUESS).code == "too_many_tries"


PIN_DOORS = {
    "switch": lambda app, desk, who: app.execute(switch_operator, SwitchOperator(who=who, pin="1590")),
    "second": lambda app, desk, who: app.execute(
        approve_by_second,
        ApproveBySecond(act=GuardedAct.PURGE, subject="due", who=who, pin="1590", operator=desk.supervisor),
    ),
    "decide": lambda app, desk, who: app.authenticate_again(who, "1590"),
}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(PIN_DOORS)), st.integers(0, 6)), min_size=40, max_size=60))
def test_wrong_pins_of_all_people_at_all_doors_are_twenty(tmp_path_factory, walk):
    with copied_desk(tmp_path_factory.mktemp("pins")) as desk:
        people = [desk.operator, *(add(desk, name) for name in "甲乙丙丁戊己")]
        tried = 0
        for door, place in walk:
            before = wrong_pins(desk)
            PIN_DOORS[door](desk.application, desk, people[place])
            tried += wrong_pins(desk) - before

        assert tried <= MOST_WRONG_PINS
        assert wrong_pins(desk) == tried


def add(desk, name):
    return desk.must(
        add_operator, AddOperator(name=name, role="operator", pin="9753", operator=desk.supervisor)
    ).subject


def wrong_pins(desk):
    """Count the wrong PINs in the log: none is forgotten there."""
    return sum(one.action in ("pin_wrong", "secret_wrong") for one in desk.application.read.audit(500))
