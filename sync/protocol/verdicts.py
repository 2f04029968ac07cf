"""The hub's answer to a batch: one verdict per line, in the order of the lines, signed as ``answer``.

A line that could not be read has an empty ``env`` there; its sender knows by the position which one
it was. The stored answer is given again, byte for byte, whenever somebody asks for the batch.
"""

from typing import Annotated

from pydantic import Field

from fieldapp.domain.outcomes import FieldError, Verdict, VerdictKind, Version
from sync.protocol.messages import Message
from sync.protocol.numbers import Count, HubTime
from sync.protocol.texts import Hex16, Hex64, ShortText, Uuid

KIND = "answer"


class VersionMessage(Message):
    """(gen, n): generation of the hub, then a counter."""

    gen: Count
    n: Count


class FieldErrorMessage(Message):
    """One fault the hub found in a body."""

    pointer: ShortText
    code: ShortText
    warn: bool = False


class VerdictMessage(Message):
    """One verdict as it travels."""

    env: Annotated[str, Field(max_length=36)]
    verdict: VerdictKind
    version: VersionMessage
    code: ShortText | None = None
    replay: bool = False
    of: ShortText | None = None
    match: ShortText | None = None
    resolution: ShortText | None = None
    errors: tuple[FieldErrorMessage, ...] = ()
    missing: tuple[Hex64, ...] = ()


class BatchAnswer(Message):
    """Everything a hub says of one batch. ``time`` is its clock in ms since 1970."""

    batch: Uuid
    server: Hex16
    gen: Count
    time: HubTime
    verdicts: tuple[VerdictMessage, ...]


def to_message(verdict: Verdict) -> VerdictMessage:
    """Put a verdict of the domain into its travelling clothes."""
    return VerdictMessage(
        env=verdict.env,
        verdict=verdict.verdict,
        version=VersionMessage(gen=verdict.version.gen, n=verdict.version.n),
        code=verdict.code,
        replay=verdict.replay,
        of=verdict.of,
        match=verdict.match,
        resolution=verdict.resolution,
        errors=tuple(FieldErrorMessage(pointer=e.pointer, code=e.code, warn=e.warn) for e in verdict.errors),
        missing=verdict.missing,
    )


def from_message(message: VerdictMessage) -> Verdict:
    """Return the verdict of the domain."""
    return Verdict(
        env=message.env,
        verdict=message.verdict,
        version=Version(message.version.gen, message.version.n),
        code=message.code,
        replay=message.replay,
        of=message.of,
        match=message.match,
        resolution=message.resolution,
        errors=tuple(FieldError(pointer=e.pointer, code=e.code, warn=e.warn) for e in message.errors),
        missing=message.missing,
    )
