"""What the domain and the use cases need from the world, as protocols; ``fieldapp.app`` wires them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from fieldapp.domain.changes import Changes
from fieldapp.domain.facts import BlindKeys
from fieldapp.domain.id_cards import IdCard
from fieldapp.domain.ids import DeviceId
from fieldapp.domain.outcomes import Verdict, Version
from fieldapp.domain.photos import CameraView, Photo


class Clock(Protocol):
    """The time: wall clock (aware, UTC), seconds that never run back, name of this boot."""

    @property
    def boot(self) -> str: ...
    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...


class Ids(Protocol):
    """Makes UUIDv7 ids before the write, so that an unknown outcome can be looked up."""

    def new(self) -> str: ...


class Signer(Protocol):
    """Signs with the device's key; ``kid`` is the first 16 hex digits of SHA-256 of its public key."""

    @property
    def device(self) -> DeviceId: ...
    @property
    def kid(self) -> str: ...
    def sign(self, kind: str, payload: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over ``facts.signing_input(kind, payload)``."""
        ...


class BlindIndexer(Protocol):
    """Keyed digests of normalised values: the same person is found, nobody is named."""

    @property
    def version(self) -> int: ...
    @property
    def is_changing(self) -> bool:
        """Whether somebody may still be indexed under an earlier key."""
        ...

    def keys(self, *, document_no: str, phone: str, name: str, birth: str) -> BlindKeys: ...
    def document(self, document_no: str) -> str: ...
    def documents(self, document_no: str) -> tuple[str, ...]:
        """Return every index under which a number may stand here, that of the key in force first."""
        ...

    def phone(self, phone: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClaims:
    """What a UM1 code says (``docs/protocol.md``, cards): nothing but number, printed name and codes.

    ``issued`` and ``expires`` are Unix seconds; ``status_index`` is None until one was allotted.
    """

    issuer: str
    issued: int
    expires: int
    number: str
    name: str
    union: str
    status_index: int | None = None
    event: str | None = None


class CardSigner(Protocol):
    """Makes the text of a member card's QR code."""

    def card_token(self, claims: CardClaims) -> str:
        """Return ``UM1:…`` in the QR alphanumeric alphabet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """One signed envelope that waits for its verdict; ``protected`` are the exact bytes."""

    env: str
    rec: str
    inc: str
    seq: int
    protected: bytes
    signature: bytes
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class DeliveredEntry:
    """An envelope that got its verdict, and the SHA-256 (hex) of its bytes."""

    env: str
    sha256: str


class Outbox(Protocol):
    """The sender's side of the store, as the sync client needs it. Each call is whole or, after a kill, repeated."""

    def pending(self, limit: int, max_bytes: int) -> tuple[OutboxEntry, ...]:
        """Return ready or queued entries of the oldest unfinished incarnation, ascending by seq."""
        ...

    def mark_in_flight(self, batch: str, envs: tuple[str, ...]) -> None:
        """Remember which entries went out under which batch id."""
        ...

    def in_flight(self) -> Mapping[str, tuple[str, ...]]:
        """Return batches without an answer, by batch id (asked again after a crash)."""
        ...

    def requeue(self, batch: str) -> None:
        """Put a batch's entries back: time-out, 429, 5xx, or the hub never heard of it."""
        ...

    def record_verdicts(self, batch: str, verdicts: tuple[Verdict, ...]) -> Changes:
        """Apply verdicts; one with a lower version than known changes nothing."""
        ...

    def delivered(self, start: int, limit: int) -> tuple[DeliveredEntry, ...]:
        """Return delivered entries in the order of their chains, from place ``start`` (0 is the first) on."""
        ...

    def send_again(self, envs: tuple[str, ...]) -> Changes:
        """Put delivered entries back: a restored centre does not hold them any more."""
        ...

    def count_pending(self) -> int: ...
    def digest(self) -> tuple[int, str]:
        """Return count and SHA-256 over the sorted (env, outcome version) of what was delivered."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One thing a centre-signed slice brings: kind (outcome, lease, …) and its JSON body."""

    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSlice:
    """A verified piece of this device's feed: items after ``start`` up to ``end`` of a generation."""

    gen: int
    start: int
    end: int
    items: tuple[FeedItem, ...]


class Feed(Protocol):
    """The receiver's side of the store. Only verified slices of the centre come here."""

    def cursor(self) -> Version:
        """Return (gen, n) up to which the feed was applied."""
        ...

    def apply(self, piece: FeedSlice) -> Changes:
        """Apply items and move the cursor in one commit; a slice that overlaps is no harm."""
        ...

    def replace(self, set_name: str, etag: str, body: Mapping[str, Any]) -> Changes:
        """Take over a signed reference set (organisations, codes, trust)."""
        ...

    def etag(self, set_name: str) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HubPeer:
    """What the laptop knows of its centre: address and the key fingerprint it pinned."""

    url: str
    key: bytes
    kid: str
    server: str
    gen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioning:
    """What a hub gives a device that enrolled (``POST /v1/devices``), already verified and opened.

    ``certificate`` and ``card_certificate`` are signed objects as received; ``blind_key`` (32
    bytes) replaces the local random one under version ``blind_version``.
    """

    peer: HubPeer
    certificate: Mapping[str, Any]
    blind_key: bytes
    blind_version: int
    desk_key: bytes
    trust: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]
    leases: tuple[Mapping[str, Any], ...]
    organisations: tuple[Mapping[str, Any], ...]
    card_certificate: Mapping[str, Any] | None = None


class Enrolment(Protocol):
    """Where the client finds its peer and keeps what provisioning brought. Each call is one commit."""

    def peer(self) -> HubPeer | None: ...
    def provision(self, provisioning: Provisioning) -> Changes: ...
    def server_time(self, offset_ms: int, gen: int) -> None:
        """Keep the last known offset to the centre's clock and its generation."""
        ...


class Camera(Protocol):
    """One camera, opened by the first look. Calls block and may come from any thread, one after the other.

    ``KnownError`` ``camera_not_opened``, ``camera_silent`` or ``camera_lost`` when it fails; it is
    of no use then, and another one is made.
    """

    def look(self, *, reads_codes: bool = False) -> CameraView:
        """Return what the camera sees now; with ``reads_codes`` the texts of QR codes too."""
        ...

    def take(self, view: CameraView) -> Photo:
        """Return the photo that one of the last two looks showed, cropped to the card's proportion."""
        ...

    def close(self) -> None:
        """Switch it off; never blocks, and may be called while another thread waits for a look."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLook:
    """One look at the reader: nothing, a card, one that must be taken away first, or why it could not be read."""

    card: IdCard | None = None
    must_leave: bool = False
    trouble: str = ""


class IdReader(Protocol):
    """One ID-card reader, opened by the first look. Calls block and come from any thread, one after the other.

    ``KnownError`` ``reader_not_opened``, ``reader_silent``, ``reader_failed`` or ``reader_lost``; it is of no use then.
    """

    def look(self) -> CardLook:
        """Return what lies on the reader now; a card is returned once."""
        ...

    def close(self) -> None:
        """Let go of the port; never blocks."""
        ...
