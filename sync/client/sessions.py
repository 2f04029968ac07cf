"""What all steps of one round share: the peer, the offset, the tally, and how a reply is judged."""

from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fieldapp.domain.changes import Changes
from fieldapp.domain.ports import Clock, HubPeer, Ids, Signer
from fieldapp.domain.problems import Refusal
from fieldapp.messages import catalogue
from sync.client.requests import NoReply, Reply, Request
from sync.protocol.http_signature import sign_request
from sync.protocol.limits import REPLY_BYTES
from sync.protocol.problems import SYSTEMIC, read_problem

_PORTAL_STATUSES = frozenset({300, 301, 302, 303, 307, 308, 511})
_LONGEST_RETRY = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a step did not come to its end. ``status`` is None when no whole reply came."""

    code: str
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    status: int | None = None
    retry_after: int | None = None

    @property
    def stops_the_queue(self) -> bool:
        """Whether the next batch would meet the same."""
        return self.status is None or self.status in SYSTEMIC or self.code == "portal"


Step = Generator[Request, Reply | NoReply, Trouble | None]
"""One step of a round: yields requests, is sent replies, ends with what went wrong."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a round has done so far. The one thing its steps write to."""

    delivered: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    feed_items: int = 0
    parked: set[str] = field(default_factory=set)
    changes: Changes = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A peer that has shown who it is, and how much its clock is ahead of ours (ms)."""

    peer: HubPeer
    signer: Signer
    clock: Clock
    ids: Ids
    offset_ms: int

    def now_ms(self) -> int:
        """Return our wall clock in ms since 1970."""
        return int(self.clock.now().timestamp() * 1000)

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        reply_bytes: int = REPLY_BYTES,
    ) -> Request:
        """Return a signed request; ``key`` is its idempotency key, a fresh one if none is given."""
        url = self.peer.url + path
        signature = sign_request(
            method=method,
            url=url,
            body=body,
            idempotency_key=key or self.ids.new(),
            created=(self.now_ms() + self.offset_ms) // 1000,
            signer=self.signer,
        )
        return Request(
            method=method, url=url, headers={**(headers or {}), **signature}, body=body, reply_bytes=reply_bytes
        )


def judge(reply: Reply | NoReply) -> Reply | Trouble:
    """Return the reply if its status is 2xx or 304, else what is wrong with it.

    A code of the hub that our catalogue does not know becomes ``hub_refused``.
    """
    if isinstance(reply, NoReply):
        return Trouble(code=reply.code)
    if 200 <= reply.status < 300 or reply.status == 304:
        return reply
    if reply.status in _PORTAL_STATUSES:
        return Trouble(code="portal", status=reply.status)
    document = read_problem(reply.body)
    code = document.code if document is not None and document.code in catalogue() else "hub_refused"
    stated = document.retry.after if document is not None and document.retry is not None else _header_seconds(reply)
    return Trouble(
        code=code,
        details={"status": str(reply.status)},
        status=reply.status,
        retry_after=None if stated is None else min(stated, _LONGEST_RETRY),
    )


def trouble_with(refusal: Refusal) -> Trouble:
    """Return the trouble of a 2xx reply that is not what our hub would say; it always stops the queue."""
    return Trouble(code=refusal.code, details=refusal.details)


def _header_seconds(reply: Reply) -> int | None:
    text = reply.headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
