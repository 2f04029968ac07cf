"""The axis of a day's curve: every quarter of an hour of the event, also those in which nobody came."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from fieldapp.domain.views import QuarterHour

QUARTER = timedelta(minutes=15)
LONGEST = 96
"""Quarters that are drawn at most: one day."""


def floor_quarter(moment: datetime) -> datetime:
    """Return the beginning of the quarter of an hour a moment lies in (UTC)."""
    seconds = int(moment.timestamp()) // 900 * 900
    return datetime.fromtimestamp(seconds, UTC)


def through(found: Iterable[QuarterHour], starts: datetime, ends: datetime) -> tuple[QuarterHour, ...]:
    """Return the quarters from the event's beginning to its end, with 0 where nobody came.

    Records before or after the hours lengthen the axis; when that makes more than a day, only the
    records' own span is kept, its last day at most.
    """
    counted = {floor_quarter(one.start): one.count for one in found}
    first, last = floor_quarter(starts), floor_quarter(ends - timedelta(microseconds=1))
    if counted:
        first, last = min(first, *counted), max(last, *counted)
        if _length(first, last) > LONGEST:
            last = max(counted)
            first = max(min(counted), last - (LONGEST - 1) * QUARTER)
    length = min(_length(first, last), LONGEST)
    moments = (first + place * QUARTER for place in range(length))
    return tuple(QuarterHour(start=moment, count=counted.get(moment, 0)) for moment in moments)


def _length(first: datetime, last: datetime) -> int:
    return (last - first) // QUARTER + 1
