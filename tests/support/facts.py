"""A desk that asserts facts without a store: real keys, real chains, real bytes."""

from dataclasses import dataclass
from typing import Any

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.facts import (
    Approval,
    BlindKeys,
    Captured,
    ConsentFact,
    Enrollment,
    Envelope,
    Fact,
    NumberUse,
    PersonFact,
    Revision,
    SignedEnvelope,
    Transfer,
    Void,
    body_of,
    chain_link,
    digest,
    protected_bytes,
)
from fieldapp.domain.ids import uuid7
from fieldapp.domain.record_chains import SignedFact

MORNING_MS = 1_795_312_800_000
CONSENT = ConsentFact(notice="n1", given=("membership",), method="pen")
DOCUMENTS = ("150602199001010019", "150602199202020024", "15060219930303003X", "150602199404040044")


def person(document_no: str = DOCUMENTS[0], **changed: Any) -> PersonFact:
    values = {"name": "王小明", "document_type": "RIC", "document_no": document_no, "phone": "13900000001"}
    return PersonFact(**(values | changed))


def enrollment(document_no: str = DOCUMENTS[0], *, union: str | None = None, **changed: Any) -> Enrollment:
    values: dict[str, Any] = {
        "person": person(document_no),
        "union": union,
        "region": "150602",
        "group": "truck",
        "employment": "platform",
        "channel": "collective",
        "consents": CONSENT,
        "document_check": "original",
    }
    return Enrollment(**(values | changed))


def transfer(document_no: str = DOCUMENTS[0], *, to: str | None = "U2") -> Transfer:
    return Transfer(
        person=person(document_no),
        to=to,
        group="truck",
        region="150602",
        reason="moved",
        strength="local",
        consents=CONSENT,
        document_check="original",
        employment="platform",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One asserted fact in every form a test may want."""

    signed: SignedEnvelope
    envelope: Envelope
    fact: Fact
    sha256: str

    @property
    def rec(self) -> str:
        return self.envelope.rec

    @property
    def known(self) -> SignedFact:
        return SignedFact(envelope=self.envelope, fact=self.fact, sha256=self.sha256)


class Desk:
    """Signs facts into one chain. Each fact is a second later than the one before."""

    def __init__(self, seed: int = 1, *, start_ms: int = MORNING_MS, offset_ms: int = 0) -> None:
        self.key = DeviceKey.from_seed(bytes([seed]) * 32)
        self.inc = f"01900000-0000-7000-8000-{seed:012x}"
        self.seq = 0
        self.head: str | None = None
        self.now_ms = start_ms
        self.offset_ms = offset_ms

    def assert_fact(self, fact: Fact, *, rec: str | None = None, base: Made | None = None, **said: Any) -> Made:
        """Sign a fact; ``base`` continues a record, ``said`` fills any other field of the envelope."""
        self.seq += 1
        self.now_ms += 1000
        schema, body = body_of(fact)
        env = f"{self.now_ms:012x}-7000-8000-{self.key.kid[:4]}{self.seq:08x}"
        env = f"{env[:8]}-{env[8:]}"
        values: dict[str, Any] = {
            "sch": schema,
            "env": env,
            "rec": rec or (base.rec if base else env),
            "rev": base.envelope.rev + 1 if base else 1,
            "base": base.sha256 if base else None,
            "dev": self.key.device,
            "inc": self.inc,
            "seq": self.seq,
            "prev": self.head,
            "kid": self.key.kid,
            "hlc": self.now_ms,
            "ev": "E1",
            "op": "op-1",
            "captured": Captured(time=self.now_ms, offset_ms=self.offset_ms, mono=self.seq * 1000),
        }
        body = said.pop("body", body)
        envelope = Envelope(**(values | said))
        protected = protected_bytes(envelope, body)
        self.head = chain_link(protected)
        signature = self.key.sign("envelope", protected)
        signed = SignedEnvelope(protected=protected, signature=signature)
        return Made(signed=signed, envelope=envelope, fact=fact, sha256=digest(protected))

    def enroll(self, document_no: str = DOCUMENTS[0], *, union: str | None = None, **said: Any) -> Made:
        return self.assert_fact(enrollment(document_no, union=union), **said)

    def revise(self, base: Made, **changed: Any) -> Made:
        return self.assert_fact(Revision(changed=changed), base=base)

    def transfer(self, document_no: str = DOCUMENTS[0], *, to: str | None = "U2", **said: Any) -> Made:
        return self.assert_fact(transfer(document_no, to=to), **said)

    def void(self, target: Made) -> Made:
        return self.assert_fact(Void(target=target.envelope.env, reason="mistake"), base=target)

    def approve(self, *made: Made, numbers: dict[str, str] | None = None, **said: Any) -> Made:
        values: dict[str, Any] = {
            "recs": tuple(one.rec for one in made),
            "delegation": "D1",
            "approver": "李主席",
            "date": "20261122",
            "numbers": {rec: NumberUse(no=no, lease="L1") for rec, no in (numbers or {}).items()},
        }
        return self.assert_fact(Approval(**(values | said)))


def blind_keys(letter: str = "A") -> BlindKeys:
    return BlindKeys(kv=1, idh=letter * 22, ph="p" * 22, nb="n" * 22)


def fresh_id(order: int = 1) -> str:
    return uuid7(MORNING_MS + order)
