"""补录: a stack of pre-numbered forms that people signed on a day without laptops, typed in afterwards."""

from dataclasses import dataclass
from datetime import date

from fieldapp.domain.numbering import verhoeff_digit
from fieldapp.domain.problems import Problem
from fieldapp.domain.sheets import bare_sheet, check_sheet, writings

MOST_SHEETS = 2_000
_PRINTED = 12
"""Printed sheets have a check digit, which does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSet:
    """The forms ``first`` to ``last``, signed on one day. ``used`` are those that stand with a live record."""

    id: str
    first: str
    last: str
    signed_on: date
    used: frozenset[str] = frozenset()

    @property
    def sheets(self) -> tuple[str, ...]:
        """Every number of the set, in order."""
        return sheets_between(self.first, self.last)

    @property
    def day(self) -> str:
        """The day on which the forms were signed, as facts write it (yyyymmdd)."""
        return f"{self.signed_on:%Y%m%d}"

    def find(self, text: str) -> str | None:
        """Return a sheet of the set as the pad writes it, however many zeros were typed; None for another one."""
        return next((one for one in writings(text) if one in self.sheets), None)

    @property
    def unused(self) -> tuple[str, ...]:
        """The numbers nobody was entered with yet."""
        return tuple(sheet for sheet in self.sheets if sheet not in self.used)


def sheets_between(first: str, last: str) -> tuple[str, ...]:
    """Return every number from ``first`` to ``last``; both have passed ``check_range``."""
    is_printed = len(first) == _PRINTED
    begin, end = (first[:-1], last[:-1]) if is_printed else (first, last)
    counted = (f"{number:0{len(begin)}d}" for number in range(int(begin), int(end) + 1))
    return tuple(number + verhoeff_digit(number) if is_printed else number for number in counted)


def pad_ends(first: str, last: str) -> tuple[str, str]:
    """Return the two ends of a pad written alike: as wide as the wider one was typed."""
    begin, end = bare_sheet(first), bare_sheet(last)
    wide = max(len(begin), len(end))
    return begin.zfill(wide), end.zfill(wide)


def check_range(first: str, last: str) -> Problem | None:
    """Return what is wrong with two ends as typed: as ``check_sheet``, or ``paper_range_bad`` (detail ``most``)."""
    for field, text in (("paper_first", first), ("paper_last", last)):
        problem = check_sheet(text)
        if problem is not None:
            return Problem(code=problem.code, field=field)
    is_mixed = (len(bare_sheet(first)) == _PRINTED) != (len(bare_sheet(last)) == _PRINTED)
    begin, end = pad_ends(first, last)
    many = int(end) - int(begin) if len(begin) != _PRINTED else int(end[:-1]) - int(begin[:-1])
    if is_mixed or not 0 <= many < MOST_SHEETS:
        return Problem(code="paper_range_bad", field="paper_last", details={"most": str(MOST_SHEETS)})
    return None
