from sync.client.pace import FAST_SECONDS, Pace
from sync.protocol.info import Limits


def test_a_fast_batch_doubles_up_to_the_limit() -> None:
    assert Pace(records=150).after_success(0.1).records == 200


def test_a_slow_batch_changes_nothing() -> None:
    assert Pace(records=8).after_success(FAST_SECONDS).records == 8


def test_a_failure_halves_and_never_goes_below_one() -> None:
    assert Pace(records=9).after_failure().records == 4
    assert Pace(records=1).after_failure().records == 1


def test_a_hub_may_only_lower_the_limits() -> None:
    small = Pace(records=100).within(Limits(records=10, bytes=5000))
    large = Pace(records=100).within(Limits(records=10_000, bytes=10**9))

    assert (small.records, small.most, small.most_bytes) == (10, 10, 5000)
    assert (large.most, large.most_bytes) == (200, 1024 * 1024)


def test_what_failed_three_times_is_cut_in_two_again_and_again() -> None:
    assert [Pace(records=16).size_for(attempts) for attempts in (0, 2, 3, 4, 20)] == [16, 16, 8, 4, 1]
