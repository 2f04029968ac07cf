"""Facts made in the field, and their exact bytes.

A fact is asserted once, wrapped in an envelope, signed, and forwarded as produced: whoever
receives it keeps these bytes and never builds them again. Field order and encoding are part of
version 1 of the protocol (``docs/protocol.md`` §1); golden envelopes in the tests hold them still.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from fieldapp.errors import BugError

PROTOCOL_VERSION = 1
SIGNING_CONTEXT = "fieldapp/{kind}/1\0"
HTTP_KIND = "http"


class FactType(StrEnum):
    """Every type of version 1; a body schema is called ``type/1``."""

    ENROLLMENT = "enrollment"
    REVISION = "revision"
    TRANSFER = "transfer"
    APPROVAL = "approval"
    CARD = "card"
    HANDOUT = "handout"
    CONSENT = "consent"
    VOID = "void"
    WITHDRAWAL = "withdrawal"
    EVENT = "event"
    COMPARISON_RESULT = "comparison_result"
    LEASE_BURN = "lease_burn"
    STOCK = "stock"
    AUDIT_HEAD = "audit_head"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFact:
    """A person as stated at the desk. ``document_no`` and ``phone`` are normalised.

    ``sex`` and ``birth`` (yyyymmdd) are stated only where the document number does not tell them;
    ``migrant`` (农民工) is None when it was not asked.
    """

    name: str
    document_type: str
    document_no: str
    phone: str
    sex: str | None = None
    birth: str | None = None
    ethnicity: str | None = None
    migrant: bool | None = None
    employer: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFact:
    """What a person agreed to, how, and on which notice. Also a fact of its own (given, withdrawn).

    ``given`` and ``withdrawn`` are purposes of ``resources/data/purposes.json``; ``method`` is
    pen, sheet or phone; ``reference`` names the sheet or the stored signature.
    """

    notice: str
    given: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    method: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """One person asks to join one union at one event (申请). ``union`` None means the pool (周转池).

    ``not_same``: why this is not the person whom the member list means (不是同一人), for the reviewer.
    ``signed_on`` (yyyymmdd): the day on a form that was typed in afterwards (补录); ``captured`` is the typing.
    """

    person: PersonFact
    union: str | None = None
    region: str
    group: str
    employment: str
    channel: str
    consents: ConsentFact
    document_check: str
    deferred: tuple[str, ...] = ()
    pre: str | None = None
    roster_row: str | None = None
    not_same: str | None = None
    signed_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Corrects named fields of a record; ``changed`` maps field codes to their new values."""

    changed: dict[str, Any]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An existing member moves to another union (转会): the application ``rec`` goes on as this."""

    person: PersonFact
    to: str | None = None
    group: str
    region: str
    reason: str
    strength: str
    consents: ConsentFact
    document_check: str
    employment: str
    deferred: tuple[str, ...] = ()
    signed_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberUse:
    """A member number given to a record from a lease."""

    no: str
    lease: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A named approver of a delegation approves records; membership begins on ``date`` (yyyymmdd).

    ``numbers`` holds those given by this approval; a record approved by F10 inside an approval
    window carries its number in its own enrollment instead. ``approver_op`` is the approver as an
    operator of the desk, None where they are none: whoever takes an application does not approve it.
    """

    recs: tuple[str, ...]
    delegation: str
    approver: str
    date: str
    numbers: dict[str, NumberUse]
    approver_op: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEvent:
    """What happened to a card (会员卡): issued, spoiled, void or handed_over."""

    what: str
    serial: str
    copy: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """Something was given to a person at an event (发放); once per (event, item, person)."""

    item: str
    qty: int
    override: str | None = None
    proxy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """Takes back a fact that should not have been made; the hole stays visible.

    ``second``: the operator who looked too, where the fact had left the laptop (四眼).
    """

    target: str
    reason: str
    second: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The applicant takes the application back."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """An event opened or closed. ``last_seq``, ``counts`` and ``head`` are stated at close.

    ``why`` says why an event that was closed opens again. ``delegation`` is the number of the
    authorisation record its approvals rest on.
    """

    what: str
    name: str
    region: str
    policy: str
    host: str
    starts: str
    ends: str
    place: str | None = None
    last_seq: int | None = None
    counts: dict[str, int] | None = None
    head: str | None = None
    why: str | None = None
    channel: str | None = None
    items: tuple[str, ...] = ()
    target: int | None = None
    photo: bool | None = None
    delegation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseBurn:
    """Numbers of a lease from ``start`` on will never be used by this device."""

    lease: str
    start: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneAct:
    """What one person did without a second one, for the level above to review: ``act`` on which id, and why."""

    act: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHeadFact:
    """How far this device's audit log had come: the number of its newest row, and ``head``, its hash (SHA-256, hex).

    Only the copy at the centre tells a log that somebody with the device's keys wrote anew or cut short.
    ``alone``: the newest row tells of an act that needs four eyes and had two.
    """

    n: int
    head: str
    alone: AloneAct | None = None


Fact = (
    Enrollment
    | Revision
    | Transfer
    | Approval
    | CardEvent
    | Handout
    | ConsentFact
    | Void
    | Withdrawal
    | EventFact
    | LeaseBurn
    | AuditHeadFact
)

FACT_TYPES: dict[type[Any], FactType] = {
    Enrollment: FactType.ENROLLMENT,
    Revision: FactType.REVISION,
    Transfer: FactType.TRANSFER,
    Approval: FactType.APPROVAL,
    CardEvent: FactType.CARD,
    Handout: FactType.HANDOUT,
    ConsentFact: FactType.CONSENT,
    Void: FactType.VOID,
    Withdrawal: FactType.WITHDRAWAL,
    EventFact: FactType.EVENT,
    LeaseBurn: FactType.LEASE_BURN,
    AuditHeadFact: FactType.AUDIT_HEAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindKeys:
    """Blind indexes under key version ``kv``: document number, phone, name with birth day.

    Each is the first 16 bytes of an HMAC-SHA256 in URL-safe base64 without padding.
    """

    kv: int
    idh: str
    ph: str
    nb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """When the fact was made: device clock (ms since 1970), offset to the centre, ms since boot."""

    time: int
    offset_ms: int
    mono: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobReference:
    """An attachment that travels in its own lane."""

    sha256: str
    bytes: int
    role: str
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The protected part of one fact but its body: who speaks about which record, in which order.

    Invariants: ``seq`` counts from 1 without gaps per (``dev``, ``inc``); ``prev`` is the first
    16 bytes (hex) of the SHA-256 of the previous envelope's bytes in that incarnation, None for
    the first; ``base`` is the SHA-256 (hex) of the envelope of ``rec`` it builds on, None for the
    first; the first envelope of a record names it, so there ``rec == env``.
    """

    v: int = PROTOCOL_VERSION
    sch: str
    env: str
    rec: str
    rev: int
    base: str | None
    dev: str
    inc: str
    seq: int
    prev: str | None
    kid: str
    hlc: int
    ev: str | None
    op: str
    keys: BlindKeys | None = None
    no: str | None = None
    lease: str | None = None
    card: str | None = None
    blobs: tuple[BlobReference, ...] = ()
    captured: Captured

    @property
    def type(self) -> FactType:
        """The fact's type; ``ValueError`` for one this version does not know."""
        return FactType(self.sch.partition("/")[0])


_ALWAYS = frozenset({"base", "prev", "ev"})


def plain(value: Any) -> Any:
    """Turn frozen values into plain JSON values, leaving out what was not said."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((item.name, getattr(value, item.name)) for item in fields(value))
        return {name: plain(part) for name, part in pairs if part is not None and part != ()}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value


def json_bytes(value: Any) -> bytes:
    """Encode as UTF-8 JSON without blanks, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def body_of(fact: Fact) -> tuple[str, dict[str, Any]]:
    """Return (schema, body) of a fact, for example ``("enrollment/1", {…})``."""
    return f"{FACT_TYPES[type(fact)]}/1", plain(fact)


def protected_bytes(envelope: Envelope, body: dict[str, Any]) -> bytes:
    """Return the bytes that are hashed, signed and kept: UTF-8 JSON in field order, the body last."""
    values = {item.name: getattr(envelope, item.name) for item in fields(envelope)}
    said = {k: plain(v) for k, v in values.items() if k in _ALWAYS or (v is not None and v != ())}
    return json_bytes(said | {"body": plain(body)})


def signing_input(kind: str, payload: bytes) -> bytes:
    """Return what Ed25519 signs for one kind of object: context, NUL, exact bytes.

    A request (``HTTP_KIND``) is signed as RFC 9421 §2.5 has it, without a context of ours; its base
    begins with a quoted component name, which no context does, so neither can pass for the other.
    """
    if kind == HTTP_KIND:
        if not payload.startswith(b'"@'):
            raise BugError("a signature base begins with a quoted component name")
        return payload
    return SIGNING_CONTEXT.format(kind=kind).encode("ascii") + payload


def digest(payload: bytes) -> str:
    """Return the SHA-256 of exact bytes, in hex."""
    return hashlib.sha256(payload).hexdigest()


def chain_link(payload: bytes) -> str:
    """Return what the next envelope calls ``prev``: 16 bytes of SHA-256, in hex."""
    return link_of(digest(payload))


def link_of(sha256: str) -> str:
    """Return the link of an envelope whose bytes have this SHA-256 (hex)."""
    return sha256[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEnvelope:
    """One envelope as it travels: exact bytes, Ed25519 signature (64 bytes), hubs it came through."""

    protected: bytes
    signature: bytes
    via: tuple[str, ...] = ()

    def line(self) -> bytes:
        """Return its line on the wire, without the newline."""
        wire: dict[str, Any] = {
            "p": self.protected.decode(),
            "s": base64.b64encode(self.signature).decode("ascii"),
        }
        if self.via:
            wire["via"] = list(self.via)
        return json_bytes(wire)
