"""How somebody's records came about, in figures a supervisor can ask about. Facts only, no judgement.

Quotas make people invent members; what an invented day looks like is speed, bursts, one phone for many people, papers
that are missing, records at night, and much that was taken back. From which figure on it is worth a look is data
(``resources/data/work_signs.json``).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Any

from resources import resource

BURST_MINUTES = 10
QUICK_SECONDS = 15
"""Somebody on the roster takes about 20 seconds; less than this is quicker than anybody reads a document."""
PAUSE_SECONDS = 15 * 60
"""A longer gap is a pause and says nothing of the time per record."""
SHARED_BY = 2
"""A phone that stands at this many persons or more is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """One record as this list needs it: ``captured`` in ms; ``is_signed`` by pen, phone, or a paper that was named."""

    operator: str
    captured: int
    phone: str
    is_live: bool
    is_signed: bool
    is_stated: bool
    is_listed: bool
    rec: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A figure worth a look, in ``words`` that accuse nobody, and the records behind it, oldest first."""

    sign: str
    words: str
    recs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSigns:
    """One operator's day. ``seconds`` is the median between two records, None with fewer than three.

    ``burst`` is the most records within ten minutes; ``quick`` those less than 15 s after the one before;
    ``shared_phones`` records whose phone stands at other persons too; ``stated`` documents nobody saw (口报);
    ``listed`` came from a signed list and are left out of the times; ``odd_hours`` were made at night.
    """

    operator: str
    records: int
    listed: int
    seconds: int | None
    burst: int
    quick: int
    shared_phones: int
    unsigned: int
    stated: int
    taken_back: int
    odd_hours: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def share_taken_back(self) -> float:
        """Share of the records that were undone or voided, 0 to 1."""
        return self.taken_back / self.records if self.records else 0.0


def signs(records: Iterable[WorkRecord]) -> tuple[WorkSigns, ...]:
    """Return each operator's figures, who made most records first; phones are compared over all operators."""
    all_records = sorted(records, key=lambda one: one.captured)
    phones = Counter(one.phone for one in all_records if one.is_live and one.phone)
    by_operator: dict[str, list[WorkRecord]] = defaultdict(list)
    for one in all_records:
        by_operator[one.operator].append(one)
    found = (_of(operator, made, phones) for operator, made in by_operator.items())
    return tuple(sorted(found, key=lambda one: (-one.records, one.operator)))


@cache
def terms() -> Mapping[str, Any]:
    """Return from which figure on a sign is worth a look, and which hours are night (local hours of the day)."""
    raw = json.loads(resource("data", "work_signs.json").read_text(encoding="utf-8"))
    return MappingProxyType(raw)


def _of(operator: str, made: Sequence[WorkRecord], phones: Counter[str]) -> WorkSigns:
    live = [one for one in made if one.is_live]
    timed = [one for one in made if not one.is_listed]
    gaps = [(later.captured - earlier.captured) / 1000 for earlier, later in pairwise(timed)]
    steady = [gap for gap in gaps if gap <= PAUSE_SECONDS]
    behind = {
        "burst": _burst(timed),
        "quick": [one for one, gap in zip(timed[1:], gaps, strict=True) if gap < QUICK_SECONDS],
        "shared_phones": [one for one in live if one.phone and phones[one.phone] >= SHARED_BY],
        "unsigned": [one for one in live if not one.is_signed],
        "stated": [one for one in live if one.is_stated],
        "taken_back": [one for one in made if not one.is_live],
        "odd_hours": [one for one in timed if _is_night(one)],
    }
    return WorkSigns(
        operator=operator,
        records=len(made),
        listed=len(made) - len(timed),
        seconds=round(median(steady)) if len(steady) >= 2 else None,
        remarks=_remarks(behind, len(made)),
        **{sign: len(records) for sign, records in behind.items()},
    )


def _burst(timed: Sequence[WorkRecord]) -> Sequence[WorkRecord]:
    """Return the records of the busiest ten minutes."""
    best: Sequence[WorkRecord] = ()
    first = 0
    for last, one in enumerate(timed):
        while one.captured - timed[first].captured > BURST_MINUTES * 60_000:
            first += 1
        if last - first + 1 > len(best):
            best = timed[first : last + 1]
    return best


def _is_night(one: WorkRecord) -> bool:
    hour = datetime.fromtimestamp(one.captured / 1000).astimezone().hour
    return not int(terms()["odd_until"]) <= hour < int(terms()["odd_from"])


def _remarks(behind: Mapping[str, Sequence[WorkRecord]], made: int) -> tuple[Remark, ...]:
    """Return the figures that reach their term; a share says something only of a day's work."""
    found = []
    for sign, term in terms()["worth_a_look"].items():
        count = len(behind[sign])
        is_enough = made >= terms()["least_records"] or "count" in term
        least = term["count"] if "count" in term else term["share"] * made
        if count and is_enough and count >= least:
            recs = tuple(one.rec for one in behind[sign])
            found.append(Remark(sign=sign, words=term["words"].format(n=count), recs=recs))
    return tuple(found)
