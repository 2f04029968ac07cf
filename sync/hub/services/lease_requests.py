"""``POST /v1/leases``: a laptop runs low on numbers."""

import hashlib
import json

from sqlalchemy.engine import Connection

from sync.hub.centre import Centre
from sync.hub.services import lease_grants
from sync.hub.store import batches, feeds
from sync.hub.store.batches import StoredBatch
from sync.hub.store.devices import Device
from sync.protocol.leases import KIND, LeaseReceipt, LeaseRequest
from sync.protocol.limits import LEASE_GRANT


def request_lease(centre: Centre, device: Device, asked: LeaseRequest, key: str) -> LeaseReceipt:
    """Grant a block unless the laptop has half of one left; the same key gets the same answer.

    A block that the laptop did not fetch yet is named again, so that asking often gives nothing more.
    """
    known = "lease:" + hashlib.sha256(f"{device.id}:{key}".encode()).hexdigest()[:40]

    def work(connection: Connection) -> LeaseReceipt:
        stored = batches.find(connection, known)
        return (
            LeaseReceipt.model_validate_json(stored.answer)
            if stored
            else _grant(centre, connection, device, asked, known)
        )

    return centre.store.run(work)


def _grant(centre: Centre, connection: Connection, device: Device, asked: LeaseRequest, known: str) -> LeaseReceipt:
    runs_low, signed = asked.left < LEASE_GRANT // 2, None
    waiting = _waiting(connection, device.id) if runs_low else None
    if runs_low and waiting is None:
        scope = device.region or ""
        signed = lease_grants.grant(centre, connection, dev=device.id, inc=asked.inc, scope=scope, count=asked.want)
    receipt = LeaseReceipt(lease=waiting if signed is None else lease_grants.lease_id(signed))
    answer = receipt.model_dump_json()
    batches.add(connection, StoredBatch(id=known, dev=device.id, sha256="", answer=answer, created=centre.now_ms()))
    if signed is not None:
        feeds.append(connection, {device.id: [lease_grants.feed_item(signed)]})
    return receipt


def _waiting(connection: Connection, dev: str) -> str | None:
    """Return the lease that lies in the laptop's feed behind what it has asked for, if any."""
    body = feeds.last_unread(connection, dev, KIND)
    return None if body is None else str(json.loads(json.loads(body)["p"])["id"])
