"""The sender's side for the sync client: what waits, what is on its way, what the hub said. A call is one commit,
and one that takes longer (verdicts) several short ones that a kill in between only lets come again.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.outcomes import Transport, Verdict, VerdictKind
from fieldapp.domain.ports import DeliveredEntry, OutboxEntry
from fieldapp.store import tables
from fieldapp.store.stores import Store

_WAITING = (str(Transport.READY), str(Transport.QUEUED))
_TO_SEND = {
    VerdictKind.HELD: Transport.HELD,
    VerdictKind.DEFERRED: Transport.QUEUED,
}
"""Where a verdict leaves an envelope; every other verdict is an answer: delivered."""
_MOST_NAMED = 500
_PIECE = 50
"""Verdicts in one commit: what takes no longer than somebody who presses F10 meanwhile would notice."""
_MARGIN = 150
"""Bytes that a line on the wire adds to its protected part, escapes apart."""


class StoreOutbox:
    """Implements ``ports.Outbox`` over the store."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store

    def pending(self, limit: int, max_bytes: int) -> tuple[OutboxEntry, ...]:
        """Return waiting entries of the oldest unfinished incarnation, ascending; at least one if any waits."""
        with self._store.database.reading() as connection:
            oldest = self._oldest_incarnation(connection)
            rows = connection.execute(_entries(oldest).limit(limit)).all() if oldest else []
        taken, size = list[OutboxEntry](), 0
        for row in rows:
            size += row.size + _MARGIN
            if taken and size > max_bytes:
                break
            taken.append(_entry(row))
        return tuple(taken)

    def _oldest_incarnation(self, connection: Connection) -> str | None:
        box, inc = tables.outbox, tables.incarnation
        oldest = (
            select(inc.c.inc)
            .where(select(box.c.env).where(box.c.inc == inc.c.inc, box.c.state.in_(_WAITING)).exists())
            .order_by(inc.c.n)
            .limit(1)
        )
        return connection.execute(oldest).scalar_one_or_none()

    def mark_in_flight(self, batch: str, envs: tuple[str, ...]) -> None:
        """Remember which entries went out under which batch id."""
        box = tables.outbox
        values: dict[str, Any] = {"state": str(Transport.IN_FLIGHT), "batch": batch, "attempts": box.c.attempts + 1}
        with self._store.transaction() as work:
            work.uow.connection.execute(update(box).where(box.c.env.in_(envs)).values(**values))
            work.keep()

    def in_flight(self) -> Mapping[str, tuple[str, ...]]:
        """Return batches without an answer."""
        box = tables.outbox
        found: dict[str, list[str]] = {}
        with self._store.database.reading() as connection:
            on_the_way = (
                select(box.c.batch, box.c.env).where(box.c.state == str(Transport.IN_FLIGHT)).order_by(box.c.seq)
            )
            for row in connection.execute(on_the_way):
                found.setdefault(row.batch, []).append(row.env)
        return {batch: tuple(envs) for batch, envs in found.items()}

    def requeue(self, batch: str) -> None:
        """Put a batch's entries back."""
        box = tables.outbox
        with self._store.transaction() as work:
            work.uow.connection.execute(
                update(box)
                .where(box.c.batch == batch, box.c.state == str(Transport.IN_FLIGHT))
                .values(state=str(Transport.QUEUED), batch=None)
            )
            work.keep()

    def record_verdicts(self, batch: str, verdicts: tuple[Verdict, ...]) -> Changes:
        """Apply verdicts; entries of the batch that none names are queued again.

        The verdicts come in short commits, so that nobody at the desk waits for all of them; the batch stays in
        flight until the last commit moves all of its entries, so that a kill in between only asks for it again.
        """
        box = tables.outbox
        moved: dict[str, list[str]] = {}
        for start in range(0, len(verdicts), _PIECE):
            piece = verdicts[start : start + _PIECE]
            with self._store.transaction() as work:
                recs = _records_of(work.uow.connection, [one.env for one in piece])
                taken = work.uow.outcomes.put_verdicts(recs, piece)
                work.keep()
            for one in piece:
                if one.env in taken:
                    moved.setdefault(str(_TO_SEND.get(one.verdict, Transport.DELIVERED)), []).append(one.env)
        with self._store.transaction() as work:
            for state, envs in moved.items():
                work.uow.connection.execute(update(box).where(box.c.env.in_(envs)).values(state=state, batch=None))
            left = (box.c.batch == batch) & (box.c.state == str(Transport.IN_FLIGHT))
            work.uow.connection.execute(update(box).where(left).values(state=str(Transport.QUEUED), batch=None))
            work.keep()
        return frozenset({Topic.OUTBOX, Topic.OUTCOMES})

    def delivered(self, start: int, limit: int) -> tuple[DeliveredEntry, ...]:
        """Return delivered entries in the order of their chains, from place ``start`` on."""
        box, fact = tables.outbox, tables.fact
        answered = (
            select(fact.c.env, fact.c.sha256)
            .select_from(box.join(fact, fact.c.env == box.c.env))
            .where(box.c.state == str(Transport.DELIVERED))
            .order_by(fact.c.inc, fact.c.seq)
        )
        with self._store.database.reading() as connection:
            return tuple(DeliveredEntry(*row) for row in connection.execute(answered.limit(limit).offset(start)))

    def send_again(self, envs: tuple[str, ...]) -> Changes:
        """Put delivered entries back into the queue; of purged ones no bytes are left to send.

        Those stand in a checked backup of the centre (``store.holds``), so that it does not lack them.
        """
        box, fact = tables.outbox, tables.fact
        purged = select(fact.c.env).where(fact.c.protected == b"")
        with self._store.transaction() as work:
            for start in range(0, len(envs), _MOST_NAMED):
                named = box.c.env.in_(envs[start : start + _MOST_NAMED]) & (box.c.state == str(Transport.DELIVERED))
                named &= box.c.env.not_in(purged)
                work.uow.connection.execute(update(box).where(named).values(state=str(Transport.QUEUED), batch=None))
            work.keep()
        return frozenset({Topic.OUTBOX})

    def count_pending(self) -> int:
        """Return how many entries are not delivered yet, those on their way included."""
        box = tables.outbox
        on_the_way = (*_WAITING, str(Transport.IN_FLIGHT))
        with self._store.database.reading() as connection:
            counted = select(func.count()).select_from(box).where(box.c.state.in_(on_the_way))
            return int(connection.execute(counted).scalar_one())

    def digest(self) -> tuple[int, str]:
        """Return count and SHA-256 over the sorted (env, outcome version) of what was delivered."""
        box, fact, outcome = tables.outbox, tables.fact, tables.outcome
        delivered = (
            select(box.c.env, outcome.c.gen, outcome.c.n)
            .select_from(box.join(fact, fact.c.env == box.c.env).outerjoin(outcome, outcome.c.rec == fact.c.rec))
            .where(box.c.state == str(Transport.DELIVERED))
            .order_by(box.c.env)
        )
        sha256, count = hashlib.sha256(), 0
        with self._store.database.reading() as connection:
            for row in connection.execute(delivered):
                sha256.update(f"{row.env} {row.gen or 0}.{row.n or 0}\n".encode())
                count += 1
        return count, sha256.hexdigest()


def _records_of(connection: Connection, envs: list[str]) -> dict[str, str]:
    fact = tables.fact
    found = select(fact.c.env, fact.c.rec).where(fact.c.env.in_(envs))
    return {row.env: row.rec for row in connection.execute(found)}


def _entries(inc: str) -> Any:
    box, fact = tables.outbox, tables.fact
    return (
        select(
            fact.c.env,
            fact.c.rec,
            fact.c.inc,
            fact.c.seq,
            fact.c.protected,
            fact.c.signature,
            box.c.attempts,
            box.c.size,
        )
        .select_from(box.join(fact, fact.c.env == box.c.env))
        .where(box.c.inc == inc, box.c.state.in_(_WAITING))
        .order_by(box.c.seq)
    )


def _entry(row: Any) -> OutboxEntry:
    return OutboxEntry(
        env=row.env,
        rec=row.rec,
        inc=row.inc,
        seq=row.seq,
        protected=bytes(row.protected),
        signature=bytes(row.signature),
        attempts=row.attempts,
    )
