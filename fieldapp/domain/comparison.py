"""Comparing a list (名单) with the members (数据比对): member, member elsewhere, new, or look again.

A document number decides; name with phone, or name with birth day, is only worth a person's look.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fieldapp.domain.identity import derive, match_form
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.names import search_key
from fieldapp.domain.phones import normalise_phone


class ComparisonOutcome(StrEnum):
    """What a row of the list turned out to be."""

    MEMBER = "member"  # 本会会员
    ELSEWHERE = "elsewhere"  # 他会会员, 可转会
    NEW = "new"  # 未入会
    AMBIGUOUS = "ambiguous"  # 待人工核对


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One row of a list as written; ``birth`` (yyyymmdd) only where no document number tells it."""

    row: int
    name: str
    document_no: str = ""
    phone: str = ""
    birth: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A known member: the record and where the membership is."""

    rec: str
    union: OrganisationId
    name: str
    document_no: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonResult:
    """What one row is. ``recs`` are the members it matched; ``by`` says through what."""

    row: int
    outcome: ComparisonOutcome
    by: str = ""
    recs: tuple[str, ...] = ()


@dataclass(slots=True)
class _Index:
    documents: dict[str, list[Member]] = field(default_factory=dict)
    phones: dict[tuple[str, str], list[Member]] = field(default_factory=dict)
    births: dict[tuple[str, str], list[Member]] = field(default_factory=dict)


def _birth_of(document_no: str, stated: str) -> str:
    told = derive(match_form(document_no))
    return f"{told[0]:%Y%m%d}" if told else stated


def _index(members: Iterable[Member]) -> _Index:
    index = _Index()
    for member in members:
        name = search_key(member.name)
        index.documents.setdefault(match_form(member.document_no), []).append(member)
        if member.phone:
            index.phones.setdefault((name, normalise_phone(member.phone)), []).append(member)
        birth = _birth_of(member.document_no, "")
        if birth:
            index.births.setdefault((name, birth), []).append(member)
    return index


def _by_document(person: ListedPerson, found: list[Member], home: frozenset[OrganisationId]) -> ComparisonResult:
    outcome = ComparisonOutcome.MEMBER if any(one.union in home for one in found) else ComparisonOutcome.ELSEWHERE
    return ComparisonResult(row=person.row, outcome=outcome, by="document", recs=tuple(one.rec for one in found))


def compare(
    people: Iterable[ListedPerson], members: Iterable[Member], home: frozenset[OrganisationId]
) -> Iterator[ComparisonResult]:
    """Yield one result per row. ``home`` are the unions (a subtree) the list is compared for.

    A row whose own document number is known to nobody, but whose name and phone or name and birth
    day are, is ambiguous: numbers are mistyped and people renew documents.
    """
    index = _index(members)
    for person in people:
        found = index.documents.get(match_form(person.document_no)) if person.document_no else None
        if found:
            yield _by_document(person, found, home)
            continue
        name = search_key(person.name)
        similar = {
            "name_phone": index.phones.get((name, normalise_phone(person.phone)), ()),
            "name_birth": index.births.get((name, _birth_of(person.document_no, person.birth)), ()),
        }
        by = next((by for by, members_found in similar.items() if members_found), "")
        recs = dict.fromkeys(one.rec for members_found in similar.values() for one in members_found)
        outcome = ComparisonOutcome.AMBIGUOUS if by else ComparisonOutcome.NEW
        yield ComparisonResult(row=person.row, outcome=outcome, by=by, recs=tuple(recs))


def summary(results: Iterable[ComparisonResult]) -> Mapping[ComparisonOutcome, int]:
    """Return how many rows had each outcome, all four named."""
    counted = Counter(result.outcome for result in results)
    return {outcome: counted[outcome] for outcome in ComparisonOutcome}
