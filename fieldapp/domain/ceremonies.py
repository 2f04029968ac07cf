"""A joining ceremony (集中入会仪式): seats in the order people are called, and the boxes their cards lie in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_PARTS = re.compile(r"[0-9]+|[^0-9]+")


class SeatStage(StrEnum):
    """How far one seat is: each stage needs the one before, a pulled card leads nowhere."""

    LISTED = "listed"  # 未签字: stands on the list only
    APPLIED = "applied"  # 已申请, not approved
    APPROVED = "approved"  # 已批准, no card yet
    PRINTED = "printed"  # 卡已印好
    PULLED = "pulled"  # 缺席, card taken out
    HANDED = "handed"  # 已领


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One person of a ceremony: where they sit and how far they are. ``job`` is their newest card's."""

    row: str
    place: int
    seat: str
    name: str
    tail: str
    stage: SeatStage
    rec: str | None
    number: str | None
    job: str | None

    @property
    def label(self) -> str:
        """Return the seat as people say it: what the list says, else the number in the order of the list."""
        return self.seat or f"{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of cards in seat order: its number, first and last seat, and how many cards."""

    number: int
    of: int
    first: str
    last: str
    count: int


def seat_key(seat: str, row: int) -> tuple[tuple[tuple[int, int, str], ...], int]:
    """Return what seats are ordered by: numbers as numbers (2排 before 10排); rows without a seat last, as listed."""
    parts = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PARTS.findall(seat)]
    return (tuple(parts) or ((2, 0, ""),), row)


def boxes(seats: Sequence[Seat], each: int) -> tuple[Box, ...]:
    """Return the boxes for the cards of these seats, ``each`` cards in one, in seat order."""
    groups = [seats[start : start + each] for start in range(0, len(seats), each)]
    return tuple(
        Box(number=n, of=len(groups), first=group[0].label, last=group[-1].label, count=len(group))
        for n, group in enumerate(groups, start=1)
    )


def next_seat(seats: Iterable[Seat], after: str | None) -> Seat | None:
    """Return whose card is handed out next: the first printed one after a row, else the first of all."""
    waiting = list(seats)
    place = next((n for n, one in enumerate(waiting) if one.row == after), -1)
    rest = (*waiting[place + 1 :], *waiting[: place + 1])
    return next((one for one in rest if one.stage is SeatStage.PRINTED), None)
