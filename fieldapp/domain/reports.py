"""Figures of the statistics (统计表): persons and not records, each at the union that holds the membership.

Definitions stand in the report's footer. Every table reconciles: opening + new + in − out − left
± group change ± kept = closing. Pools and unapproved people stand in columns of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.memberships import ChangeKind, MembershipChange, Standing, after, in_order
from fieldapp.domain.organisations import Organisation

DUE_DAYS = ((6, 30), (9, 28), (12, 25))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One (union, group)'s figures of a period; ``late`` are approvals typed in after the last day (补报)."""

    opening: int = 0
    joined: int = 0
    rejoined: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    left: int = 0
    group_in: int = 0
    group_out: int = 0
    kept: int = 0
    resumed: int = 0
    closing: int = 0
    late: int = 0

    @property
    def reconciles(self) -> bool:
        """Whether the period's movements explain the difference of its ends."""
        came = self.joined + self.rejoined + self.transferred_in + self.group_in + self.resumed
        went = self.transferred_out + self.left + self.group_out + self.kept
        return self.opening + came - went == self.closing

    def plus(self, other: "Movement") -> "Movement":
        """Return the sums, column by column."""
        return Movement(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


Place = tuple[OrganisationId, str]
"""A union and a worker group: one cell of the statistics."""


def year_to_date(cutoff: date) -> Period:
    """Return the period of the table's 新增: 1 January to the cut-off."""
    return Period(first=date(cutoff.year, 1, 1), last=cutoff)


def quarter_of(day: date) -> Period:
    """Return the calendar quarter that holds a day."""
    month = (day.month - 1) // 3 * 3 + 1
    after_end = date(day.year + (month == 10), (month + 3 - 1) % 12 + 1, 1)
    return Period(first=date(day.year, month, 1), last=after_end - timedelta(days=1))


def next_due(day: date) -> date:
    """Return the next day a report is due (06-30, 09-28, 12-25), that day itself included."""
    for month, last in DUE_DAYS:
        if day <= date(day.year, month, last):
            return date(day.year, month, last)
    return date(day.year + 1, *DUE_DAYS[0])


def _place(standing: Standing | None) -> Place | None:
    return (standing.union, standing.group) if standing and standing.is_counted else None


def _arrival(before: Standing | None, now: Standing, change: MembershipChange, *, ever: bool) -> str:
    if before is not None and before.union == now.union:
        return "resumed" if before.kept else "group_in"
    if change.kind is ChangeKind.JOIN and before is None:
        return "rejoined" if ever else "joined"
    return "transferred_in"


def _departure(before: Standing, now: Standing | None, change: MembershipChange) -> str:
    if now is not None and now.union == before.union:
        return "kept" if now.kept else "group_out"
    return "left" if now is None and change.kind in (ChangeKind.LEAVE, ChangeKind.EXPEL) else "transferred_out"


class _Ledger:
    """Counts one person after another into the cells."""

    def __init__(self, period: Period) -> None:
        self._period = period
        self.cells: dict[Place, Counter[str]] = defaultdict(Counter)

    def add(self, changes: tuple[MembershipChange, ...]) -> None:
        """Count one person's whole log, in order."""
        standing: Standing | None = None
        ever = False
        opened = False
        for change in changes:
            if change.on > self._period.last:
                break
            if not opened and change.on >= self._period.first:
                opened = True
                self._count(_place(standing), "opening")
            now = after(standing, change)
            if opened:
                self._move(standing, now, change, ever=ever)
            standing, ever = now, ever or change.kind is ChangeKind.JOIN
        if not opened:
            self._count(_place(standing), "opening")
        self._count(_place(standing), "closing")

    def _move(self, before: Standing | None, now: Standing | None, change: MembershipChange, *, ever: bool) -> None:
        source, target = _place(before), _place(now)
        if source == target:
            return
        if source and before:
            self._count(source, _departure(before, now, change))
        if target and now:
            self._count(target, _arrival(before, now, change, ever=ever))
            if change.entered is not None and change.entered > self._period.last:
                self._count(target, "late")

    def _count(self, place: Place | None, column: str) -> None:
        if place:
            self.cells[place][column] += 1


def movements(changes: Iterable[MembershipChange], period: Period) -> Mapping[Place, Movement]:
    """Return the figures of every (union, group) that had members or movements in the period."""
    by_person: dict[str, list[MembershipChange]] = defaultdict(list)
    for change in changes:
        by_person[change.person].append(change)
    ledger = _Ledger(period)
    for log in by_person.values():
        ledger.add(in_order(log))
    return {place: Movement(**counted) for place, counted in sorted(ledger.cells.items())}


def total(parts: Iterable[Movement]) -> Movement:
    """Return the sums of several cells; transfers between them show on both sides."""
    result = Movement()
    for part in parts:
        result = result.plus(part)
    return result


def union_counts(organisations: Iterable[Organisation], period: Period) -> tuple[int, int]:
    """Return (unions that exist at the end of the period, unions founded in it); pools are never counted."""
    counted = [one for one in organisations if not one.is_pool]
    living = sum(one.is_valid_on(period.last) for one in counted)
    founded = sum(one.valid_from is not None and period.holds(one.valid_from) for one in counted)
    return living, founded


def join_rate(members: int, headcount: int) -> float | None:
    """Return 入会率 as a share of the known headcount (摸底台账), None without one; may pass 1.0."""
    return members / headcount if headcount > 0 else None
