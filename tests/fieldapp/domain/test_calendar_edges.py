"""Midnight, ends of months and years, leap days, and a laptop that stands in another zone."""

import os
import time as clock
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fieldapp.domain.hours import between, read_day
from fieldapp.domain.quarters import LONGEST, QUARTER, floor_quarter, through
from fieldapp.domain.views import QuarterHour

ZONES = ("Asia/Shanghai", "UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "America/Phoenix")
"""China's own and others without summer time, in the east, in the west and off the full hour."""
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))


@pytest.fixture(scope="module", params=ZONES)
def zone(request):
    """Put the laptop into a zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    clock.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    clock.tzset()


@given(day=DAYS, begin=st.times(), end=st.times())
@example(day=date(2028, 2, 28), begin=time(22), end=time(2))
@example(day=date(2026, 12, 31), begin=time(23, 59), end=time(0))
@example(day=date(2026, 3, 31), begin=time(8), end=time(8))
def test_event_ends_after_it_began_and_within_a_day(zone, day, begin, end):
    first, last = between(day, begin, end)

    assert timedelta(0) < last - first <= timedelta(days=1)
    assert (first.astimezone().date(), first.astimezone().time()) == (day, begin)
    assert last.astimezone().time() == end


@given(today=DAYS, away=st.integers(-180, 180))
@example(today=date(2026, 12, 31), away=1)
@example(today=date(2028, 3, 1), away=-1)
@example(today=date(2027, 1, 1), away=-1)
def test_day_without_a_year_is_the_nearest_one(today, away):
    meant = today + timedelta(days=away)

    assert read_day(f"{meant.month}-{meant.day}", today) == meant


@given(
    starts=MOMENTS,
    hours=st.integers(1, 30),
    came=st.lists(st.integers(-3 * 86_400, 3 * 86_400), max_size=30),
)
@example(starts=datetime(2026, 12, 31, 15, 50, tzinfo=UTC), hours=4, came=[0, 3600, 7200])
@example(starts=datetime(2028, 2, 29, 15, 50, tzinfo=UTC), hours=1, came=[-90_000])
def test_axis_has_every_quarter_once_and_never_more_than_a_day(starts, hours, came):
    counted = {floor_quarter(starts + timedelta(seconds=one)) for one in came}
    found = [QuarterHour(start=moment, count=1) for moment in counted]

    axis = through(found, starts, starts + timedelta(hours=hours))

    assert 1 <= len(axis) <= LONGEST
    assert all(later.start - one.start == QUARTER for one, later in pairwise(axis))
    if not counted or max(counted) - min(counted) < timedelta(days=1):
        assert sum(one.count for one in axis) == len(counted)


@given(seconds=st.integers(0, 2**32))
@example(seconds=1_709_251_199)  # the last second of a leap day
def test_quarter_begins_at_the_same_moment_in_every_zone(zone, seconds):
    moment = datetime.fromtimestamp(seconds).astimezone()

    begin = floor_quarter(moment)

    assert timedelta(0) <= moment - begin < QUARTER
    assert begin.timestamp() % 900 == 0
