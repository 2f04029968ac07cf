"""Hours of an event as people type them: a day, a beginning and an end, which may lie after midnight."""

import re
from datetime import date, datetime, time, timedelta

_CLOCK = re.compile(r"([0-9]{1,2})(?:[::点.]?([0-9]{2}))?[分点]?", re.ASCII)
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
_MIDNIGHT = 24


def read_clock(text: str) -> time | None:
    """Read ``8``, ``830``, ``08:30`` or ``8点30``; 24:00 is midnight. None when it is no time of day."""
    found = _CLOCK.fullmatch("".join(text.split()))
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if (hours, minutes) == (_MIDNIGHT, 0):
        hours = 0
    return time(hours, minutes) if hours < _MIDNIGHT and minutes < 60 else None


def read_day(text: str, today: date) -> date | None:
    """Read ``11-22``, ``11月22日`` or ``2026-11-22``; without a year the day nearest to ``today``."""
    found = _DAY.fullmatch("".join(text.split()))
    if found is None:
        return None
    years = [int(found[1])] if found[1] else [today.year - 1, today.year, today.year + 1]
    days = [day for year in years if (day := _day(year, int(found[2]), int(found[3]))) is not None]
    return min(days, key=lambda day: abs(day - today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def between(day: date, begin: time, end: time) -> tuple[datetime, datetime]:
    """Return beginning and end in the laptop's own zone; an end not after the beginning is on the next day."""
    last = day if end > begin else day + timedelta(days=1)
    return datetime.combine(day, begin).astimezone(), datetime.combine(last, end).astimezone()
