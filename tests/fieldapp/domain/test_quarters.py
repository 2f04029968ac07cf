from datetime import UTC, datetime, timedelta

from fieldapp.domain.quarters import LONGEST, floor_quarter, through
from fieldapp.domain.views import QuarterHour

STARTS = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)


def test_axis_goes_through_the_hours_of_the_event_with_empty_quarters():
    found = through([QuarterHour(start=STARTS + timedelta(minutes=30), count=4)], STARTS, ENDS)
    assert [one.count for one in found] == [0, 0, 4, 0, 0, 0, 0, 0]
    assert found[0].start == STARTS


def test_records_outside_the_hours_lengthen_the_axis():
    early, late = STARTS - timedelta(minutes=10), ENDS + timedelta(minutes=20)
    found = through([QuarterHour(start=early, count=1), QuarterHour(start=late, count=2)], STARTS, ENDS)
    assert (len(found), found[0].count, found[-1].count) == (11, 1, 2)


def test_nobody_came_shows_the_whole_event_empty():
    assert len(through([], STARTS, ENDS)) == 8


def test_an_axis_of_days_keeps_the_last_day_of_the_records():
    far = STARTS + timedelta(days=40)
    found = through([QuarterHour(start=far, count=2)], STARTS, ENDS)
    assert [one.count for one in found] == [2]
    many = through([QuarterHour(start=STARTS, count=1), QuarterHour(start=far, count=2)], STARTS, ENDS)
    assert len(many) == LONGEST
    assert many[-1].start == far


def test_a_long_event_is_drawn_for_one_day():
    assert len(through([], STARTS, STARTS + timedelta(days=9))) == LONGEST


def test_a_quarter_begins_on_the_clock():
    assert floor_quarter(STARTS + timedelta(minutes=44, seconds=59)) == STARTS + timedelta(minutes=30)
