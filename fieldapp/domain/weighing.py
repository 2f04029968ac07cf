"""A record by itself: what it says with the log's edits, and whether anything keeps it out of the count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.identity import match_form
from fieldapp.domain.outcomes import FieldError, Outcome
from fieldapp.domain.record_chains import RecordChain, days_at
from fieldapp.domain.standings import Standing, edited

Inspect = Callable[[Mapping[str, Any], date], tuple[FieldError, ...]]
"""Finds the faults in a record's values as of the day it was made; an error makes it inactive, a warning does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One record before its neighbours are looked at.

    ``person`` is the document number in match form (a name of the record's own where there is none),
    ``barrier`` the outcome that keeps it from counting as an application of its person, if any.
    """

    chain: RecordChain
    standing: Standing
    values: Mapping[str, Any]
    person: str
    errors: tuple[FieldError, ...]
    barrier: Outcome | None

    @property
    def union(self) -> str | None:
        """The union the record asks for, or was routed to."""
        routed = self.standing.route
        union = routed.union if routed is not None and routed.union is not None else self.values.get("union")
        return str(union) if union else None

    @property
    def author(self) -> str:
        """The operator who began it; empty while its first envelope is missing."""
        return self.chain.applied[0].envelope.op if self.chain.applied else ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The member numbers its own envelopes carry, as far as they were the desk's to give."""
        return tuple(one for one in self.chain.leased_numbers if one not in self.standing.refused)


def weigh(chain: RecordChain, standing: Standing, inspect: Inspect) -> Weighed:
    """Look at one record alone."""
    values = edited(chain, standing.edits)
    document = match_form(str(values.get("document_no") or ""))
    found = inspect(values, max(days_at(chain.rank[0]))) if chain.applied else ()
    found += tuple(error for errors in standing.refused.values() for error in errors)
    barrier = _barrier(chain, standing, found)
    returned = standing.last if _is_returned(chain, standing.last) else None
    return Weighed(
        chain=chain,
        standing=standing,
        values=values,
        person=document or f"record {chain.rec}",
        errors=found + (returned.errors if returned is not None else ()),
        barrier=barrier,
    )


def person_at(record: Weighed, place: int) -> str:
    """Return whom the field took the record to be about as of one of its steps; empty without a document."""
    return match_form(str(record.chain.steps[place][1].get("document_no") or ""))


def _barrier(chain: RecordChain, standing: Standing, errors: tuple[FieldError, ...]) -> Outcome | None:
    if not chain.applied:
        return Outcome.DEFERRED
    if chain.is_disputed:
        return Outcome.CONFLICT
    if standing.final is not None:
        return standing.final
    if chain.end is not None and not standing.is_reopened:
        return Outcome.WITHDRAWN
    is_faulty = any(not error.warn for error in errors) and standing.approval is None
    return Outcome.NEEDS_CORRECTION if is_faulty or _is_returned(chain, standing.last) else None


def _is_returned(chain: RecordChain, last: Decision | None) -> bool:
    """Whether a reviewer returned the record and the field has not changed it since."""
    return last is not None and last.kind is DecisionKind.RETURN and last.head in (None, chain.head)
