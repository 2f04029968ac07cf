import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client.round import RoundSummary
from sync.client.schedule import (
    FIRST_RETRY_SECONDS,
    IDLE_SECONDS,
    LONGEST_RETRY_SECONDS,
    Schedule,
    after_round,
    after_work,
    at_once,
    due,
)

FINE = RoundSummary(offset_ms=0)
OFFLINE = RoundSummary(problem="hub_unreachable")
MIDDLE = 0.5


def test_a_fresh_schedule_is_due() -> None:
    assert due(Schedule(), 0.0)


def test_nothing_is_due_before_its_time() -> None:
    schedule = after_round(Schedule(), FINE, 100.0, MIDDLE)

    assert not due(schedule, 100.0 + IDLE_SECONDS - 1)
    assert due(schedule, 100.0 + IDLE_SECONDS)


def test_a_round_that_left_something_comes_sooner() -> None:
    busy = after_round(Schedule(), RoundSummary(offset_ms=0, pending=3), 0.0, MIDDLE)
    idle = after_round(Schedule(), FINE, 0.0, MIDDLE)

    assert busy.next_at is not None
    assert idle.next_at is not None
    assert busy.next_at < idle.next_at


def test_without_a_network_the_waits_double_up_to_a_limit() -> None:
    schedule, waits = Schedule(), []
    for _ in range(9):
        schedule = after_round(schedule, OFFLINE, 0.0, MIDDLE)
        waits.append(schedule.next_at)

    assert waits[:4] == [FIRST_RETRY_SECONDS * factor for factor in (1, 2, 4, 8)]
    assert waits[-1] == LONGEST_RETRY_SECONDS


def test_one_good_round_ends_the_back_off() -> None:
    schedule = after_round(Schedule(failures=8), FINE, 0.0, MIDDLE)

    assert (schedule.failures, schedule.next_at) == (0, IDLE_SECONDS)


def test_what_the_hub_asks_for_is_kept() -> None:
    asked = RoundSummary(problem="hub_refused", retry_after=500)

    assert after_round(Schedule(), asked, 0.0, MIDDLE).next_at == 500


@given(dice=st.floats(0, 1, exclude_max=True))
def test_jitter_spreads_but_never_more_than_a_quarter(dice: float) -> None:
    wait = after_round(Schedule(), FINE, 0.0, dice).next_at

    assert wait is not None
    assert IDLE_SECONDS * 0.75 <= wait <= IDLE_SECONDS * 1.25


def test_two_laptops_do_not_come_back_together() -> None:
    assert after_round(Schedule(), OFFLINE, 0.0, 0.1) != after_round(Schedule(), OFFLINE, 0.0, 0.9)


def test_a_laptop_that_never_enrolled_waits_for_a_person() -> None:
    schedule = after_round(Schedule(), RoundSummary(problem="not_enrolled"), 0.0, MIDDLE)

    assert not due(schedule, 1e9)
    assert after_work(schedule, 5.0) == schedule
    assert due(at_once(5.0), 5.0)


def test_new_work_brings_the_next_round_forward() -> None:
    schedule = after_work(after_round(Schedule(), FINE, 0.0, MIDDLE), 10.0)

    assert due(schedule, 14.0)


def test_new_work_does_not_push_a_due_round_back() -> None:
    assert after_work(Schedule(next_at=1.0), 10.0).next_at == 1.0


@pytest.mark.parametrize("failures", [1, 5])
def test_new_work_does_not_break_a_back_off(failures: int) -> None:
    schedule = Schedule(next_at=900.0, failures=failures)

    assert after_work(schedule, 10.0) == schedule
