"""How somebody's records came about, in figures a supervisor can ask about. Facts only, no judgement.

Quotas make people invent members; what an invented day looks like is speed, bursts,
one phone for many people, papers that are missing, and much that was taken back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

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


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSigns:
    """One operator's day. ``seconds`` is the median between two records, None with fewer than three.

    ``burst`` is the most records within ten minutes; ``quick`` those less than 15 s after the one before;
    ``shared_phones`` records whose phone stands at other persons too; ``stated`` documents nobody saw (口报);
    ``listed`` came from a signed list and are left out of the times.
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


def _of(operator: str, made: Sequence[WorkRecord], phones: Counter[str]) -> WorkSigns:
    live = [one for one in made if one.is_live]
    times = [one.captured / 1000 for one in made if not one.is_listed]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    steady = [gap for gap in gaps if gap <= PAUSE_SECONDS]
    return WorkSigns(
        operator=operator,
        records=len(made),
        listed=sum(one.is_listed for one in made),
        seconds=round(median(steady)) if len(steady) >= 2 else None,
        burst=_burst(times),
        quick=sum(gap < QUICK_SECONDS for gap in gaps),
        shared_phones=sum(phones[one.phone] >= SHARED_BY for one in live if one.phone),
        unsigned=sum(not one.is_signed for one in live),
        stated=sum(one.is_stated for one in live),
        taken_back=len(made) - len(live),
    )


def _burst(times: Sequence[float]) -> int:
    most = first = 0
    for last, moment in enumerate(times):
        while moment - times[first] > BURST_MINUTES * 60:
            first += 1
        most = max(most, last - first + 1)
    return most
