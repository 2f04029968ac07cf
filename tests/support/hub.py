"""A real hub in this process, and a device that signs real envelopes: what the hub's tests speak with."""

import asyncio
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from fieldapp.crypto.card_tokens import CardKey
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.sealed import sealing_public
from fieldapp.domain.events import Delegation
from fieldapp.domain.facts import (
    Captured,
    ConsentFact,
    Enrollment,
    Envelope,
    Fact,
    PersonFact,
    SignedEnvelope,
    Transfer,
    body_of,
    chain_link,
    digest,
    protected_bytes,
)
from fieldapp.domain.ids import OrganisationId, uuid7
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.outcomes import Version
from fieldapp.domain.ports import FeedItem, FeedSlice
from fieldapp.domain.problems import Refusal
from sync.hub.application import hub_over
from sync.hub.centre import Centre, open_centre
from sync.hub.services.enrol_codes import make_code
from sync.hub.store import organisations
from sync.protocol import devices, slices, verdicts
from sync.protocol.batches import BatchHeader, encode_batch
from sync.protocol.http_signature import sign_request
from sync.protocol.messages import encode
from sync.protocol.signed_replies import open_reply
from sync.protocol.texts import to_base64
from tests.support.people import SyntheticPerson

BASE = "http://testserver"
REGION = "150602"
COUNTY, UNION, OTHER, POOL = (OrganisationId(name) for name in ("county", "truckers", "couriers", "pool"))
_BEGINNING = Version(0, 0)
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ORGANISATIONS = (
    Organisation(
        id=COUNTY, name="东胜区总工会", kind=OrganisationKind.FEDERATION, level=3, parent=None, region=REGION,
        accepts_direct_join=False,
    ),
    Organisation(
        id=UNION, name="东胜区货车司机联合工会", kind=OrganisationKind.JOINT, level=5, parent=COUNTY, region=REGION,
        groups=("truck",), mode="行业建",
    ),
    Organisation(
        id=OTHER, name="东胜区快递员联合工会", kind=OrganisationKind.JOINT, level=5, parent=COUNTY, region=REGION,
        groups=("courier",), mode="兜底建",
    ),
    Organisation(
        id=POOL, name="东胜区周转池", kind=OrganisationKind.POOL, level=5, parent=COUNTY, region=REGION, is_pool=True,
    ),
)  # fmt: skip


class HubClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.boot = "hub-boot"
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def move(self, **span: float) -> None:
        """Let time pass."""
        self._now += timedelta(**span)


class HubClient:
    """Calls the application without a network, one request after the other."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner) -> None:
        self._runner = runner
        self._client = AsyncClient(transport=ASGITransport(app), base_url=BASE)

    def request(self, method: str, url: str, **options: Any) -> Response:
        return self._runner.run(self._client.request(method, url, **options))

    def get(self, url: str, **options: Any) -> Response:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Response:
        return self.request("POST", url, **options)

    def close(self) -> None:
        self._runner.run(self._client.aclose())


@dataclass
class RunningHub:
    """The hub's application, its insides, and a client that calls it without a network."""

    app: FastAPI
    centre: Centre
    client: HubClient
    clock: HubClock

    def code(self, **options: Any) -> str:
        """Return a fresh one-time code."""
        return make_code(self.centre, account="test", **options).code

    def device(self, seed: int = 1, *, inc: str | None = None) -> "FieldDevice":
        """Return a device that has enrolled."""
        device = FieldDevice(self, seed)
        reply = device.enrol(self.code(region=REGION), inc=inc)
        assert reply.status_code == 200, reply.text
        return device


@contextmanager
def running_hub(url: str, clock: HubClock | None = None) -> Iterator[RunningHub]:
    """Run a hub over a database address, with a small union tree in it."""
    clock = clock or HubClock()
    centre = open_centre(url, clock=clock)
    with centre.store.write() as connection:
        organisations.replace(connection, ORGANISATIONS, centre.now_ms())
    app = hub_over(centre)
    with asyncio.Runner() as runner:
        client = HubClient(app, runner)
        try:
            yield RunningHub(app, centre, client, clock)
        finally:
            client.close()
            centre.store.close()


@dataclass
class FieldDevice:
    """A laptop as far as the hub can see it: one key, one incarnation, gapless seq, chained envelopes."""

    hub: RunningHub
    seed: int = 1
    inc: str = ""
    seq: int = 0
    prev: str | None = None
    heads: dict[str, str] = field(default_factory=dict)
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.key = DeviceKey.from_seed(bytes([self.seed]) * 32)
        self.inc = self.inc or self.new_id()

    def new_id(self) -> str:
        """Return ids that sort by the time they were made and differ between devices."""
        millisecond = int(START.timestamp() * 1000) + next(self._counter)
        text = uuid7(millisecond)
        return text[:24] + f"{self.seed:04x}" + text[28:]

    # -- talking ---------------------------------------------------------------------------------

    def call(self, method: str, path: str, body: bytes = b"", *, key: str | None = None, **headers: str) -> Response:
        """Send a signed request."""
        url = BASE + path
        signed = sign_request(
            method=method,
            url=url,
            body=body,
            idempotency_key=key or self.new_id(),
            created=int(self.hub.clock.now().timestamp()),
            signer=self.key,
        )
        return self.hub.client.request(method, url, content=body, headers={**signed, **headers})

    def enrol(self, code: str, *, inc: str | None = None) -> Response:
        """Ask for a certificate."""
        return self.call("POST", "/v1/devices", self.enrolment(code, inc=inc))

    def enrolment(self, code: str, *, inc: str | None = None) -> bytes:
        """Return the body of a request for a certificate."""
        asked = devices.DeviceRequest(
            code=code,
            name=f"笔记本{self.seed}",
            public=to_base64(self.key.public),
            sealing=to_base64(sealing_public(self.key.seed)),
            card=to_base64(CardKey.of_device(self.key.seed).public),
            inc=inc or self.inc,
            app="0.1.0",
        )
        return encode(asked)

    def batch_body(self, lines: Sequence[bytes], batch: str) -> bytes:
        """Return the body of a batch."""
        header = BatchHeader(
            batch=batch,
            dev=self.key.device,
            inc=self.inc,
            proto=1,
            app="0.1.0",
            seq_from=1,
            seq_to=max(self.seq, 1),
            n=len(lines),
            clock=int(self.hub.clock.now().timestamp() * 1000),
            queue=0,
        )
        return encode_batch(header, lines)

    def post(self, lines: Sequence[bytes], *, batch: str | None = None) -> Response:
        """Deliver lines as one batch."""
        batch = batch or self.new_id()
        body = self.batch_body(lines, batch)
        return self.call("POST", "/v1/batches", body, key=batch, **{"Content-Encoding": "gzip"})

    def deliver(self, *facts: SignedEnvelope) -> tuple[verdicts.VerdictMessage, ...]:
        """Deliver envelopes and return the verdicts, their signature checked."""
        reply = self.post([fact.line() for fact in facts])
        assert reply.status_code == 200, reply.text
        return self.answer(reply).verdicts

    def answer(self, reply: Response) -> verdicts.BatchAnswer:
        """Open a signed answer."""
        key = self.hub.centre.key
        opened = open_reply(verdicts.KIND, verdicts.BatchAnswer, reply.content, kid=key.kid, key=key.public)
        assert not isinstance(opened, Refusal), opened
        return opened

    def changes(self, since: Version = _BEGINNING, **query: int) -> FeedSlice:
        """Return the next slice of the feed."""
        extra = "".join(f"&{name}={value}" for name, value in query.items())
        reply = self.call("GET", f"/v1/changes?since={slices.cursor_text(since)}{extra}")
        assert reply.status_code == 200, reply.text
        key = self.hub.centre.key
        piece = slices.read_slice(reply.content, dev=self.key.device, after=since, kid=key.kid, key=key.public)
        assert isinstance(piece, FeedSlice), piece
        return piece

    def feed(self, kind: str) -> list[FeedItem]:
        """Return all items of one kind in the whole feed."""
        return [item for item in self.changes().items if item.kind == kind]

    def outcomes(self) -> dict[str, Mapping[str, Any]]:
        """Return what the feed said last of each record."""
        return {item.body["rec"]: item.body for item in self.feed("outcome")}

    # -- making facts ----------------------------------------------------------------------------

    def fact(self, fact: Fact, *, rec: str | None = None, captured: int | None = None, **said: Any) -> SignedEnvelope:
        """Sign a fact as the next envelope of this incarnation."""
        schema, body = body_of(fact)
        env = said.pop("env", None) or self.new_id()
        rec = rec or env
        self.seq += 1
        time = captured if captured is not None else int(self.hub.clock.now().timestamp() * 1000) + self.seq
        values: dict[str, Any] = {
            "sch": schema,
            "env": env,
            "rec": rec,
            "rev": 0,
            "base": self.heads.get(rec),
            "dev": self.key.device,
            "inc": self.inc,
            "seq": self.seq,
            "prev": self.prev,
            "kid": self.key.kid,
            "hlc": time,
            "ev": None,
            "op": "operator-1",
            "captured": Captured(time=time, offset_ms=0, mono=1),
        }
        body = said.pop("body", body)
        protected = protected_bytes(Envelope(**(values | said)), body)
        self.prev, self.heads[rec] = chain_link(protected), digest(protected)
        return SignedEnvelope(protected=protected, signature=self.key.sign("envelope", protected))


def rec_of(signed: SignedEnvelope) -> str:
    """Return the record an envelope speaks of."""
    return signed.protected.split(b'"rec":"', 1)[1][:36].decode()


def env_of(signed: SignedEnvelope) -> str:
    """Return the id of an envelope."""
    return signed.protected.split(b'"env":"', 1)[1][:36].decode()


def consents() -> ConsentFact:
    """Return the consent of somebody who signed by pen."""
    return ConsentFact(notice="notice-1", given=("membership",), method="pen")


def person_fact(person: SyntheticPerson, **changed: Any) -> PersonFact:
    """Return a person as stated at the desk."""
    values: dict[str, Any] = {
        "name": person.name,
        "document_type": person.document_type.value,
        "document_no": person.document_no,
        "phone": person.phone,
    }
    return PersonFact(**(values | changed))


def enrollment(person: SyntheticPerson, /, *, union: str | None = None, **changed: Any) -> Enrollment:
    """Return one person's wish to join."""
    values: dict[str, Any] = {
        "person": person_fact(person),
        "union": union,
        "region": REGION,
        "group": "truck",
        "employment": "platform",
        "channel": "mobile_window",
        "consents": consents(),
        "document_check": "original",
    }
    return Enrollment(**(values | changed))


def transfer(person: SyntheticPerson, *, to: str | None) -> Transfer:
    """Return a member's wish to move to another union."""
    return Transfer(
        person=person_fact(person),
        to=to,
        group="truck",
        region=REGION,
        reason="已是会员",
        strength="centre",
        consents=consents(),
        document_check="original",
        employment="platform",
    )


def authorisation(number: str = "鄂工发〔2026〕1号", *, maximum: int = 100) -> Delegation:
    """Return an authorisation record of the drivers' union."""
    return Delegation(
        number=number,
        union=UNION,
        resolved_on=(START - timedelta(days=30)).date(),
        approvers=("白音",),
        valid_from=(START - timedelta(days=10)).date(),
        valid_to=(START + timedelta(days=60)).date(),
        maximum=maximum,
    )
