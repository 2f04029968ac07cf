"""Records per second that the hub takes in for good: unpacked, signatures verified, duplicates sought, committed.

Ten laptops send signed enrollments in batches of 200 into an SQLite hub that holds 100,000 records already;
the batches are made beforehand, one person in a hundred comes twice. Measured at the use case behind
``POST /v1/batches`` as a hub serves it: two requests at a time, signatures checked beside, one writer.
"""

import secrets
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from benchmarks.figures import report, seconds
from benchmarks.laptop import BATCH, Laptop
from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.sealed import sealing_public
from fieldapp.domain.facts import digest
from fieldapp.domain.ids import uuid7
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre, open_centre, prepare_to_serve
from sync.hub.services import enrol_codes, provisioning, receiving
from sync.hub.store import devices
from sync.hub.store.devices import Device
from sync.hub.store.tables import outcome
from sync.hub.verifying import BesideVerifier
from sync.protocol.batches import decode_batch
from sync.protocol.devices import DeviceRequest
from sync.protocol.texts import to_base64
from tests.support.people import People

LAPTOPS = 10
BASE, MEASURED = 100_000, 20_000
TWICE = 100
"""One person in so many is enrolled a second time, on any laptop."""
REQUESTS = 2
ACCEPTED, DUPLICATE = rb"\"accepted\"", rb"\"duplicate\""


def _enrolled(centre: Centre, name: str) -> tuple[Device, Laptop]:
    """Let one laptop use a code, and return what the hub and the laptop know of it."""
    key, inc = DeviceKey.generate(), centre.ids.new()
    code = enrol_codes.make_code(centre, account="bench")
    request = DeviceRequest(
        code=code.code,
        name=name,
        public=to_base64(key.public),
        sealing=to_base64(sealing_public(key.seed)),
        inc=inc,
        app="bench",
    )
    keys = provisioning.read_keys(request)
    if isinstance(keys, Refusal):
        raise SystemExit(keys.code)
    reply = provisioning.enrol(centre, request, keys)
    if isinstance(reply, Refusal):
        raise SystemExit(reply.code)
    with centre.store.read() as connection:
        device = devices.find(connection, key.device)
    if device is None:
        raise SystemExit("the device is not there")
    blind = BlindIndex(centre.identity.blind_key, centre.identity.blind_version)
    return device, Laptop(key, blind, inc=inc, event=uuid7(0), union=None)


def _take(centre: Centre, device: Device, body: bytes) -> None:
    batch = decode_batch((body,))
    if isinstance(batch, Refusal):
        raise SystemExit(batch.code)
    answer = receiving.receive(centre, device, batch, digest(body))
    if isinstance(answer, Refusal):
        raise SystemExit(answer.code)
    if answer.count(ACCEPTED) + answer.count(DUPLICATE) != BATCH:
        raise SystemExit(f"not taken: {answer[:400]!r}")


def _take_all(centre: Centre, arriving: list[tuple[Device, bytes]]) -> None:
    """Take batches as a hub serves them, two requests at a time."""
    with ThreadPoolExecutor(REQUESTS) as requests:
        for _ in requests.map(lambda one: _take(centre, *one), arriving):
            pass


def _check(centre: Centre) -> None:
    """Refuse a figure of a hub that lost somebody or overlooked a duplicate."""
    with centre.store.read() as connection:
        stored = connection.execute(sa.select(outcome.c.outcome, sa.func.count()).group_by(outcome.c.outcome))
        found = {row[0]: row[1] for row in stored}
    twice = (BASE + MEASURED) // TWICE
    if found != {"pooled": BASE + MEASURED - twice, "duplicate": twice}:
        raise SystemExit(f"the hub holds {found}")


def main() -> None:
    """Print the figure."""
    people = People(seed=secrets.randbelow(1 << 30))
    beside = BesideVerifier()
    with tempfile.TemporaryDirectory() as folder:
        centre = replace(open_centre(f"sqlite:///{Path(folder) / 'hub.db'}"), verify=beside)
        laptops = [_enrolled(centre, f"laptop {number}") for number in range(LAPTOPS)]

        def arriving(count: int) -> list[tuple[Device, bytes]]:
            fresh = list(people.people(count - count // TWICE))
            everyone = fresh + fresh[:: TWICE - 1]
            shares = [everyone[place::LAPTOPS] for place in range(LAPTOPS)]
            each = [
                [(device, body) for body in laptop.batches(share)]
                for (device, laptop), share in zip(laptops, shares, strict=True)
            ]
            return [one for together in zip(*each, strict=True) for one in together]

        prepare_to_serve()
        _take_all(centre, arriving(BASE))
        waiting = arriving(MEASURED)
        spent = seconds(lambda: _take_all(centre, waiting))
        _check(centre)
        centre.store.close()
        beside.close()
    report("hub_ingest_sqlite", MEASURED / spent, "records/s")


if __name__ == "__main__":
    main()
