"""Reference sets as laptops fetch them: organisations, members, trust, delegations, codes, the newest backup."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.domain.forms import delegation_form, organisation_form
from resources import resource
from sync.hub.centre import Centre
from sync.hub.services import trust
from sync.hub.store import events, members, organisations, server_state
from sync.protocol.references import KIND, ReferenceSet, etag_of
from sync.protocol.signed_replies import seal_reply


def _organisations(_centre: Centre, connection: Connection) -> dict[str, Any]:
    return {"organisations": [organisation_form(one) for one in organisations.everyone(connection)]}


def _members(centre: Centre, connection: Connection) -> dict[str, Any]:
    return {"kv": centre.identity.blind_version, "keys": members.document_keys(connection)}


def _trust(centre: Centre, connection: Connection) -> dict[str, Any]:
    return dict(trust.trust_body(centre, connection))


def _delegations(_centre: Centre, connection: Connection) -> dict[str, Any]:
    return {"delegations": [delegation_form(one) for one in events.delegations(connection).values()]}


def _codes(_centre: Centre, _connection: Connection) -> dict[str, Any]:
    return {"tables": _code_tables()}


def _backup(_centre: Centre, connection: Connection) -> dict[str, Any]:
    gen, n = server_state.watermark(connection)
    return {"gen": gen, "n": n}


@cache
def _code_tables() -> dict[str, Any]:
    """Return the code tables this centre works with, as their files say them."""
    read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in resource("data").glob("*.json")}
    return {name: content["entries"] for name, content in sorted(read.items()) if "entries" in content}


_BODIES: dict[str, Callable[[Centre, Connection], dict[str, Any]]] = {
    "organisations": _organisations,
    "members": _members,
    "trust": _trust,
    "delegations": _delegations,
    "codes": _codes,
    "backup": _backup,
}


def reference_set(centre: Centre, name: str) -> ReferenceSet | None:
    """Return a set as it stands now; None for a set nobody knows."""
    make = _BODIES.get(name)
    if make is None:
        return None
    with centre.store.read() as connection:
        body = make(centre, connection)
    return ReferenceSet(set=name, etag=etag_of(body), body=body)


def sealed_set(centre: Centre, one: ReferenceSet) -> bytes:
    """Return the body of the reply."""
    return seal_reply(KIND, one, centre.key)
