"""Events, organisations and delegations as plain JSON values, and back.

One form for the store, a signed event code, the feed and provisioning. Written dates are
``yyyy-mm-dd`` and written times ISO 8601 with their offset; reading also takes ``yyyymmdd`` and
Unix seconds. Reading raises ``ValueError``, ``KeyError`` or ``TypeError`` on anything else.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
from fieldapp.domain.ids import EventId, OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.problems import Refusal

T = TypeVar("T", bound=date)
_YEARS = range(1900, 2201)
"""Unions are old; nothing was founded or is planned outside."""


def _of_our_days(moment: T) -> T:
    """Return a moment that calendars can reckon with, whatever zone and span are added."""
    if moment.year not in _YEARS:
        raise ValueError("outside our time")
    return moment


def read_day(value: object) -> date | None:
    """Read a day of our time; None and empty text mean that none was given."""
    return _of_our_days(date.fromisoformat(str(value))) if value not in (None, "") else None


def read_time(value: object) -> datetime:
    """Read an aware time of our days: ISO text with an offset, or Unix seconds."""
    if isinstance(value, int | float):
        return _of_our_days(datetime.fromtimestamp(value, UTC))
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("a time without an offset says nothing")
    return _of_our_days(moment)


def _required_day(value: object) -> date:
    day = read_day(value)
    if day is None:
        raise ValueError("a day is missing")
    return day


def delegation_form(delegation: Delegation) -> dict[str, Any]:
    """Return a delegation as plain values."""
    return {
        "number": delegation.number,
        "union": delegation.union,
        "resolved_on": delegation.resolved_on.isoformat(),
        "approvers": list(delegation.approvers),
        "valid_from": delegation.valid_from.isoformat(),
        "valid_to": delegation.valid_to.isoformat(),
        "maximum": delegation.maximum,
    }


def read_delegation(form: Mapping[str, Any]) -> Delegation:
    """Read a delegation from plain values."""
    return Delegation(
        number=str(form["number"]),
        union=OrganisationId(str(form["union"])),
        resolved_on=_required_day(form["resolved_on"]),
        approvers=tuple(str(name) for name in form["approvers"]),
        valid_from=_required_day(form["valid_from"]),
        valid_to=_required_day(form["valid_to"]),
        maximum=int(form["maximum"]),
    )


def event_form(event: Event) -> dict[str, Any]:
    """Return an event as plain values, leaving out what was not said."""
    form: dict[str, Any] = {
        "id": event.id,
        "name": event.name,
        "region": event.region,
        "place": event.place,
        "host": event.host,
        "channel": str(event.channel),
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "policy": str(event.policy),
    }
    if event.delegation is not None:
        form["delegation"] = delegation_form(event.delegation)
    if event.target is not None:
        form["target"] = event.target
    if event.photo:
        form["photo"] = True
    if event.items:
        form["items"] = list(event.items)
    return form


def read_event(form: Mapping[str, Any]) -> Event:
    """Read an event from plain values."""
    delegation, target = form.get("delegation"), form.get("target")
    return Event(
        id=EventId(str(form["id"])),
        name=str(form["name"]),
        region=str(form["region"]),
        place=str(form.get("place") or ""),
        host=OrganisationId(str(form["host"])),
        channel=JoinChannel(form["channel"]),
        starts=read_time(form["starts"]),
        ends=read_time(form["ends"]),
        policy=ApprovalPolicy(form.get("policy", ApprovalPolicy.CENTRAL)),
        delegation=read_delegation(delegation) if delegation else None,
        target=int(target) if target is not None else None,
        photo=bool(form.get("photo", False)),
        items=tuple(str(item) for item in form.get("items", ())),
    )


def event_in(payload: bytes) -> Event | Refusal:
    """Read an event from bytes that anybody may have made; ``event_code_bad`` when there is none in them."""
    try:
        return read_event(json.loads(payload))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Refusal(code="event_code_bad")


def organisation_form(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as plain values."""
    valid_from, valid_to = organisation.valid_from, organisation.valid_to
    return {
        "id": organisation.id,
        "name": organisation.name,
        "kind": str(organisation.kind),
        "level": organisation.level,
        "parent": organisation.parent,
        "region": organisation.region,
        "credit_code": organisation.credit_code,
        "valid_from": valid_from.isoformat() if valid_from else None,
        "valid_to": valid_to.isoformat() if valid_to else None,
        "groups": list(organisation.groups),
        "accepts_direct_join": organisation.accepts_direct_join,
        "is_pool": organisation.is_pool,
        "mode": organisation.mode,
    }


def read_organisation(form: Mapping[str, Any]) -> Organisation:
    """Read an organisation from plain values."""
    parent = form.get("parent")
    return Organisation(
        id=OrganisationId(str(form["id"])),
        name=str(form["name"]),
        kind=OrganisationKind(form["kind"]),
        level=int(form["level"]),
        parent=OrganisationId(str(parent)) if parent else None,
        region=str(form["region"]),
        credit_code=form.get("credit_code") or None,
        valid_from=read_day(form.get("valid_from")),
        valid_to=read_day(form.get("valid_to")),
        groups=tuple(str(group) for group in form.get("groups") or ()),
        accepts_direct_join=bool(form.get("accepts_direct_join", True)),
        is_pool=bool(form.get("is_pool", False)),
        mode=form.get("mode") or None,
    )
