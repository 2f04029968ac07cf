"""When the next round is due: soon after work, back off without a network, never all laptops at once.

A pure function of what happened; whoever asks brings the monotonic clock and the dice.
"""

from dataclasses import dataclass

from sync.client.round import RoundSummary

BUSY_SECONDS = 15.0
"""Between rounds while something waits or just came."""
IDLE_SECONDS = 60.0
FIRST_RETRY_SECONDS = 10.0
LONGEST_RETRY_SECONDS = 900.0
JITTER = 0.25
"""A wait is stretched or shortened by up to this share, so that laptops spread out."""
_PAUSED = frozenset({"not_enrolled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """``next_at`` on the monotonic clock (s), None while nothing but a person can start a round."""

    next_at: float | None = 0.0
    failures: int = 0


def due(schedule: Schedule, now: float) -> bool:
    """Whether a round should begin at ``now`` (monotonic seconds)."""
    return schedule.next_at is not None and now >= schedule.next_at


def after_round(schedule: Schedule, summary: RoundSummary, now: float, dice: float) -> Schedule:
    """Return the schedule after a round; ``dice`` is evenly spread over [0, 1)."""
    if summary.problem in _PAUSED:
        return Schedule(next_at=None)
    failures = schedule.failures + 1 if summary.problem is not None else 0
    wait = _wait(summary, failures) * (1 + JITTER * (2 * dice - 1))
    return Schedule(next_at=now + max(wait, float(summary.retry_after or 0)), failures=failures)


def after_work(schedule: Schedule, now: float) -> Schedule:
    """Return the schedule when something new waits: sooner if all is well, never against a back-off."""
    if schedule.failures or schedule.next_at is None:
        return schedule
    return Schedule(next_at=min(schedule.next_at, now + BUSY_SECONDS / 5))


def at_once(now: float) -> Schedule:
    """Return the schedule of somebody who pressed F5, or plugged a network in."""
    return Schedule(next_at=now)


def _wait(summary: RoundSummary, failures: int) -> float:
    if failures:
        return min(FIRST_RETRY_SECONDS * 2.0 ** (failures - 1), LONGEST_RETRY_SECONDS)
    return BUSY_SECONDS if summary.pending or summary.feed_items else IDLE_SECONDS
