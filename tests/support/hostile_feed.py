"""Words of a centre that went mad: every kind of feed item and reference set, bent in one place."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from fieldapp.domain.forms import delegation_form, event_form, organisation_form
from tests.support.desk import ORGANISATIONS, Desk, delegation, event, outcome_body
from tests.support.hostile_text import SAMPLE

DEEP = "[" * 5_000 + "]" * 5_000
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**63, 2**70, -(2**70), 10**400, 1.5, 1e300, float("nan"), float("inf"),
    "", "x", "-1", "9" * 400, "9999-99-99", "10000-01-01", "0001-01-01T00:00:00+14:00", "2026-11-22", [], {},
    ["x"] * 50, {"x": {"y": [1, 2**70]}}, {"gen": 2**70, "n": 1}, "\ud83d", "a\x00b", *SAMPLE,
)  # fmt: skip
"""What may stand where something else belongs."""


def items(desk: Desk, rec: str) -> dict[str, dict[str, Any]]:
    """Return one good body of every kind this version understands."""
    said: dict[str, Any] = {
        "number": "150000009999",
        "approved_on": "2026-11-22",
        "union": "truckers",
    }
    lease = {"id": "l-1", "start": 5_001, "end": 5_200, "expires": 2_000_000_000, "scope": "150203"}
    return {
        "outcome": outcome_body(
            rec, "rejected", n=5, code="not_of_this_union", reason="不符", of=rec, status_index=3, **said
        ),
        "lease": {**lease, "status": {"list": 1, "start": 1}, "inc": "i-1"},
        "event": event_form(event(name="另一场")) | {"delegation": delegation_form(delegation())},
        "organisation": organisation_form(ORGANISATIONS[1]) | {"id": "o-9"},
        "delegation": delegation_form(delegation()),
        "recall": {"rec": rec, "number": "150000009999", "reason": "重复"},
        "consent": {"idh": "ab" * 16, "kv": 1, "time": 1_790_000_000_000, "withdrawn": ["sms", "gifts"]},
        "card_certificate": {"k": "card_certificate", "p": "{}", "kid": "x", "s": "y"},
    }


def sets(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return one good body of every reference set."""
    return {
        "organisations": {"items": [organisation_form(one) for one in ORGANISATIONS]},
        "delegations": {"items": [delegation_form(delegation())]},
        "members": {"kv": 1, "keys": ["ab" * 16]},
        "trust": {"items": [{"kid": "x", "key": "y"}]},
        "backup": {"gen": 1, "n": 1},
    }


def bent(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return the body with one place lost, changed or buried, now and then as the exact text of a signed object."""
    made = copy.deepcopy(body)
    place: Any = made
    key = chance.choice(sorted(place)) if place else "x"
    while isinstance(place.get(key), dict) and place[key] and chance.random() < 0.7:
        place = place[key]
        key = chance.choice(sorted(place))
    if chance.random() < 0.1:
        place.pop(key, None)
    else:
        place[key] = chance.choice(VALUES)
    if chance.random() < 0.2:
        return {"p": chance.choice((json.dumps(made), json.dumps(made)[:-1], DEEP, "5", "[]"))}
    return made


def every_place(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the body with each of its fields lost, and with each holding each hostile value."""
    for key in body:
        yield {name: value for name, value in body.items() if name != key}
        for value in VALUES:
            yield {**body, key: value}
