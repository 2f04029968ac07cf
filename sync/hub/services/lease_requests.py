"""``POST /v1/leases``: a laptop runs low on numbers."""

import hashlib

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
    with centre.store.write() as connection:
        stored = batches.find(connection, known)
        if stored is not None:
            return LeaseReceipt.model_validate_json(stored.answer)
        receipt = LeaseReceipt()
        signed = None
        if asked.left < LEASE_GRANT // 2:
            signed = lease_grants.grant(
                centre, connection, dev=device.id, inc=asked.inc, scope=device.region or "", count=asked.want
            )
            receipt = LeaseReceipt(lease=lease_grants.lease_id(signed))
        answer = receipt.model_dump_json()
        kept = StoredBatch(id=known, dev=device.id, sha256="", answer=answer, created=centre.now_ms())
        batches.add(connection, kept)
        if signed is not None:
            feeds.append(connection, {device.id: [lease_grants.feed_item(signed)]})
    return receipt
