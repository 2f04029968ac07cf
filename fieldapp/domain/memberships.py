"""Membership (会籍): one person, one union at a time, and the log of changes it follows from.

Joined once in life, then only moved (一次入会、动态接转). It begins on the committee's approval
date. Kept membership (保留会籍: retired, unemployed, serving) has no votes and is not counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fieldapp.domain.ids import OrganisationId


class ChangeKind(StrEnum):
    """Kinds of changes (会籍变化类型), by the codes of the real-name system."""

    JOIN = "1"
    TRANSFER_IN = "2"
    KEEP = "3"
    TRANSFER_OUT = "4"
    EXPEL = "5"
    LEAVE = "6"


_ENDING = frozenset({ChangeKind.TRANSFER_OUT, ChangeKind.EXPEL, ChangeKind.LEAVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChange:
    """One line of the log. ``on`` is the committee's date, ``entered`` the day it was typed in.

    ``group`` None leaves the worker group as it was; ``reason`` is a code of 会籍变化原因.
    """

    person: str
    kind: ChangeKind
    on: date
    union: OrganisationId
    group: str | None = None
    reason: str | None = None
    entered: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands on a day: union and group, whether only kept."""

    union: OrganisationId
    group: str
    kept: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether statistics count the person as a member."""
        return not self.kept


def in_order(changes: Iterable[MembershipChange]) -> tuple[MembershipChange, ...]:
    """Return changes by committee date; on one day a person leaves before arriving elsewhere."""
    return tuple(sorted(changes, key=lambda one: (one.on, one.kind not in _ENDING)))


def after(standing: Standing | None, change: MembershipChange) -> Standing | None:
    """Return the standing after one more change; an end at a union the person left already ends nothing."""
    if change.kind in _ENDING:
        return None if standing is None or standing.union == change.union else standing
    group = change.group or (standing.group if standing else "none")
    return Standing(union=change.union, group=group, kept=change.kind is ChangeKind.KEEP)


def standing_on(day: date, changes: Iterable[MembershipChange]) -> Standing | None:
    """Return one person's standing at the end of a day, None for no member."""
    standing: Standing | None = None
    for change in in_order(changes):
        if change.on <= day:
            standing = after(standing, change)
    return standing


def transfer(
    person: str, *, source: OrganisationId, target: OrganisationId, on: date, group: str | None = None
) -> tuple[MembershipChange, MembershipChange]:
    """Return the pair of changes that moves a member (转会): out there, in here, the same day."""
    return (
        MembershipChange(person=person, kind=ChangeKind.TRANSFER_OUT, on=on, union=source, reason="1"),
        MembershipChange(person=person, kind=ChangeKind.TRANSFER_IN, on=on, union=target, group=group),
    )


def dissolve(
    union: OrganisationId, target: OrganisationId, on: date, standings: Mapping[str, Standing]
) -> tuple[MembershipChange, ...]:
    """Return the changes that move everybody out of a union that ends (项目工会: 建完即撤).

    Kept members move too and stay kept. ``ValueError`` when the target is the union itself.
    """
    if union == target:
        raise ValueError("a union that ends cannot take its own members")
    changes: list[MembershipChange] = []
    for person, standing in sorted(standings.items()):
        if standing.union == union:
            changes.extend(transfer(person, source=union, target=target, on=on, group=standing.group))
            if standing.kept:
                changes.append(MembershipChange(person=person, kind=ChangeKind.KEEP, on=on, union=target))
    return tuple(changes)
