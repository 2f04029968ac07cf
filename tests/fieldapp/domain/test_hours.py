from datetime import date, time

import pytest

from fieldapp.domain.hours import between, read_clock, read_day

TODAY = date(2026, 12, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8", time(8)),
        ("08:30", time(8, 30)),
        ("830", time(8, 30)),
        ("2030", time(20, 30)),
        ("8:30", time(8, 30)),
        ("8点", time(8)),
        ("8点30分", time(8, 30)),
        ("24:00", time(0)),
        ("25", None),
        ("8:75", None),
        ("", None),
        ("早上", None),
    ],
)
def test_time_of_day_is_read_as_people_type_it(text, expected):
    assert read_clock(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12-30", date(2026, 12, 30)),
        ("12月30日", date(2026, 12, 30)),
        ("1月2日", date(2027, 1, 2)),
        ("2026-11-02", date(2026, 11, 2)),
        ("2月30日", None),
        ("2-29", date(2028, 2, 29)),
        ("明天", None),
    ],
)
def test_day_is_read_and_a_missing_year_is_the_nearest(text, expected):
    today = date(2027, 12, 1) if text == "2-29" else TODAY
    assert read_day(text, today) == expected


def test_an_end_not_after_the_beginning_is_on_the_next_day():
    starts, ends = between(TODAY, time(18), time(2))
    assert (starts.date(), ends.date(), ends.hour) == (TODAY, date(2026, 12, 31), 2)
    assert starts.tzinfo is not None


def test_an_ordinary_day_ends_on_its_day():
    starts, ends = between(TODAY, time(8), time(20))
    assert starts.date() == ends.date()
