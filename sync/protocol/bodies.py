"""Body schemas: from the bytes of an envelope to a domain fact, strictly typed.

A schema ``type/n`` this version does not know is not an error of the record: the envelope is kept
and quarantined until somebody who knows it comes along. Older schemas get an upcaster here.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from fieldapp.domain.applications import ConsentMethod
from fieldapp.domain.events import ApprovalPolicy, JoinChannel
from fieldapp.domain.facts import (
    FACT_TYPES,
    AuditHeadFact,
    CardEvent,
    ConsentFact,
    Enrollment,
    EventFact,
    Fact,
    Handout,
    LeaseBurn,
    Transfer,
)
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.problems import Problem
from sync.protocol.messages import Message
from sync.protocol.numbers import LARGEST

F = TypeVar("F")

CARD_WORDS = frozenset({"issued", "spoiled", "void", "handed_over"})
EVENT_WORDS = frozenset({"open", "close"})
_POLICIES, _METHODS, _CHANNELS = frozenset(ApprovalPolicy), frozenset(ConsentMethod), frozenset(JoinChannel)
_GUARDED = frozenset(GuardedAct)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST_PIECES = 1_000
"""More of one item, or copies of one card, nobody is given at one event."""
MOST_SERIALS = 10**9
"""Serials have nine digits."""


class _Bearing(Message, Generic[F]):
    """An envelope as far as its body is concerned."""

    body: F


_TYPES: dict[str, type[Any]] = {f"{name}/1": fact for fact, name in FACT_TYPES.items()}
_BEARING: dict[str, type[_Bearing[Any]]] = {
    schema: _Bearing[fact]  # type: ignore[valid-type]  # the type is only known at run time
    for schema, fact in _TYPES.items()
}

SCHEMAS: tuple[str, ...] = tuple(sorted(_TYPES))
"""The body schemas this version reads, as a hub announces them in its info."""


def read_fact(schema: str, protected: bytes) -> Fact | Problem:
    """Return the fact in an envelope's exact bytes.

    Problems (field = JSON pointer): ``schema_unknown``, ``body_invalid`` with the kind of fault.
    """
    bearing = _BEARING.get(schema)
    if bearing is None:
        return Problem(code="schema_unknown", field="/sch", details={"schema": schema[:40]})
    try:
        fact: Fact = bearing.model_validate_json(protected).body
    except ValidationError as error:
        return pointed("body_invalid", error)
    fault = fault_in(fact)
    return fact if fault is None else Problem(code="body_invalid", field=f"/body/{fault}", details={"fault": "range"})


def type_of(schema: str) -> type[Any] | None:
    """Return the fact type of a body schema, None for one this version does not know."""
    return _TYPES.get(schema)


def fault_in(fact: Fact) -> str | None:
    """Return a field of a body that holds what its type cannot say: an unknown word, an impossible count."""
    within = _WITHIN.get(type(fact))
    return None if within is None else next((name for name, holds in within(fact).items() if not holds), None)


def _card(fact: CardEvent) -> Mapping[str, bool]:
    return {"what": fact.what in CARD_WORDS, "copy": 1 <= fact.copy <= MOST_PIECES}


def _handout(fact: Handout) -> Mapping[str, bool]:
    return {"qty": 1 <= fact.qty <= MOST_PIECES}


def _may_be_kept(number: int | None) -> bool:
    return number is None or 0 <= number <= LARGEST


def _event(fact: EventFact) -> Mapping[str, bool]:
    return {
        "what": fact.what in EVENT_WORDS,
        "policy": fact.policy in _POLICIES,
        "channel": fact.channel is None or fact.channel in _CHANNELS,
        "target": _may_be_kept(fact.target),
        "last_seq": _may_be_kept(fact.last_seq),
        "counts": all(map(_may_be_kept, (fact.counts or {}).values())),
    }


def _lease_burn(fact: LeaseBurn) -> Mapping[str, bool]:
    return {"start": 0 <= fact.start < MOST_SERIALS}


def _audit_head(fact: AuditHeadFact) -> Mapping[str, bool]:
    is_told = fact.alone is None or (fact.alone.act in _GUARDED and bool(fact.alone.reason.strip()))
    return {"n": 1 <= fact.n <= LARGEST, "head": _HASH.fullmatch(fact.head) is not None, "alone": is_told}


def _consent(fact: ConsentFact) -> Mapping[str, bool]:
    return {"given": bool(fact.given or fact.withdrawn), "method": fact.method in _METHODS}


def _application(fact: Enrollment | Transfer) -> Mapping[str, bool]:
    return {"consents/given": bool(fact.consents.given), "consents/method": fact.consents.method in _METHODS}


_WITHIN: Mapping[type[Any], Callable[[Any], Mapping[str, bool]]] = {
    CardEvent: _card,
    Handout: _handout,
    EventFact: _event,
    LeaseBurn: _lease_burn,
    AuditHeadFact: _audit_head,
    ConsentFact: _consent,
    Enrollment: _application,
    Transfer: _application,
}


def pointed(code: str, error: ValidationError) -> Problem:
    """Return the first fault of a validation as a problem with a JSON pointer and no value."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    pointer = "/" + "/".join(str(part) for part in first["loc"])
    return Problem(code=code, field=pointer[:200], details={"fault": first["type"]})
