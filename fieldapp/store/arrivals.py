"""What a slice of the feed brings: one small function per kind of item, applied inside the caller's transaction."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table, delete, insert, select

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.forms import delegation_form, event_form, read_delegation, read_event
from fieldapp.domain.outcomes import Outcome, RecordOutcome, Version
from fieldapp.store import consents, tables
from fieldapp.store.holds import WATERMARK_SET
from fieldapp.store.soundness import day_in, payload_of, whole_in, words_in
from fieldapp.store.unit_of_work import NOTHING, UnitOfWork

Body = Mapping[str, Any]
REFUSED = frozenset({Outcome.REJECTED, Outcome.WITHDRAWN})
APPROVED = frozenset({Outcome.APPROVED, Outcome.CARD_CONFIRMED})


def read_outcome(body: Body) -> RecordOutcome:
    """Read what the centre says of a record; ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    return RecordOutcome(
        rec=str(body["rec"]),
        outcome=Outcome(body["outcome"]),
        version=_version(body["version"]),
        number=words_in(body, "number"),
        status_index=None if body.get("status_index") is None else whole_in(body, "status_index"),
        approved_on=day_in(body, "approved_on"),
        union=words_in(body, "union"),
        code=words_in(body, "code"),
        reason=words_in(body, "reason"),
        of=words_in(body, "of"),
        kind=words_in(body, "kind") or "enrollment",
    )


def _version(body: Body) -> Version:
    return Version(whole_in(body, "gen"), whole_in(body, "n"))


def take_outcome(uow: UnitOfWork, body: Body) -> Changes:
    """Apply an outcome; a refusal of what was approved here recalls its card, an approval ends the recall."""
    said = read_outcome(body)
    if not uow.outcomes.put(said, uow.milliseconds()):
        return NOTHING
    if said.outcome in REFUSED and _has_card(uow, said.rec):
        number = uow.applications.number_of(said.rec)
        uow.outcomes.recall(said.rec, number.number if number else said.number, said.reason)
    elif said.outcome in APPROVED:
        uow.outcomes.withdraw_recall(said.rec)
    return frozenset({Topic.OUTCOMES, Topic.APPLICATIONS, Topic.CARDS})


def _has_card(uow: UnitOfWork, rec: str) -> bool:
    printed = uow.print_jobs.last_copy(rec, "card") > 0
    return printed or uow.applications.approval_of(rec) is not None


def take_lease(uow: UnitOfWork, body: Body) -> Changes:
    """Take over a number lease."""
    uow.numbers.grant(dict(payload_of(body)))
    return frozenset({Topic.LEASES})


def take_event(uow: UnitOfWork, body: Body) -> Changes:
    """Take over the centre's description of an event."""
    event = read_event(payload_of(body))
    _put(uow, tables.centre_event, "id", event.id, {"body": json.dumps(event_form(event), ensure_ascii=False)})
    return frozenset({Topic.EVENTS})


def take_organisation(uow: UnitOfWork, body: Body) -> Changes:
    """Take over one union."""
    uow.organisations.put(payload_of(body))
    return frozenset({Topic.ORGANISATIONS})


def take_delegation(uow: UnitOfWork, body: Body) -> Changes:
    """Take over one authorisation to approve on the spot."""
    delegation = read_delegation(payload_of(body))
    form = json.dumps(delegation_form(delegation), ensure_ascii=False)
    _put(uow, tables.delegation, "number", delegation.number, {"body": form})
    return frozenset({Topic.EVENTS})


def take_recall(uow: UnitOfWork, body: Body) -> Changes:
    """Remember that a card must come back."""
    uow.outcomes.recall(str(body["rec"]), words_in(body, "number"), words_in(body, "reason"))
    return frozenset({Topic.CARDS, Topic.OUTCOMES})


def take_consent(uow: UnitOfWork, body: Body) -> Changes:
    """Remember what a person took back at another desk of the event."""
    consents.take(uow.connection, body)
    return frozenset({Topic.APPLICATIONS, Topic.HANDOUTS})


def take_card_certificate(uow: UnitOfWork, body: Body) -> Changes:
    """Keep the certificate of this laptop's card key."""
    _put(uow, tables.signed_object, "name", "card_certificate", {"body": json.dumps(dict(body), ensure_ascii=False)})
    return frozenset({Topic.SETTINGS})


ARRIVALS: Mapping[str, Callable[[UnitOfWork, Body], Changes]] = MappingProxyType(
    {
        "outcome": take_outcome,
        "lease": take_lease,
        "event": take_event,
        "organisation": take_organisation,
        "delegation": take_delegation,
        "recall": take_recall,
        "consent": take_consent,
        "card_certificate": take_card_certificate,
    }
)
"""Which kinds of feed items this version understands."""


def take_set(uow: UnitOfWork, name: str, body: Body) -> Changes:
    """Take over a whole reference set; sets without a table of their own are kept as they came."""
    if name == "organisations":
        uow.organisations.clear()
        for form in _entries(body, name):
            uow.organisations.put(payload_of(form))
        return frozenset({Topic.ORGANISATIONS})
    if name == "delegations":
        uow.connection.execute(delete(tables.delegation))
        for form in _entries(body, name):
            take_delegation(uow, form)
        return frozenset({Topic.EVENTS})
    if name == "members":
        return _take_members(uow, body)
    if name == WATERMARK_SET:
        _version(body)  # unreadable: the one from before stays
    return frozenset({Topic.SETTINGS})


def _take_members(uow: UnitOfWork, body: Body) -> Changes:
    version = whole_in(body, "kv")
    if not isinstance(body["keys"], list):
        raise TypeError("keys are a list")
    uow.connection.execute(delete(tables.member_key))
    values = [{"idh": str(key), "kv": version} for key in dict.fromkeys(body["keys"])]
    if values:
        uow.connection.execute(insert(tables.member_key), values)
    return frozenset({Topic.SETTINGS})


def _entries(body: Body, name: str) -> list[Body]:
    found = body.get("items", body.get(name))
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise ValueError("a reference set lists its entries")
    return found


def _put(uow: UnitOfWork, table: Table, key: str, value: str, others: dict[str, Any]) -> None:
    if uow.connection.execute(select(table.c[key]).where(table.c[key] == value)).one_or_none() is not None:
        uow.connection.execute(delete(table).where(table.c[key] == value))
    uow.connection.execute(insert(table).values({key: value, **others}))
