"""The log of facts: gives each its place in the chain, signs it, and keeps the exact bytes with its outbox row."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from fieldapp.domain.facts import (
    BlindKeys,
    BlobReference,
    Captured,
    Envelope,
    Fact,
    body_of,
    chain_link,
    digest,
    protected_bytes,
)
from fieldapp.domain.ids import EventId, IncarnationId, OperatorId
from fieldapp.domain.outcomes import Transport
from fieldapp.domain.ports import Clock, Signer
from fieldapp.errors import BugError
from fieldapp.store import tables

SIGNED_KIND = "envelope"
_RUNNING = (
    select(
        tables.incarnation.c.n,
        tables.incarnation.c.inc,
        tables.incarnation.c.seq,
        tables.incarnation.c.head,
        tables.incarnation.c.hlc,
    )
    .order_by(tables.incarnation.c.n.desc())
    .limit(1)
)
_MOVE_CHAIN = update(tables.incarnation).where(tables.incarnation.c.n == bindparam("running"))
_PLACE = _RUNNING.add_columns(select(tables.peer.c.offset_ms).scalar_subquery().label("offset_ms"))
"""Where the chain stands, and the last known distance to the centre's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A fact before it has its place in the chain.

    ``env`` was made before the write. Without ``rec`` the fact begins a record of its own; with it,
    ``rev`` and ``base`` are those of the record's newest fact, which this one builds on.
    """

    env: str
    fact: Fact
    event: EventId | None
    operator: OperatorId
    rec: str | None = None
    rev: int = 0
    base: str | None = None
    keys: BlindKeys | None = None
    no: str | None = None
    lease: str | None = None
    card: str | None = None
    blobs: tuple[BlobReference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where an assertion ended up; ``sha256`` is the base of the record's next fact, ``captured`` ms since 1970."""

    env: str
    rec: str
    rev: int
    sha256: str
    seq: int
    captured: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The running incarnation: last sequence number, link to its newest envelope, last logical time."""

    n: int
    inc: IncarnationId
    seq: int
    head: str | None
    hlc: int


def running_chain(connection: Connection) -> Chain | None:
    """Return the newest incarnation; None in a store that has none yet."""
    row = connection.execute(_RUNNING).one_or_none()
    return _chain_of(row) if row else None


def _chain_of(row: Any) -> Chain:
    return Chain(n=row.n, inc=IncarnationId(row.inc), seq=row.seq, head=row.head, hlc=row.hlc)


class FactLog:
    """Appends facts inside one transaction. ``written`` names what this transaction asserted.

    ``is_moved``: the chain stands elsewhere than when the transaction began.
    """

    def __init__(self, connection: Connection, signer: Signer, clock: Clock) -> None:
        """Write through ``connection``."""
        self._connection = connection
        self._signer = signer
        self._clock = clock
        self._chain: Chain | None = None
        self._offset_ms = 0
        self.written: list[str] = []
        self.is_moved = False

    def chain(self) -> Chain:
        """Return the running incarnation; a store without one is a mistake of ours.

        Read once: while this transaction lives nobody else moves it.
        """
        if self._chain is None:
            row = self._connection.execute(_PLACE).one_or_none()
            if row is None:
                raise BugError("no incarnation was begun")
            self._chain, self._offset_ms = _chain_of(row), row.offset_ms or 0
        return self._chain

    def forget_after(self, written: int) -> None:
        """What came after the first so many facts of this transaction was taken back."""
        del self.written[written:]
        self._chain = None

    def begin_incarnation(self, inc: str, why: str) -> None:
        """Start a new life of the store: sequence numbers count from 1 again under another name."""
        chain, self._chain = running_chain(self._connection), None
        now = self._now()
        self.is_moved = True
        self._connection.execute(
            insert(tables.incarnation).values(
                inc=inc, why=why, began=now, seq=0, head=None, hlc=chain.hlc if chain else 0
            )
        )

    def append(self, assertion: Assertion) -> Written:
        """Sign one fact into the chain and queue it for the centre."""
        chain = self.chain()
        captured = self._now()
        schema, body = body_of(assertion.fact)
        envelope = self._envelope(assertion, schema, chain, captured)
        protected = protected_bytes(envelope, body)
        signature = self._signer.sign(SIGNED_KIND, protected)
        sha256 = digest(protected)
        self._keep(envelope, protected, signature, sha256)
        self._chain = replace(chain, seq=envelope.seq, head=chain_link(protected), hlc=envelope.hlc)
        moved = {"seq": self._chain.seq, "head": self._chain.head, "hlc": self._chain.hlc}
        self._connection.execute(_MOVE_CHAIN, {**moved, "running": chain.n})
        self.written.append(envelope.env)
        self.is_moved = True
        return Written(
            env=envelope.env, rec=envelope.rec, rev=envelope.rev, sha256=sha256, seq=envelope.seq, captured=captured
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _envelope(self, assertion: Assertion, schema: str, chain: Chain, captured: int) -> Envelope:
        return Envelope(
            sch=schema,
            env=assertion.env,
            rec=assertion.rec or assertion.env,
            rev=assertion.rev + 1,
            base=assertion.base,
            dev=self._signer.device,
            inc=chain.inc,
            seq=chain.seq + 1,
            prev=chain.head,
            kid=self._signer.kid,
            hlc=max(chain.hlc + 1, captured),
            ev=assertion.event,
            op=assertion.operator,
            keys=assertion.keys,
            no=assertion.no,
            lease=assertion.lease,
            card=assertion.card,
            blobs=assertion.blobs,
            captured=Captured(time=captured, offset_ms=self._offset_ms, mono=int(self._clock.monotonic() * 1000)),
        )

    def _keep(self, envelope: Envelope, protected: bytes, signature: bytes, sha256: str) -> None:
        common: dict[str, Any] = {"env": envelope.env, "inc": envelope.inc, "seq": envelope.seq}
        row = {
            "rec": envelope.rec,
            "rev": envelope.rev,
            "kind": str(envelope.type),
            "event": envelope.ev,
            "operator": envelope.op,
            "captured": envelope.captured.time,
            "sha256": sha256,
            "protected": protected,
            "signature": signature,
        }
        self._connection.execute(insert(tables.fact), {**common, **row})
        waiting = {"size": len(protected), "state": str(Transport.READY), "attempts": 0}
        self._connection.execute(insert(tables.outbox), {**common, **waiting})

    def contains(self, env: str) -> bool:
        """Whether a fact stands in the log."""
        found = select(func.count()).select_from(tables.fact).where(tables.fact.c.env == env)
        return bool(self._connection.execute(found).scalar_one())

    def has_left(self, rec: str) -> bool:
        """Whether any fact of a record may already have been seen outside this laptop."""
        home = (str(Transport.READY), str(Transport.QUEUED))
        left = (
            select(func.count())
            .select_from(tables.outbox.join(tables.fact, tables.fact.c.env == tables.outbox.c.env))
            .where(tables.fact.c.rec == rec, (tables.outbox.c.state.not_in(home)) | (tables.outbox.c.attempts > 0))
        )
        return bool(self._connection.execute(left).scalar_one())
