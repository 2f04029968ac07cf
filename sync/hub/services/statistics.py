"""统计表: figures out of the memberships, put into the layout of ``resources/hub/statistics.json``.

The layout is data; the definitions are ``fieldapp.domain.reports`` and stand in the notes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.domain.codes import asked_fields, table
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.memberships import ChangeKind, MembershipChange
from fieldapp.domain.organisations import Organisation, path_to, subtree
from fieldapp.domain.reports import Movement, Period, Place, movements, total, union_counts
from fieldapp.messages import translate as _
from resources import resource
from sync.hub.centre import Centre
from sync.hub.services import ethnicities
from sync.hub.services.rights import EVERYTHING
from sync.hub.store import members, organisations
from sync.hub.store.members import MemberChange

_KINDS = {
    "joined": ChangeKind.JOIN,
    "transferred_in": ChangeKind.TRANSFER_IN,
    "transferred_out": ChangeKind.TRANSFER_OUT,
    "left": ChangeKind.LEAVE,
}

_UNSTATED = "unstated"
"""Stands for the 民族 of members of whom no fact states one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One row of the table: a union with everything below it, or the sum."""

    name: str
    values: tuple[int, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One 民族 of the whole table: ``members`` at the end of the period, ``joined`` in it."""

    label: str
    members: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The table as it is shown and written: ``values`` run through the measures of each column group.

    ``shares`` parts the sum by 民族, the largest first; empty where no province of the table asks for it.
    """

    title: str
    groups: tuple[str, ...]
    measures: tuple[str, ...]
    lines: tuple[ReportLine, ...]
    notes: tuple[str, ...]
    sum: Movement
    shares: tuple[Share, ...] = ()


@cache
def _layout() -> Mapping[str, Any]:
    return dict(json.loads(resource("hub", "statistics.json").read_text(encoding="utf-8")))


def report(centre: Centre, *, top: str, start: date, end: date) -> Report:
    """Return the table of a union's subtree (``*``: the whole tree) for a period, both days included."""
    with centre.store.read() as connection:
        everyone = organisations.everyone(connection)
        kept = list(members.all_changes(connection))
        blocks = _blocks(top, everyone)
        codes = _ethnicities(connection, kept, everyone, blocks)
    changes = [_change(one) for one in kept]
    layout, period = _layout(), Period(first=start, last=end)
    cells = movements(changes, period)
    lines = [ReportLine(name=name, values=_values(cells, mine, everyone, period, layout)) for name, mine in blocks]
    whole = frozenset().union(*(mine for _, mine in blocks)) if blocks else frozenset()
    lines.append(ReportLine(name=_("合计"), values=_values(cells, whole, everyone, period, layout), is_total=True))
    return Report(
        title=f"{_(layout['title'])} {start:%Y-%m-%d} — {end:%Y-%m-%d}",
        groups=tuple(_(column["label"]) for column in layout["columns"]),
        measures=tuple(_(measure["label"]) for measure in layout["measures"]),
        lines=tuple(lines),
        notes=tuple(_(note) for note in layout["notes"]),
        sum=total(cell for place, cell in cells.items() if place[0] in whole),
        shares=_shares(changes, codes, whole, period) if codes is not None else (),
    )


def _ethnicities(
    connection: Connection,
    kept: Sequence[MemberChange],
    everyone: Sequence[Organisation],
    blocks: Sequence[tuple[str, frozenset[OrganisationId]]],
) -> Mapping[str, str] | None:
    """Return membership → code of 民族, None where no province of these unions asks for it."""
    mine = frozenset().union(*(ids for _name, ids in blocks)) if blocks else frozenset()
    provinces = {one.region[:2] for one in everyone if one.id in mine}
    if not any(ethnicities.FIELD in asked_fields(province) for province in provinces):
        return None
    return ethnicities.stated(connection, {one.rec: one.membership for one in kept if one.rec and one.union in mine})


def _shares(
    changes: Iterable[MembershipChange], codes: Mapping[str, str], whole: frozenset[OrganisationId], period: Period
) -> tuple[Share, ...]:
    """Part the sum by what people stated: the same movements, counted by 民族 instead of by group."""
    cells = movements((replace(one, group=codes.get(one.person, _UNSTATED)) for one in changes), period)
    mine: dict[str, Movement] = {}
    for (union, code), cell in cells.items():
        if union in whole:
            mine[code] = mine.get(code, Movement()).plus(cell)
    words = table(ethnicities.FIELD)
    found = (
        Share(label=_("没有填") if code == _UNSTATED else words.label(code), members=one.closing, joined=one.joined)
        for code, one in mine.items()
        if one.closing or one.joined
    )
    return tuple(sorted(found, key=lambda one: (-one.members, -one.joined, one.label)))


def _change(one: MemberChange) -> MembershipChange:
    return MembershipChange(
        person=one.membership,
        kind=_KINDS[one.kind],
        on=date.fromisoformat(one.day),
        union=OrganisationId(one.union),
        group=one.group or None,
        entered=datetime.fromtimestamp(one.entered / 1000, UTC).astimezone().date(),
    )


def _blocks(top: str, everyone: Sequence[Organisation]) -> list[tuple[str, frozenset[OrganisationId]]]:
    """Return the rows: every child of the top with its subtree, and what the top holds itself (直属)."""
    roots = [one for one in everyone if (one.parent is None if top == EVERYTHING else one.id == top)]
    found: list[tuple[str, frozenset[OrganisationId]]] = []
    for root in roots:
        federations = [one for one in everyone if one.parent == root.id and one.level <= root.level + 1]
        found += [(one.name, subtree(one.id, everyone)) for one in federations]
        below = frozenset().union(*(mine for _, mine in found)) if found else frozenset()
        rest = subtree(root.id, everyone) - below
        found.append((_("{name}直属").replace("{name}", root.name) if federations else root.name, rest))
    return found


def _values(
    cells: Mapping[Place, Movement],
    mine: frozenset[OrganisationId],
    everyone: Sequence[Organisation],
    period: Period,
    layout: Mapping[str, Any],
) -> tuple[int, ...]:
    own = [one for one in everyone if one.id in mine]
    values: list[int] = []
    for column in layout["columns"]:
        wanted = _groups(column["groups"], layout)
        moved = total(
            cell for place, cell in cells.items() if place[0] in mine and (wanted is None or place[1] in wanted)
        )
        unions = [one for one in own if wanted is None or wanted.intersection(one.groups)]
        living, founded = union_counts(unions, period)
        figures = {
            "new": moved.joined,
            "transferred_in": moved.transferred_in,
            "closing": moved.closing,
            "unions": living,
            "unions_new": founded,
        }
        values.extend(figures[measure["figure"]] for measure in layout["measures"])
    return tuple(values)


def _groups(stated: Sequence[str] | str | None, layout: Mapping[str, Any]) -> frozenset[str] | None:
    if stated is None:
        return None
    if stated != "other":
        return frozenset(stated)
    named: Iterable[str] = (
        group for column in layout["columns"] if isinstance(column["groups"], list) for group in column["groups"]
    )
    return frozenset(entry.code for entry in table("groups").entries) - frozenset(named)


def place_of(union: str, everyone: Sequence[Organisation]) -> str:
    """Return where a union stands, for the page's head."""
    by_id = {one.id: one for one in everyone}
    return " › ".join(by_id[one].name for one in path_to(OrganisationId(union), by_id)) or _("全部工会")
