"""Granting number leases: fresh blocks out of the hub's one counter, signed, brought by the feed."""

import json

from sqlalchemy.engine import Connection

from fieldapp.crypto.signed import SignedObject, sign_object
from sync.hub.centre import Centre
from sync.hub.store import leases, server_state
from sync.hub.store.leases import GrantedLease
from sync.hub.store.server_state import LIST_SIZE
from sync.protocol.leases import KIND, LeaseGrant, StatusRange
from sync.protocol.limits import LEASE_DAYS, LEASE_GRANT
from sync.protocol.messages import encode

ANY_INCARNATION = ""
"""A lease given at enrolment to a device that did not name its incarnation: the first that uses it owns it."""
_DAY_MS = 24 * 60 * 60 * 1000


def grant(
    centre: Centre, connection: Connection, *, dev: str, inc: str | None, scope: str, count: int = LEASE_GRANT
) -> SignedObject:
    """Take a block and return it signed; the caller puts it into the feed of the same transaction."""
    now = centre.now_ms()
    start = server_state.take_serials(connection, count)
    granted = LeaseGrant(
        id=centre.ids.new(),
        start=start,
        end=start + count - 1,
        expires=(now + LEASE_DAYS * _DAY_MS) // 1000,
        scope=scope,
        status=StatusRange(list=start // LIST_SIZE, start=start),
        dev=dev,
        inc=inc,
    )
    signed = sign_object(KIND, encode(granted), centre.key)
    leases.add(
        connection,
        GrantedLease(
            id=granted.id,
            dev=dev,
            inc=inc or ANY_INCARNATION,
            start=granted.start,
            end=granted.end,
            expires=granted.expires * 1000,
            scope=scope,
            granted=now,
            signed=signed.wire(),
        ),
    )
    return signed


def feed_item(signed: SignedObject) -> tuple[str, str]:
    """Return a lease as (kind, body) of a feed item."""
    return KIND, json.dumps(signed.wire(), ensure_ascii=False, separators=(",", ":"))


def lease_id(signed: SignedObject) -> str:
    """Return the id inside a signed lease."""
    return str(json.loads(signed.payload)["id"])
