"""What became of a record: the hub's verdict per envelope, and the two axes a person can look at.

Transport says where a record is; outcome says what the centre answered. The transition tables
stand in ``state``; this module only has the words.
"""

from dataclasses import dataclass
from enum import StrEnum


class Transport(StrEnum):
    """Where a fact is on its way."""

    DRAFT = "draft"
    READY = "ready"
    QUEUED = "queued"
    IN_FLIGHT = "in_flight"
    HELD = "held"
    EXPORTED = "exported"
    DELIVERED = "delivered"


class Outcome(StrEnum):
    """What the centre said of a record."""

    UNKNOWN = "unknown"
    DEFERRED = "deferred"
    POOLED = "pooled"
    DUPLICATE = "duplicate"
    NEEDS_CORRECTION = "needs_correction"
    CONFLICT = "conflict"
    QUARANTINED = "quarantined"
    ROUTED = "routed"
    APPROVED = "approved"
    CARD_CONFIRMED = "card_confirmed"
    TRANSFERRED_OUT = "transferred_out"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

    @property
    def is_final(self) -> bool:
        """Whether only a logged decision can reopen it."""
        return self in (Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.MERGED)


class VerdictKind(StrEnum):
    """The hub's answer to one envelope (``docs/protocol.md`` §3)."""

    ACCEPTED = "accepted"
    HELD = "held"
    DEFERRED = "deferred"
    DUPLICATE = "duplicate"
    NEEDS_CORRECTION = "needs_correction"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Order of what a hub says: generation of the hub, then a counter. A late answer is lower."""

    gen: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One fault the hub found: JSON pointer into the body, code, whether it only warns."""

    pointer: str
    code: str
    warn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The hub's answer to one envelope.

    ``of`` names the record it duplicates (opaque outside the subtree), ``missing`` the blobs that
    are still wanted, ``replay`` says the same bytes were there already.
    """

    env: str
    verdict: VerdictKind
    version: Version
    code: str | None = None
    replay: bool = False
    of: str | None = None
    match: str | None = None
    resolution: str | None = None
    errors: tuple[FieldError, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome:
    """What a centre-signed slice says of a record.

    ``number`` and ``status_index`` come with an approval under the central policy, ``approved_on``
    (yyyymmdd) is the committee's date, ``union`` the union it was routed to, ``reason`` the
    reviewer's sentence, ``of`` the record it was merged with.
    """

    rec: str
    outcome: Outcome
    version: Version
    number: str | None = None
    status_index: int | None = None
    approved_on: str | None = None
    union: str | None = None
    code: str | None = None
    reason: str | None = None
    of: str | None = None
    kind: str = "enrollment"
