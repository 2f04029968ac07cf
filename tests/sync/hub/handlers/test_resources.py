"""The resources over HTTP: who may call them, what they refuse, and with which status."""

import asyncio
import gzip
import json
import logging
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from httpx import ASGITransport, AsyncClient, Response

from fieldapp.crypto.sealed import open_sealed
from fieldapp.crypto.signed import from_wire, verify_object
from fieldapp.domain.outcomes import Version
from fieldapp.domain.problems import Refusal
from sync.hub.handlers.batches import RunningBatches
from sync.hub.services import changes
from sync.hub.store import devices, server_state
from sync.hub.store.tables import lease
from sync.protocol import references
from sync.protocol.catalogue import RESOURCES
from sync.protocol.devices import KIND as PROVISIONING
from sync.protocol.devices import ProvisioningReply
from sync.protocol.http_signature import sign_request
from sync.protocol.info import read_first_info
from sync.protocol.leases import LeaseReceipt, LeaseRequest
from sync.protocol.messages import encode
from sync.protocol.signed_replies import open_reply
from sync.protocol.texts import from_base64
from tests.support.hub import BASE, ORGANISATIONS, REGION, FieldDevice, RunningHub, enrollment, running_hub
from tests.support.people import People


def provisioned(hub: RunningHub, reply: Response) -> ProvisioningReply:
    key = hub.centre.key
    opened = open_reply(PROVISIONING, ProvisioningReply, reply.content, kid=key.kid, key=key.public)
    assert not isinstance(opened, Refusal), opened
    return opened


def code_of(reply: Response) -> tuple[int, str]:
    assert reply.headers["content-type"] == "application/problem+json"
    return reply.status_code, reply.json()["code"]


def test_info_is_signed_and_carries_the_nonce(hub: RunningHub) -> None:
    info = read_first_info(hub.client.get("/v1/info?nonce=n-1").content, nonce="n-1")

    assert not isinstance(info, Refusal)
    assert (info.server, info.gen, info.public_key) == (hub.centre.key.kid, 1, hub.centre.key.public)


def test_device_with_a_code_gets_a_certificate_and_keys_only_it_can_open(hub: RunningHub) -> None:
    device = FieldDevice(hub, 1)

    reply = provisioned(hub, device.enrol(hub.code(region=REGION)))

    sealed = from_base64(reply.blind.sealed)
    certificate = from_wire(reply.certificate)
    assert sealed is not None
    assert not isinstance(certificate, Refusal)
    assert open_sealed(device.key.seed, sealed) == hub.centre.identity.blind_key
    assert isinstance(open_sealed(bytes([9]) * 32, sealed), Refusal)
    assert verify_object(certificate, {hub.centre.key.kid: hub.centre.key.public})
    assert len(reply.organisations) == len(ORGANISATIONS)


def test_first_lease_comes_with_the_certificate_and_with_the_feed(hub: RunningHub) -> None:
    device = FieldDevice(hub, 1)

    reply = provisioned(hub, device.enrol(hub.code()))

    assert [dict(item.body) for item in device.feed("lease")] == [dict(one) for one in reply.leases]


def test_card_key_is_certified_and_trusted(hub: RunningHub) -> None:
    device = FieldDevice(hub, 1)

    reply = provisioned(hub, device.enrol(hub.code()))

    assert reply.card_certificate is not None
    certified, trusted = json.loads(reply.card_certificate["p"]), json.loads(reply.trust["p"])
    assert certified["issuer"] == "15"
    assert trusted["keys"] == [certified]


def test_code_works_once(hub: RunningHub) -> None:
    code = hub.code()
    FieldDevice(hub, 1).enrol(code)

    assert code_of(FieldDevice(hub, 2).enrol(code)) == (403, "code_used")


def test_device_whose_answer_was_lost_may_ask_again_with_its_code(hub: RunningHub) -> None:
    code, device = hub.code(), FieldDevice(hub, 1)
    device.enrol(code)

    assert device.enrol(code).status_code == 200


def test_code_that_is_over_is_refused(hub: RunningHub) -> None:
    code = hub.code(life_ms=60 * 60 * 1000)
    hub.clock.move(hours=2)

    assert code_of(FieldDevice(hub, 1).enrol(code)) == (403, "code_wrong")


def test_code_of_an_older_generation_is_void(sqlite_url: str, hub: RunningHub) -> None:
    code = hub.code()
    with hub.centre.store.write() as connection:
        server_state.raise_generation(connection)
    with running_hub(sqlite_url, hub.clock) as restored:
        assert code_of(FieldDevice(restored, 1).enrol(code)) == (403, "code_wrong")


def test_key_of_somebody_else_cannot_be_enrolled(hub: RunningHub) -> None:
    victim, thief = FieldDevice(hub, 1), FieldDevice(hub, 2)
    body = victim.enrolment(hub.code())

    assert code_of(thief.call("POST", "/v1/devices", body)) == (401, "device_unknown")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"code":"short"}', b"\xff\xfe"])
def test_enrolment_that_cannot_be_read_is_refused(hub: RunningHub, content: bytes) -> None:
    reply = FieldDevice(hub, 1).call("POST", "/v1/devices", content)

    assert code_of(reply) == (400, "message_unreadable")


@pytest.mark.parametrize("resource", [one for one in RESOURCES if one.is_served and one.caller == "device"])
def test_resource_of_devices_refuses_an_unsigned_request(hub: RunningHub, resource: Any) -> None:
    path = resource.path.replace("{id}", "x").replace("{set}", "organisations")

    assert code_of(hub.client.request(resource.method, path)) == (401, "signature_missing")


@pytest.mark.parametrize("resource", [one for one in RESOURCES if one.is_served and one.caller == "device"])
def test_resource_of_devices_refuses_a_stranger(hub: RunningHub, resource: Any) -> None:
    path = resource.path.replace("{id}", "x").replace("{set}", "organisations")

    assert code_of(FieldDevice(hub, 9).call(resource.method, path)) == (401, "device_unknown")


@pytest.mark.parametrize("resource", [one for one in RESOURCES if one.is_served and one.caller == "device"])
def test_resource_of_devices_refuses_a_revoked_device(hub: RunningHub, resource: Any) -> None:
    device = hub.device()
    with hub.centre.store.write() as connection:
        devices.revoke(connection, device.key.device, hub.centre.now_ms())
    path = resource.path.replace("{id}", "x").replace("{set}", "organisations")

    assert code_of(device.call(resource.method, path)) == (403, "device_revoked")


def test_every_served_resource_has_its_route(hub: RunningHub) -> None:
    for one in RESOURCES:
        reply = hub.client.request(
            one.method, one.path.replace("{id}", "x").replace("{set}", "trust").replace("{n}", "0")
        )
        assert (reply.status_code in (404, 405)) == (not one.is_served), one.name


def test_old_signature_is_refused(hub: RunningHub) -> None:
    device = hub.device()
    headers = sign_request(
        method="GET", url=f"{BASE}/v1/changes", body=b"", idempotency_key="k",
        created=int(hub.clock.now().timestamp()) - 3600, signer=device.key,
    )  # fmt: skip

    assert code_of(hub.client.get("/v1/changes", headers=headers)) == (401, "signature_stale")


def test_altered_body_is_refused(hub: RunningHub) -> None:
    device = hub.device()
    headers = sign_request(
        method="POST", url=f"{BASE}/v1/batches", body=b"one", idempotency_key="k",
        created=int(hub.clock.now().timestamp()), signer=device.key,
    )  # fmt: skip

    assert code_of(hub.client.post("/v1/batches", content=b"two", headers=headers)) == (401, "content_altered")


def test_truncated_batch_changes_nothing(hub: RunningHub) -> None:
    device = hub.device()
    name = device.new_id()
    body = device.batch_body([device.fact(enrollment(People(1).person())).line()], name)

    reply = device.call("POST", "/v1/batches", body[: len(body) // 2], key=name, **{"Content-Encoding": "gzip"})

    assert code_of(reply) == (400, "batch_truncated")
    assert code_of(device.call("GET", f"/v1/batches/{name}")) == (404, "batch_unknown")


def test_gzip_bomb_is_refused_before_it_unfolds(hub: RunningHub) -> None:
    device = hub.device()
    bomb = gzip.compress(b"0" * 40_000_000)

    reply = device.call("POST", "/v1/batches", bomb, **{"Content-Encoding": "gzip"})

    assert code_of(reply) == (413, "batch_too_large")


def test_body_over_the_cap_is_refused_unread(hub: RunningHub) -> None:
    device = hub.device()

    assert code_of(device.call("POST", "/v1/batches", b"0" * (2 * 1024 * 1024 + 1))) == (413, "body_too_large")


def test_batch_of_another_device_is_refused(hub: RunningHub) -> None:
    device, other = hub.device(1), hub.device(2)
    name = device.new_id()
    body = device.batch_body([device.fact(enrollment(People(1).person())).line()], name)

    reply = other.call("POST", "/v1/batches", body, key=name, **{"Content-Encoding": "gzip"})

    assert code_of(reply) == (403, "device_mismatch")


def test_batch_under_another_key_is_refused(hub: RunningHub) -> None:
    device = hub.device()
    body = device.batch_body([device.fact(enrollment(People(1).person())).line()], device.new_id())

    reply = device.call("POST", "/v1/batches", body, key=device.new_id(), **{"Content-Encoding": "gzip"})

    assert code_of(reply) == (422, "batch_key_wrong")


def test_batch_that_is_being_worked_on_lets_nobody_else_in() -> None:
    running = RunningBatches()

    first, second = running.enter("b"), running.enter("b")
    running.leave("b")

    assert (first, second, running.enter("b")) == (True, False, True)


def test_feed_is_cut_into_slices_without_a_gap(hub: RunningHub) -> None:
    device, person = hub.device(), People(1).person()
    device.deliver(*(device.fact(enrollment(person)) for _ in range(4)))

    first = device.changes(limit=2)
    second = device.changes(Version(first.gen, first.end), limit=2)

    assert (first.start, first.end, second.start, second.end) == (0, 2, 2, 4)


def test_cursor_of_another_generation_starts_again(hub: RunningHub) -> None:
    device = hub.device()

    piece = changes.next_slice(hub.centre, device.key.device, Version(7, 40), 500)

    assert (piece.gen, piece.start, len(piece.items)) == (1, 0, 1)


def test_cursor_that_is_none_is_refused(hub: RunningHub) -> None:
    assert code_of(hub.device().call("GET", "/v1/changes?since=yesterday")) == (422, "hub_query_invalid")


def test_parameters_that_cannot_be_read_are_not_repeated(hub: RunningHub) -> None:
    reply = hub.device().call("GET", "/v1/changes?limit=150203200001011238")

    assert code_of(reply) == (422, "hub_query_invalid")
    assert "150203" not in reply.text


def test_long_poll_ends_as_soon_as_there_is_something(hub: RunningHub) -> None:
    device = hub.device()
    end = device.changes().end
    person = People(1).person()
    wishes = [device.fact(enrollment(person)).line() for _ in range(2)]
    name = device.new_id()
    body = device.batch_body(wishes, name)

    def headers(method: str, path: str, content: bytes, key: str) -> dict[str, str]:
        created = int(hub.clock.now().timestamp())
        return sign_request(
            method=method, url=BASE + path, body=content, idempotency_key=key, created=created, signer=device.key
        )

    async def both() -> Response:
        path = f"/v1/changes?since=1.{end}&wait=20"
        async with AsyncClient(transport=ASGITransport(hub.app), base_url=BASE) as client:
            poll = asyncio.create_task(client.get(path, headers=headers("GET", path, b"", "poll")))
            await asyncio.sleep(0)
            sent = headers("POST", "/v1/batches", body, name) | {"Content-Encoding": "gzip"}
            await client.post("/v1/batches", content=body, headers=sent)
            return await asyncio.wait_for(poll, 10)

    reply = asyncio.run(both())

    assert '\\"outcome\\":\\"duplicate\\"' in reply.text


def test_more_numbers_come_with_the_feed_and_the_same_question_brings_them_once(hub: RunningHub) -> None:
    device = hub.device()
    asked = encode(LeaseRequest(left=20, want=200, inc=device.inc))
    key = device.new_id()

    first, second = (device.call("POST", "/v1/leases", asked, key=key) for _ in range(2))

    receipt = LeaseReceipt.model_validate_json(first.content)
    assert first.content == second.content
    assert len(device.feed("lease")) == 2
    assert str(receipt.lease) in str(device.feed("lease")[1].body["p"])


def test_device_with_enough_numbers_gets_none(hub: RunningHub) -> None:
    device = hub.device()

    reply = device.call("POST", "/v1/leases", encode(LeaseRequest(left=150)))

    assert LeaseReceipt.model_validate_json(reply.content).lease is None
    with hub.centre.store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(lease)).scalar_one() == 1


def test_leases_never_overlap(hub: RunningHub) -> None:
    for seed in range(1, 5):
        hub.device(seed)

    with hub.centre.store.read() as connection:
        blocks = connection.execute(sa.select(lease.c.start, lease.c.end).order_by(lease.c.start)).all()

    assert all(before.end < after.start for before, after in pairwise(blocks))


@pytest.mark.parametrize("name", references.SETS)
def test_reference_set_is_signed_and_not_sent_twice(hub: RunningHub, name: str) -> None:
    device, key = hub.device(), hub.centre.key
    first = device.call("GET", f"/v1/reference/{name}")

    second = device.call("GET", f"/v1/reference/{name}", **{"If-None-Match": first.headers["etag"]})

    found = references.read_reference(first.content, set_name=name, kid=key.kid, key=key.public)
    assert not isinstance(found, Refusal)
    assert found.etag == first.headers["etag"]
    assert (second.status_code, second.content) == (304, b"")


def test_unknown_set_is_not_found(hub: RunningHub) -> None:
    assert code_of(hub.device().call("GET", "/v1/reference/secrets")) == (404, "hub_not_found")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v2/info", 404), ("DELETE", "/v1/info", 405)])
def test_unknown_address_or_method_is_a_problem_document(hub: RunningHub, method: str, path: str, status: int) -> None:
    assert code_of(hub.client.request(method, path))[0] == status


def test_failure_inside_says_nothing_of_itself(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("张建国 150203200001011238")

    device = hub.device()
    monkeypatch.setattr(changes, "next_slice", fail)

    with caplog.at_level(logging.ERROR):
        reply = device.call("GET", "/v1/changes")

    assert code_of(reply) == (500, "hub_internal")
    assert "ZeroDivisionError" in caplog.text
    assert "张建国" not in reply.text + caplog.text


def test_busy_batch_is_told_to_come_back(hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    device = hub.device()
    monkeypatch.setattr(RunningBatches, "enter", lambda *_: False)

    reply = device.post([device.fact(enrollment(People(1).person())).line()])

    assert code_of(reply) == (409, "batch_running")
    assert reply.headers["retry-after"] == "2"
