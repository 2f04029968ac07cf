"""What the other laptops must hear of a fact: that a person took back a consent at one of the desks.

Whoever holds a record of that person, and whoever works at the event of the record, is told by the key of the document:
no name travels, and a laptop that never met the person learns nothing.
"""

import json
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from fieldapp.domain.facts import ConsentFact
from sync.hub.centre import Centre
from sync.hub.services.projecting import captured_ms
from sync.hub.store import envelopes, outcomes, records
from sync.protocol.envelopes import ReadEnvelope

KIND = "consent"


def withdrawals(
    centre: Centre, connection: Connection, fresh: Sequence[ReadEnvelope]
) -> dict[str, list[tuple[str, str]]]:
    """Return the feed items, by laptop; call it after the records were judged, so that their persons are known."""
    said = [(read, read.fact) for read in fresh if isinstance(read.fact, ConsentFact) and read.fact.withdrawn]
    items: dict[str, list[tuple[str, str]]] = {}
    if not said:
        return items
    rows = outcomes.of_records(connection, {read.envelope.rec for read, _ in said})
    for read, fact in said:
        row = rows.get(read.envelope.rec)
        if row is None or not row.person:
            continue
        body = {
            "idh": row.person,
            "kv": centre.blind.version,
            "withdrawn": list(fact.withdrawn),
            "time": captured_ms(read.envelope),
        }
        for dev in sorted(_listeners(connection, row.rec, row.person) - {read.envelope.dev}):
            items.setdefault(dev, []).append((KIND, json.dumps(body, ensure_ascii=False, separators=(",", ":"))))
    return items


def _listeners(connection: Connection, rec: str, person: str) -> set[str]:
    of_person = records.with_keys(connection, "idh", [person])
    speakers = envelopes.devices_of(connection, of_person)
    return {dev for devs in speakers.values() for dev in devs} | records.devices_at_event_of(connection, rec)
