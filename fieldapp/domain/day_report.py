"""The daily report of an event (活动日报) as values; workbook and paper are made from the same ones."""

from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain.views import Count, QuarterHour


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One figure: its word, its number, and what exactly was counted."""

    words: str
    count: int
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """One event in figures; ``quarters`` are without gaps, ``left`` is what was still open when it was made."""

    event: str
    hours: str
    place: str
    host: str
    policy: str
    device: str
    made: datetime
    operator: str
    figures: tuple[ReportLine, ...]
    quarters: tuple[QuarterHour, ...]
    groups: tuple[Count, ...]
    unions: tuple[Count, ...]
    operators: tuple[Count, ...]
    items: tuple[ReportLine, ...]
    left: tuple[ReportLine, ...]
    target: int | None = None

    @property
    def watermark(self) -> str:
        """Return who made it, when, and where: it stands on every page and sheet."""
        return f"{self.operator} · {self.made:%Y-%m-%d %H:%M} · {self.device}"
