"""A centre in memory that speaks the real protocol, for the client's tests: real signatures, real batches.

It keeps envelopes once, answers replays with the stored bytes, and can be told to misbehave. It
judges nothing: every envelope it can read and verify is accepted.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fieldapp.crypto.device_keys import DeviceKey, kid_of
from fieldapp.crypto.sealed import seal
from fieldapp.crypto.signed import sign_object
from fieldapp.domain.outcomes import Verdict, VerdictKind, Version
from fieldapp.domain.ports import FeedItem, FeedSlice, HubPeer
from fieldapp.domain.problems import Problem, Refusal
from sync.client.requests import NoReply, Reply, Request
from sync.protocol import devices, diffs, envelopes, info, leases, references, slices, verdicts
from sync.protocol.batches import decode_batch
from sync.protocol.http_signature import verify_request
from sync.protocol.messages import decode, encode
from sync.protocol.problems import problem_bytes, problem_document
from sync.protocol.signed_replies import seal_reply
from sync.protocol.texts import from_base64, to_base64
from tests.support.times import StoppedClock

URL = "https://centre.example"
Fault = Callable[[Request], "Reply | NoReply | None"]


class Centre:
    """Implements ``Transport``. ``faults`` are asked first; one that returns None lets the request through."""

    def __init__(self, clock: StoppedClock, *, seed: int = 200) -> None:
        self.clock = clock
        self.key = DeviceKey.from_seed(bytes([seed]) * 32)
        self.gen = 1
        self.offset_ms = 0
        self.protocol = info.VersionRange(min=1, max=1)
        self.limits = info.Limits()
        self.devices: dict[str, bytes] = {}
        self.codes = {"ABCDEFGHJK"}
        self.envelopes: dict[str, bytes] = {}
        self.answers: dict[str, bytes] = {}
        self.feed: list[FeedItem] = []
        self.sets: dict[str, Mapping[str, Any]] = {}
        self.judge: Callable[[str], VerdictKind] = lambda _: VerdictKind.ACCEPTED
        self.faults: list[Fault] = []
        self.seen: list[Request] = []

    @property
    def peer(self) -> HubPeer:
        return HubPeer(url=URL, key=self.key.public, kid=self.key.kid, server=self.key.kid, gen=self.gen)

    def paths(self) -> list[str]:
        """Return method and path of every request so far, without queries."""
        return [f"{one.method} {urlsplit(one.url).path}" for one in self.seen]

    def send(self, request: Request) -> Reply | NoReply:
        self.seen.append(request)
        for fault in self.faults:
            answer = fault(request)
            if answer is not None:
                return answer
        return self.handle(request)

    def handle(self, request: Request) -> Reply:
        """Answer as a centre in good health would."""
        path = urlsplit(request.url).path
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        if path == "/v1/info":
            return self._signed(info.KIND, self._info(query["nonce"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        keys = self.devices if path != "/v1/devices" else self._stated_key(request)
        signer = verify_request(
            method=request.method,
            url=request.url,
            headers=headers,
            body=request.body,
            key_of=keys.get,
            now=self._now_ms() // 1000,
        )
        if isinstance(signer, Refusal):
            return refused(401, signer.code)
        if path == "/v1/devices":
            return self._enrol(request)
        if path == "/v1/batches":
            return self._batch(request.body)
        if path.startswith("/v1/batches/"):
            stored = self.answers.get(path.rsplit("/", 1)[1])
            return refused(404, "batch_unknown") if stored is None else Reply(status=200, body=stored)
        if path == "/v1/changes":
            return self._changes(signer.kid, query["since"])
        if path == "/v1/leases":
            return self._lease(signer.kid)
        if path == "/v1/records:diff":
            return self._diff(signer.kid, request.body)
        return self._reference(path.rsplit("/", 1)[1], headers.get("if-none-match"))

    def _now_ms(self) -> int:
        return int(self.clock.now().timestamp() * 1000) + self.offset_ms

    def _signed(self, kind: str, message: Any) -> Reply:
        return Reply(status=200, body=seal_reply(kind, message, self.key))

    def _info(self, nonce: str) -> info.Info:
        return info.Info(
            tier=0,
            server=self.key.kid,
            gen=self.gen,
            time=self._now_ms(),
            nonce=nonce,
            protocol=self.protocol,
            limits=self.limits,
            key=to_base64(self.key.public),
        )

    def _stated_key(self, request: Request) -> dict[str, bytes]:
        public = from_base64(json.loads(request.body)["public"], 32)
        assert public is not None
        return {kid_of(public): public}

    def _enrol(self, request: Request) -> Reply:
        asked = decode(devices.DeviceRequest, request.body)
        assert not isinstance(asked, Refusal)
        if asked.code not in self.codes:
            return refused(403, "enrol_code_malformed")
        self.codes.discard(asked.code)
        public, sealing = from_base64(asked.public, 32), from_base64(asked.sealing, 32)
        assert public is not None
        assert sealing is not None
        device = kid_of(public)
        self.devices[device] = public
        certificate = devices.Certificate(dev=device, kid=device, public=asked.public, issued=1, expires=2)
        reply = devices.ProvisioningReply(
            device=device,
            server=self.key.kid,
            gen=self.gen,
            certificate=sign_object("certificate", encode(certificate), self.key).wire(),
            blind=devices.SealedKey(version=1, sealed=to_base64(seal(sealing, b"b" * 32))),
            desk=devices.SealedKey(version=1, sealed=to_base64(seal(sealing, b"d" * 32))),
            trust=sign_object("trust", b"{}", self.key).wire(),
            leases=(self.lease_wire(device),),
        )
        return self._signed(devices.KIND, reply)

    def lease_wire(self, device: str, start: int = 1000) -> dict[str, str]:
        grant = leases.LeaseGrant(
            id=f"01900000-0000-7000-8000-{start:012x}",
            start=start,
            end=start + 199,
            expires=2_000_000_000,
            scope="15",
            status=leases.StatusRange(list=1, start=start),
            dev=device,
        )
        return sign_object(leases.KIND, encode(grant), self.key).wire()

    def _batch(self, body: bytes) -> Reply:
        batch = decode_batch([body])
        if isinstance(batch, Refusal):
            return refused(400, batch.code)
        name = batch.header.batch
        if name not in self.answers:
            said = tuple(verdicts.to_message(self._verdict(line)) for line in batch.lines)
            answer = verdicts.BatchAnswer(
                batch=name, server=self.key.kid, gen=self.gen, time=self._now_ms(), verdicts=said
            )
            self.answers[name] = seal_reply(verdicts.KIND, answer, self.key)
        return Reply(status=200, body=self.answers[name])

    def restore(self, kept: Mapping[str, bytes]) -> None:
        """Stand where a backup with these envelopes left the centre."""
        self.gen += 1
        self.envelopes = dict(kept)
        self.answers.clear()

    def _diff(self, device: str, body: bytes) -> Reply:
        asked = decode(diffs.RecordsDiff, body)
        assert not isinstance(asked, Refusal)
        lacking = tuple(one.env for one in asked.delivered if one.env not in self.envelopes)
        return self._signed(diffs.KIND, diffs.DiffReply(dev=device, gen=self.gen, lacking=lacking))

    def _verdict(self, line: bytes) -> Verdict:
        version = Version(self.gen, len(self.envelopes) + 1)
        signed = envelopes.read_line(line)
        if isinstance(signed, Problem):
            return Verdict(env="", verdict=VerdictKind.QUARANTINED, version=version, code=signed.code)
        envelope = envelopes.read_envelope(signed.protected)
        if isinstance(envelope, Problem):
            return Verdict(env="", verdict=VerdictKind.QUARANTINED, version=version, code=envelope.code)
        assert envelopes.signature_problem(signed, envelope, device=envelope.dev, keys=self.devices) is None
        kind = self.judge(envelope.env)
        replay = envelope.env in self.envelopes
        if kind is not VerdictKind.DEFERRED:
            self.envelopes[envelope.env] = signed.protected
        return Verdict(env=envelope.env, verdict=kind, version=version, replay=replay)

    def _changes(self, device: str, since: str) -> Reply:
        cursor = slices.read_cursor(since)
        assert cursor is not None
        start = min(cursor.n, len(self.feed))
        items = tuple(self.feed[start : start + 2])
        piece = FeedSlice(gen=self.gen, start=start, end=start + len(items), items=items)
        return self._signed(slices.KIND, slices.slice_message(device, piece))

    def _lease(self, device: str) -> Reply:
        self.feed.append(FeedItem(kind="lease", body=self.lease_wire(device, start=5000)))
        return Reply(status=200, body=encode(leases.LeaseReceipt(lease="01900000-0000-7000-8000-000000001388")))

    def _reference(self, name: str, known: str | None) -> Reply:
        if name not in self.sets:
            return refused(404, "hub_refused")
        etag = references.etag_of(self.sets[name])
        if etag == known:
            return Reply(status=304)
        return self._signed(references.KIND, references.ReferenceSet(set=name, etag=etag, body=dict(self.sets[name])))


def refused(status: int, code: str, *, retry_after: int | None = None) -> Reply:
    """Return a problem document as a reply."""
    body = problem_bytes(problem_document(status, Refusal(code=code), retry_after=retry_after))
    return Reply(status=status, headers={"content-type": "application/problem+json"}, body=body)


def on(path: str, answer: Reply | NoReply, *, times: int = 1) -> Fault:
    """Answer the next requests for a path (a prefix) with something else."""
    left = [times]

    def fault(request: Request) -> Reply | NoReply | None:
        if left[0] and urlsplit(request.url).path.startswith(path):
            left[0] -= 1
            return answer
        return None

    return fault
