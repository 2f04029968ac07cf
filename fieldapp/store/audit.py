"""The audit log: a chain of rows, each holding the hash of the one before, details only as keyed digests."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from fieldapp.domain.audits import AuditFault, AuditHead, AuditStanding
from fieldapp.domain.facts import FactType, SignedEnvelope
from fieldapp.domain.outcomes import Transport
from fieldapp.domain.ports import Clock
from fieldapp.store import tables

BEGINNING = "0" * 64
_NEWEST = select(tables.audit.c.n, tables.audit.c.hash).order_by(tables.audit.c.n.desc()).limit(1)
_FIELDS = ("n", "prev", "wall", "mono", "boot", "operator", "action", "subject", "details")


def row_hash(row: dict[str, Any]) -> str:
    """Return the SHA-256 over a row's values in their fixed order."""
    text = json.dumps([row[field] for field in _FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class AuditLog:
    """Appends rows inside the transaction of the act they tell of; nothing is ever changed."""

    def __init__(self, connection: Connection, clock: Clock, key: bytes) -> None:
        """Digest details under ``key`` (32 bytes), so that a guess cannot be checked without it."""
        self._connection = connection
        self._clock = clock
        self._key = key

    def head(self) -> AuditHead:
        """Return the newest row."""
        row = self._connection.execute(_NEWEST).one_or_none()
        return AuditHead(n=row.n, hash=row.hash) if row else AuditHead(n=0, hash=BEGINNING)

    def note(self, operator: str, action: str, subject: str, **details: object) -> None:
        """Add one row: who did what to which id; ``details`` (any text) leave only their digest."""
        head = self.head()
        row: dict[str, Any] = {
            "n": head.n + 1,
            "prev": head.hash,
            "wall": int(self._clock.now().timestamp() * 1000),
            "mono": int(self._clock.monotonic() * 1000),
            "boot": self._clock.boot,
            "operator": operator,
            "action": action,
            "subject": subject,
            "details": self.digest_of(details),
        }
        self._connection.execute(insert(tables.audit), {**row, "hash": row_hash(row)})

    def digest_of(self, details: dict[str, object]) -> str:
        """Return the keyed digest under which details are kept."""
        text = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def audit_fault(connection: Connection, heads: Iterable[AuditHead]) -> AuditFault | None:
    """Return the first fault of the log; None when its rows fit each other and every head that somebody keeps."""
    prev, expected = BEGINNING, 1
    hashes = {0: BEGINNING}
    for row in connection.execute(select(tables.audit).order_by(tables.audit.c.n)).mappings():
        values = dict(row)
        if values["n"] != expected or values["prev"] != prev or row_hash(values) != values["hash"]:
            return _before_a_head(AuditFault(first=expected, last=expected, why="row_changed"), heads, hashes)
        prev = hashes[expected] = values["hash"]
        expected += 1
    return _first_doubt(heads, hashes)


def _first_doubt(heads: Iterable[AuditHead], hashes: Mapping[int, str]) -> AuditFault | None:
    """Hold heads against the rows; rows between the last head that fits and the first that does not are in doubt."""
    sure, known = 0, sorted(heads, key=lambda one: one.n)
    for head in known:
        if head.n not in hashes:
            return AuditFault(first=max(sure + 1, len(hashes)), last=known[-1].n, why="rows_missing")
        if hashes[head.n] != head.hash:
            return AuditFault(first=sure + 1, last=head.n, why="rewritten")
        sure = head.n
    return None


def _before_a_head(found: AuditFault, heads: Iterable[AuditHead], hashes: Mapping[int, str]) -> AuditFault:
    """A head may doubt rows before the one that does not fit."""
    earlier = _first_doubt([head for head in heads if head.n < found.first], hashes)
    return earlier or found


def audit_heads(connection: Connection) -> tuple[SignedEnvelope, ...]:
    """Return the envelopes in which this laptop told the centre how far its log had come, oldest first."""
    told = select(tables.fact.c.protected, tables.fact.c.signature).where(tables.fact.c.kind == FactType.AUDIT_HEAD)
    rows = connection.execute(told.order_by(tables.fact.c.captured, tables.fact.c.seq))
    return tuple(SignedEnvelope(protected=bytes(row.protected), signature=bytes(row.signature)) for row in rows)


def audit_standing(connection: Connection) -> AuditStanding:
    """Return how long the log is, and what the centre knows of it."""
    fact, box = tables.fact, tables.outbox
    rows = int(connection.execute(select(func.count()).select_from(tables.audit)).scalar_one())
    last = connection.execute(
        select(fact.c.protected, fact.c.captured, box.c.state)
        .select_from(fact.join(box, box.c.env == fact.c.env))
        .where(fact.c.kind == FactType.AUDIT_HEAD)
        .order_by(fact.c.captured.desc(), fact.c.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return AuditStanding(rows=rows, told_row=0, told_at=None, is_at_centre=False)
    return AuditStanding(
        rows=rows,
        told_row=int(json.loads(last.protected)["body"]["n"]),
        told_at=datetime.fromtimestamp(last.captured / 1000, UTC),
        is_at_centre=last.state == Transport.DELIVERED,
    )
