"""From the envelopes of a record to what it says now: order, forks, voids. No decisions, no neighbours.

A record is the chain of its content (enrollment or transfer, then revisions), linked by ``base``.
Two pieces of content with one base are a fork: the least rank leads, the other waits for a
reviewer. Everything here depends on the set of envelopes alone, never on the order they came in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any, TypeGuard

from fieldapp.domain.facts import Approval, Enrollment, Envelope, Fact, PersonFact, Revision, Transfer, Void, Withdrawal

Content = Enrollment | Transfer | Revision
"""What changes what a record says."""
_CONTENT = (Enrollment, Transfer, Revision)
Rank = tuple[int, str]
"""(capture, env): when it was made by the centre's clock as far as the device knew it, then the id."""


_ZONE_HOURS = (0, 8)
"""The one time zone of the country, and that of a machine whose zone nobody ever set, as hours from UTC."""
_HOUR_MS = 60 * 60 * 1000
_DAY_MS = 24 * _HOUR_MS
_EPOCH = date(1970, 1, 1).toordinal()


def days_at(captured: int) -> frozenset[date]:
    """Return what a calendar at the desk may have shown at a moment in ms since 1970."""
    places = {_EPOCH + (captured + hours * _HOUR_MS) // _DAY_MS for hours in _ZONE_HOURS}
    return frozenset(date.fromordinal(place) for place in places)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFact:
    """A fact whose signature was found good; ``sha256`` (hex) is of the envelope's exact bytes."""

    envelope: Envelope
    fact: Fact
    sha256: str

    @property
    def rank(self) -> Rank:
        """Signed time plus signed offset in ms, then the id; never the time of receipt."""
        captured = self.envelope.captured
        return captured.time + captured.offset_ms, self.envelope.env


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChain:
    """One application as the field told it.

    ``applied`` is the leading content, first to last; ``forks`` and ``orphans`` are ids of content
    that is set aside (another branch; nothing known to build on). ``steps`` pairs the digest of each
    applied envelope with the values as they stood then, voided revisions left out. ``end`` is the
    void or withdrawal that ended the record; ``waiting`` are voids and withdrawals of another device
    or without a known base, which only a reviewer can follow.
    """

    rec: str
    kind: str
    rank: Rank
    applied: tuple[SignedFact, ...]
    steps: tuple[tuple[str, Mapping[str, Any]], ...]
    forks: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    end: SignedFact | None = None
    waiting: tuple[str, ...] = ()
    is_disputed: bool = False

    @property
    def head(self) -> str | None:
        """The digest of the newest applied envelope, None while the first one is missing."""
        return self.steps[-1][0] if self.steps else None

    @property
    def values(self) -> Mapping[str, Any]:
        """The fields as the field last stated them."""
        return self.steps[-1][1] if self.steps else {}

    @property
    def leased_numbers(self) -> tuple[str, ...]:
        """Member numbers the record's own envelopes carry (a receipt number has no lease)."""
        own = (one.envelope for one in self.applied)
        return tuple(one.no for one in own if one.no is not None and one.lease is not None)

    def without_end(self) -> "RecordChain":
        """Return the record as if nobody had ended it; what did so waits."""
        late = () if self.end is None else (self.end.envelope.env,)
        return replace(self, end=None, waiting=tuple(sorted({*self.waiting, *late})))

    def until(self, place: int) -> "RecordChain":
        """Return the record as it was before the content at that place; what came since waits."""
        late = tuple(one.envelope.env for one in self.applied[place:])
        waiting = tuple(sorted({*self.waiting, *late}))
        return replace(self, applied=self.applied[:place], steps=self.steps[:place], waiting=waiting)


_rank = attrgetter("rank")


def unique(facts: Iterable[SignedFact]) -> tuple[dict[str, SignedFact], frozenset[str]]:
    """Return facts by envelope id, and the ids that came with two different contents.

    Of two contents the lesser digest is taken, so that the order of arrival decides nothing.
    """
    found: dict[str, SignedFact] = {}
    disputed = set[str]()
    for fact in facts:
        known = found.setdefault(fact.envelope.env, fact)
        if known.sha256 != fact.sha256:
            disputed.add(fact.envelope.env)
            found[fact.envelope.env] = min(known, fact, key=lambda one: one.sha256)
    return found, frozenset(disputed)


def chains(facts: Mapping[str, SignedFact], disputed: frozenset[str]) -> dict[str, RecordChain]:
    """Return every application among the facts by its record id."""
    voided = taken_back(facts)
    digests = frozenset(one.sha256 for one in facts.values())
    groups: dict[str, list[SignedFact]] = defaultdict(list)
    for one in facts.values():
        groups[one.envelope.rec].append(one)
    return {
        rec: _begun(group, disputed) or _chain(rec, group, voided, disputed, digests)
        for rec, group in groups.items()
        if any(_is_content(one.fact) for one in group)
    }


def taken_back(facts: Mapping[str, SignedFact]) -> frozenset[str]:
    """Return the envelopes that their own device took back, knowing what it spoke of.

    A void of somebody else's fact, or one that does not say what it builds on, takes nothing back.
    """
    digests = frozenset(one.sha256 for one in facts.values())
    return frozenset(
        one.fact.target
        for one in facts.values()
        if isinstance(one.fact, Void) and _is_own(one, facts.get(one.fact.target), digests)
    )


def approvals(facts: Mapping[str, SignedFact]) -> list[tuple[SignedFact, Approval]]:
    """Return the approvals given in the field and not taken back, least rank first."""
    voided = taken_back(facts)
    found = [(one, one.fact) for one in facts.values() if isinstance(one.fact, Approval)]
    return sorted((pair for pair in found if pair[0].envelope.env not in voided), key=lambda pair: pair[0].rank)


def _is_content(fact: Fact) -> TypeGuard[Content]:
    return isinstance(fact, _CONTENT)


def _is_own(one: SignedFact, target: SignedFact | None, digests: frozenset[str]) -> bool:
    is_same_desk = target is not None and target.envelope.dev == one.envelope.dev
    return is_same_desk and one.envelope.base in digests


def _chain(
    rec: str,
    group: Sequence[SignedFact],
    voided: frozenset[str],
    disputed: frozenset[str],
    digests: frozenset[str],
) -> RecordChain:
    content = sorted((one for one in group if _is_content(one.fact)), key=_rank)
    root = next((one for one in content if _begins(one)), None)
    children = _children(content, group) if len(content) > 1 else {}
    applied, forks = _lead(root, children, voided)
    ends = [one for one in group if _ends(one, rec) and one.envelope.env not in voided]
    own = [one for one in ends if _is_own(one, root, digests)]
    settled = {one.envelope.env for one in applied} | set(forks)
    return RecordChain(
        rec=rec,
        kind="transfer" if any(isinstance(one.fact, Transfer) for one in applied) else "enrollment",
        rank=(root or content[0]).rank,
        applied=tuple(applied),
        steps=tuple(_steps(applied, voided)),
        forks=tuple(sorted(forks)),
        orphans=tuple(sorted(one.envelope.env for one in content if one.envelope.env not in settled)),
        end=min(own, key=lambda one: one.rank, default=None),
        waiting=tuple(sorted(one.envelope.env for one in ends if one not in own)),
        is_disputed=any(one.envelope.env in disputed for one in group),
    )


def _begun(group: Sequence[SignedFact], disputed: frozenset[str]) -> RecordChain | None:
    """Return a record nobody touched since it began: nearly all of a batch, so it has a short way; None for others."""
    one, fact = group[0], group[0].fact
    if len(group) > 1 or not isinstance(fact, Enrollment | Transfer) or not _begins(one):
        return None
    return RecordChain(
        rec=one.envelope.rec,
        kind="transfer" if isinstance(fact, Transfer) else "enrollment",
        rank=one.rank,
        applied=(one,),
        steps=((one.sha256, stated(fact)),),
        is_disputed=one.envelope.env in disputed,
    )


def _ends(one: SignedFact, rec: str) -> bool:
    return isinstance(one.fact, Withdrawal) or (isinstance(one.fact, Void) and one.fact.target == rec)


def _begins(one: SignedFact) -> bool:
    envelope = one.envelope
    return envelope.env == envelope.rec and envelope.base is None and isinstance(one.fact, Enrollment | Transfer)


def _children(content: Iterable[SignedFact], group: Iterable[SignedFact]) -> dict[str, list[SignedFact]]:
    """Return content by the digest of the content it builds on, in rank order."""
    by_digest = {one.sha256: one for one in group}
    children: dict[str, list[SignedFact]] = defaultdict(list)
    for one in content:
        base = one.envelope.base
        while base is not None and base in by_digest and not _is_content(by_digest[base].fact):
            base = by_digest[base].envelope.base
        if base is not None:
            children[base].append(one)
    return children


def _lead(
    root: SignedFact | None, children: Mapping[str, list[SignedFact]], voided: frozenset[str]
) -> tuple[list[SignedFact], list[str]]:
    """Follow the least rank from the root; a voided branch leads only where there is no other."""
    if root is None:
        return [], []
    applied, forks = [root], list[str]()
    while branches := children.get(applied[-1].sha256):
        first, *others = sorted(branches, key=lambda one: (one.envelope.env in voided, one.rank))
        for branch in others:
            forks.extend(_below(branch, children))
        applied.append(first)
    return applied, forks


def _below(branch: SignedFact, children: Mapping[str, list[SignedFact]]) -> list[str]:
    found, waiting = list[str](), [branch]
    while waiting:
        one = waiting.pop()
        found.append(one.envelope.env)
        waiting.extend(children.get(one.sha256, ()))
    return found


def _steps(applied: Iterable[SignedFact], voided: frozenset[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    values: dict[str, Any] = {}
    for one in applied:
        counts = one.envelope.env not in voided or one.envelope.env == one.envelope.rec
        if counts and _is_content(one.fact):
            values = {**values, **stated(one.fact)}
        yield one.sha256, values


def stated(fact: Content) -> dict[str, Any]:
    """Return what a piece of content states, by field code; ``union`` is where the person wants to be."""
    if isinstance(fact, Revision):
        return dict(fact.changed)
    union = fact.to if isinstance(fact, Transfer) else fact.union
    return {**_shallow(fact), **_shallow(fact.person), "union": union}


_SAID = {
    kind: tuple(one.name for one in fields(kind) if one.name not in ("person", "to", "consents"))
    for kind in (Enrollment, Transfer, PersonFact)
}
_READERS = {kind: attrgetter(*names) for kind, names in _SAID.items()}


def _shallow(value: Enrollment | Transfer | PersonFact) -> dict[str, Any]:
    """Return the plain fields as they are: ``dataclasses.asdict`` copies deeply, and this runs for every record."""
    kind = type(value)
    return dict(zip(_SAID[kind], _READERS[kind](value), strict=True))
