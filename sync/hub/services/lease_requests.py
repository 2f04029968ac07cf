"""``POST /v1/leases``: a laptop runs low on numbers."""

import hashlib

from sqlalchemy.engine import Connection

from sync.hub.centre import Centre
from sync.hub.services import lease_grants
from sync.hub.store import batches, feeds
from sync.hub.store.batches import StoredBatch
from sync.hub.store.devices import Device
from sync.protocol.leases import LeaseReceipt, LeaseRequest
from sync.protocol.limits import LEASE_GRANT


def request_lease(centre: Centre, device: Device, asked: LeaseRequest, key: str) -> LeaseReceipt:
    """Grant a block unless the laptop has half of one left; the same key gets the same answer."""
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
    signed = None
    if asked.left < LEASE_GRANT // 2:
        scope = device.region or ""
        signed = lease_grants.grant(centre, connection, dev=device.id, inc=asked.inc, scope=scope, count=asked.want)
    receipt = LeaseReceipt(lease=None if signed is None else lease_grants.lease_id(signed))
    answer = receipt.model_dump_json()
    batches.add(connection, StoredBatch(id=known, dev=device.id, sha256="", answer=answer, created=centre.now_ms()))
    if signed is not None:
        feeds.append(connection, {device.id: [lease_grants.feed_item(signed)]})
    return receipt
