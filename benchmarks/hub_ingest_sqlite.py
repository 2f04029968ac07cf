"""Records per second that the hub takes in for good: unpacked, signatures verified, duplicates sought, committed.

Ten laptops send signed enrollments in batches of 200 into an SQLite hub that holds 100,000 records already;
the batches are made beforehand. Measured at the use case behind ``POST /v1/batches``, one writer.
"""

import secrets
import tempfile
from pathlib import Path

from benchmarks.figures import report, seconds
from benchmarks.laptop import BATCH, Laptop
from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.sealed import sealing_public
from fieldapp.domain.facts import digest
from fieldapp.domain.ids import uuid7
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre, open_centre
from sync.hub.services import enrol_codes, provisioning, receiving
from sync.hub.store import devices
from sync.hub.store.devices import Device
from sync.protocol.batches import decode_batch
from sync.protocol.devices import DeviceRequest
from sync.protocol.texts import to_base64
from tests.support.people import People

LAPTOPS = 10
BASE, MEASURED = 100_000, 20_000


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


def _take(centre: Centre, arriving: list[tuple[Device, bytes]]) -> None:
    for device, body in arriving:
        batch = decode_batch((body,))
        if isinstance(batch, Refusal):
            raise SystemExit(batch.code)
        answer = receiving.receive(centre, device, batch, digest(body))
        if isinstance(answer, Refusal):
            raise SystemExit(answer.code)
        if answer.count(b"accepted") != BATCH:
            raise SystemExit(f"not accepted: {answer[:400]!r}")


def main() -> None:
    """Print the figure."""
    people = People(seed=secrets.randbelow(1 << 30))
    with tempfile.TemporaryDirectory() as folder:
        centre = open_centre(f"sqlite:///{Path(folder) / 'hub.db'}")
        laptops = [_enrolled(centre, f"laptop {number}") for number in range(LAPTOPS)]

        def arriving(count: int) -> list[tuple[Device, bytes]]:
            each = count // LAPTOPS
            return [(device, body) for device, laptop in laptops for body in laptop.batches(people.people(each))]

        _take(centre, arriving(BASE))
        waiting = arriving(MEASURED)
        spent = seconds(lambda: _take(centre, waiting))
        centre.store.close()
    report("hub_ingest_sqlite", MEASURED / spent, "records/s")


if __name__ == "__main__":
    main()
