"""Reading envelopes that came from somewhere else: caps first, then shape, then signature.

The exact bytes are kept by whoever receives them; what is read here is only a view of them. Writing
is the domain's (``facts.protected_bytes``, ``SignedEnvelope.line``) and is never repeated here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, ValidationError

from fieldapp.crypto.signed import verify_ed25519
from fieldapp.domain.facts import (
    BlindKeys,
    BlobReference,
    Captured,
    Envelope,
    Fact,
    SignedEnvelope,
    digest,
    signing_input,
)
from fieldapp.domain.problems import Problem
from fieldapp.domain.record_chains import SignedFact
from sync.protocol.bodies import fault_in, pointed, read_fact, type_of
from sync.protocol.limits import DEPTH, LINE_BYTES
from sync.protocol.messages import Message
from sync.protocol.numbers import YEAR_2000_MS, Count, Positive, Signed
from sync.protocol.texts import Hex16, Hex32, Hex64, Index, ShortText, Uuid, from_base64

KIND = "envelope"
Check = tuple[bytes, bytes, bytes]
"""A public key, the bytes it signed, and its signature."""
_YEAR_2200_MS = 7_258_118_400_000
_SCHEMA = re.compile(rb'"sch":"([a-z_]{1,40}/1)"')
_SCHEMA_WITHIN = 200
"""Where a laptop writes the schema; one that stands elsewhere costs a second look, no more."""
F = TypeVar("F")


class _Line(Message):
    p: str
    s: Annotated[str, Field(min_length=88, max_length=88)]
    via: tuple[Hex16, ...] = ()


class _Keys(Message):
    kv: Positive
    idh: Index
    ph: Index
    nb: Index


class _Captured(Message):
    time: Signed
    offset_ms: Signed
    mono: Signed


class _Blob(Message):
    sha256: Hex64
    bytes: Positive
    role: ShortText
    mime: ShortText


class _Head(Message):
    v: Annotated[int, Field(ge=1, le=1)]
    sch: Annotated[str, Field(pattern=r"^[a-z_]{1,40}/[0-9]{1,3}$")]
    env: Uuid
    rec: Uuid
    rev: Count
    base: Hex64 | None
    dev: Hex16
    inc: Uuid
    seq: Positive
    prev: Hex32 | None
    kid: Hex16
    hlc: Positive
    ev: ShortText | None
    op: ShortText
    keys: _Keys | None = None
    no: ShortText | None = None
    lease: ShortText | None = None
    card: ShortText | None = None
    blobs: tuple[_Blob, ...] = ()
    captured: _Captured


class _Protected(_Head):
    body: dict[str, Any]


class _Bearing(_Head, Generic[F]):
    body: F


@cache
def _bearing(schema: str) -> type[_Bearing[Any]] | None:
    fact = type_of(schema)
    return None if fact is None else _Bearing[fact]  # type: ignore[valid-type]  # only known at run time


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEnvelope:
    """One envelope with everything that was read of it; ``sha256`` (hex) is of its exact bytes."""

    signed: SignedEnvelope
    envelope: Envelope
    fact: Fact
    sha256: str

    @property
    def signed_fact(self) -> SignedFact:
        """As the state function takes it, once the signature was found good."""
        return SignedFact(envelope=self.envelope, fact=self.fact, sha256=self.sha256)


def read_line(line: bytes) -> SignedEnvelope | Problem:
    """Return the envelope of one line of a batch, its bytes unread and its signature unchecked.

    Problems: ``line_too_long``, ``line_invalid``, ``signature_malformed``.
    """
    if len(line) > LINE_BYTES:
        return Problem(code="line_too_long", field="")
    try:
        wire = _Line.model_validate_json(line)
    except ValidationError as error:
        return pointed("line_invalid", error)
    signature = from_base64(wire.s, 64)
    if signature is None:
        return Problem(code="signature_malformed", field="/s")
    return SignedEnvelope(protected=wire.p.encode(), signature=signature, via=wire.via)


def read_envelope(protected: bytes) -> Envelope | Problem:
    """Return the envelope in exact bytes, its body unread but for its depth.

    Problems (field = JSON pointer): ``line_too_long``, ``text_forbidden`` (NUL, which no database
    keeps alike), ``envelope_too_deep``, ``envelope_invalid``.
    """
    if len(protected) > LINE_BYTES:
        return Problem(code="line_too_long", field="")
    if b"\\u0000" in protected:
        return Problem(code="text_forbidden", field="")
    try:
        said = _Protected.model_validate_json(protected)
    except ValidationError as error:
        return pointed("envelope_invalid", error)
    if not _is_of_our_time(said):
        return Problem(code="envelope_invalid", field="/captured", details={"fault": "time_out_of_range"})
    if _may_be_deep(protected) and depth(said.body) >= DEPTH:
        return Problem(code="envelope_too_deep", field="/body")
    return _envelope(said)


def _is_of_our_time(said: _Head) -> bool:
    """Whether a calendar can name the moment: every day that is judged later comes from this sum."""
    return YEAR_2000_MS <= said.captured.time + said.captured.offset_ms < _YEAR_2200_MS


def _may_be_deep(protected: bytes) -> bool:
    """Whether a body could reach the depth at all, were every bracket but the envelope's and the clock's inside it."""
    return protected.count(b"{") + protected.count(b"[") >= DEPTH + 2


def _envelope(said: _Head) -> Envelope:
    values = vars(said).copy()
    del values["body"]
    values["captured"] = Captured(**vars(said.captured))
    values["keys"] = None if said.keys is None else BlindKeys(**vars(said.keys))
    values["blobs"] = tuple(BlobReference(**vars(blob)) for blob in said.blobs)
    return Envelope(**values)


def read(signed: SignedEnvelope) -> ReadEnvelope | Problem:
    """Return envelope and fact of a line; the signature is still unchecked."""
    protected = signed.protected
    found = _at_once(protected) or _step_by_step(protected)
    if isinstance(found, Problem):
        return found
    envelope, fact = found
    return ReadEnvelope(signed=signed, envelope=envelope, fact=fact, sha256=digest(protected))


def _at_once(protected: bytes) -> tuple[Envelope, Fact] | None:
    """Read head and body in one pass; None where anything is unusual, so that the other way finds out what."""
    named = _SCHEMA.search(protected, 0, _SCHEMA_WITHIN)
    bearing = None if named is None else _bearing(named[1].decode())
    if bearing is None or len(protected) > LINE_BYTES or b"\\u0000" in protected or _may_be_deep(protected):
        return None
    try:
        said = bearing.model_validate_json(protected)
    except ValidationError:
        return None
    fact: Fact = said.body
    is_as_named = type_of(said.sch) is type(fact)
    return (_envelope(said), fact) if is_as_named and _is_of_our_time(said) and fault_in(fact) is None else None


def _step_by_step(protected: bytes) -> tuple[Envelope, Fact] | Problem:
    envelope = read_envelope(protected)
    if isinstance(envelope, Problem):
        return envelope
    fact = read_fact(envelope.sch, protected)
    return fact if isinstance(fact, Problem) else (envelope, fact)


def signature_to_check(
    signed: SignedEnvelope, envelope: Envelope, *, device: str, keys: Mapping[str, bytes]
) -> Check | Problem:
    """Return what must hold of an envelope: ``keys`` are the public keys of ``device`` by kid.

    Problems: ``device_mismatch`` (it speaks for another device), ``kid_unknown``.
    """
    if envelope.dev != device:
        return Problem(code="device_mismatch", field="/dev")
    key = keys.get(envelope.kid)
    if key is None:
        return Problem(code="kid_unknown", field="/kid")
    return key, signing_input(KIND, signed.protected), signed.signature


def signature_problem(
    signed: SignedEnvelope, envelope: Envelope, *, device: str, keys: Mapping[str, bytes]
) -> Problem | None:
    """Check who made one envelope. Problems: those of ``signature_to_check``, ``signature_invalid``."""
    check = signature_to_check(signed, envelope, device=device, keys=keys)
    if isinstance(check, Problem):
        return check
    return None if verify_ed25519(*check) else Problem(code="signature_invalid", field="/s")


def depth(value: Any) -> int:
    """Return how deeply lists and objects are nested; a plain value has depth 0."""
    level, nested = 0, _nested((value,))
    while nested:
        level += 1
        nested = _nested(part for one in nested for part in (one.values() if isinstance(one, dict) else one))
    return level


def _nested(values: Iterable[Any]) -> list[Any]:
    return [one for one in values if isinstance(one, dict | list | tuple)]
