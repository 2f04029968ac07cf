"""The receiver's side: verified slices, reference sets and provisioning. A call is one commit,
but a slice comes in several short ones, its cursor with the last.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.outcomes import Version
from fieldapp.domain.ports import FeedItem, FeedSlice, HubPeer, Provisioning
from fieldapp.store import key_changes, tables
from fieldapp.store.arrivals import ARRIVALS, take_card_certificate, take_event, take_lease, take_set
from fieldapp.store.soundness import sound
from fieldapp.store.stores import Store
from fieldapp.store.unit_of_work import NOTHING, UnitOfWork

DESK_KEY = "desk_key"
_PIECE = 10
"""Items in one commit: what takes no longer than somebody who presses F10 meanwhile would notice."""
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


class StoreFeed:
    """Implements ``ports.Feed`` over the store."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store

    def cursor(self) -> Version:
        """Return how far the feed was applied; (0, 0) at the beginning."""
        with self._store.database.reading() as connection:
            row = connection.execute(select(tables.feed_cursor)).one_or_none()
        return Version(row.gen, row.n) if row else Version(0, 0)

    def apply(self, piece: FeedSlice) -> Changes:
        """Apply a slice and move the cursor; what is unknown or unreadable is quarantined, never dropped.

        A slice that the cursor has passed changes nothing; items before the cursor are harmless,
        because outcomes only rise and everything else replaces itself. That is why it may come in short
        commits, the cursor with the last: nobody at the desk waits for a whole slice.
        """
        if Version(piece.gen, piece.end) <= self.cursor():
            return NOTHING
        changes: set[Topic] = set()
        numbered = list(enumerate(piece.items))
        for start in range(0, max(len(numbered), 1), _PIECE):
            with self._store.transaction() as work:
                for position, item in numbered[start : start + _PIECE]:
                    changes |= _take(work.uow, piece, position, item)
                if start + _PIECE >= len(numbered):
                    _move_cursor(work.uow, Version(piece.gen, piece.end))
                work.keep()
        return frozenset(changes)

    def replace(self, set_name: str, etag: str, body: Mapping[str, Any]) -> Changes:
        """Take over a signed reference set; raises ``ValueError`` for one that cannot be read, and keeps the old."""
        table = tables.reference
        with self._store.transaction() as work:
            try:
                changes = take_set(work.uow, set_name, sound(body))
            except _UNREADABLE as error:
                raise ValueError("the reference set cannot be read") from error
            work.uow.connection.execute(delete(table).where(table.c.name == set_name))
            work.uow.connection.execute(insert(table).values(name=set_name, etag=etag, body=_kept_body(set_name, body)))
            work.keep()
        return changes

    def etag(self, set_name: str) -> str | None:
        """Return the version of a reference set that is here."""
        table = tables.reference
        with self._store.database.reading() as connection:
            return connection.execute(select(table.c.etag).where(table.c.name == set_name)).scalar_one_or_none()


def _kept_body(name: str, body: Mapping[str, Any]) -> str:
    """Return the set as text; sets that have their own table are not kept twice."""
    own_table = name in ("organisations", "delegations", "members")
    return "" if own_table else json.dumps(dict(body), ensure_ascii=False)


def _take(uow: UnitOfWork, piece: FeedSlice, position: int, item: FeedItem) -> Changes:
    arrival = ARRIVALS.get(item.kind)
    if arrival is None:
        return _quarantine(uow, piece, position, item, "unknown_kind")
    try:
        with uow.connection.begin_nested():
            return arrival(uow, sound(item.body))
    except _UNREADABLE:
        return _quarantine(uow, piece, position, item, "unreadable")


def _quarantine(uow: UnitOfWork, piece: FeedSlice, position: int, item: FeedItem, why: str) -> Changes:
    table = tables.feed_quarantine
    key = {"gen": piece.gen, "start": piece.start, "position": position}
    known = select(table.c.id).where(*(table.c[name] == value for name, value in key.items()))
    if uow.connection.execute(known).one_or_none() is None:
        body = json.dumps(dict(item.body), default=str)
        uow.connection.execute(insert(table).values(**key, kind=item.kind, why=why, body=body))
    return frozenset({Topic.OUTCOMES})


def _move_cursor(uow: UnitOfWork, version: Version) -> None:
    table = tables.feed_cursor
    values = {"gen": version.gen, "n": version.n}
    if uow.connection.execute(update(table).values(**values)).rowcount == 0:
        uow.connection.execute(insert(table).values(id=1, **values))


class StoreEnrolment:
    """Implements ``ports.Enrolment`` over the store."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store

    def peer(self) -> HubPeer | None:
        """Return the centre this laptop is enrolled with."""
        with self._store.database.reading() as connection:
            row = connection.execute(select(tables.peer)).one_or_none()
        return HubPeer(url=row.url, key=bytes(row.key), kid=row.kid, server=row.server, gen=row.gen) if row else None

    def provision(self, provisioning: Provisioning) -> Changes:
        """Keep what the centre gave in one commit; its key is in force then.

        Whoever was here before is found by the earlier key until ``Store.index_again`` has come to them.
        """
        with self._store.transaction() as work:
            key_changes.begin(work.uow.secrets, provisioning.blind_key, provisioning.blind_version)
            work.uow.secrets.put(DESK_KEY, provisioning.desk_key)
            _keep_peer(work.uow, provisioning.peer)
            _keep_gifts(work.uow, provisioning)
            work.keep()
        self._store.renew_keys()
        return frozenset(Topic)

    def server_time(self, offset_ms: int, gen: int) -> None:
        """Keep the last known offset to the centre's clock, its generation, and that it was reached now."""
        with self._store.transaction() as work:
            values = {"offset_ms": offset_ms, "gen": gen, "last_sync": work.uow.milliseconds()}
            work.uow.connection.execute(update(tables.peer).values(**values))
            work.keep()


def _keep_peer(uow: UnitOfWork, peer: HubPeer) -> None:
    uow.connection.execute(delete(tables.peer))
    uow.connection.execute(
        insert(tables.peer).values(
            id=1, url=peer.url, key=peer.key, kid=peer.kid, server=peer.server, gen=peer.gen, offset_ms=0
        )
    )


def _keep_gifts(uow: UnitOfWork, provisioning: Provisioning) -> None:
    signed = {"certificate": provisioning.certificate, "trust": provisioning.trust}
    for name, body in signed.items():
        table = tables.signed_object
        uow.connection.execute(delete(table).where(table.c.name == name))
        uow.connection.execute(insert(table).values(name=name, body=json.dumps(dict(body), ensure_ascii=False)))
    if provisioning.card_certificate is not None:
        take_card_certificate(uow, provisioning.card_certificate)
    for event in provisioning.events:
        take_event(uow, event)
    for lease in provisioning.leases:
        take_lease(uow, lease)
    if provisioning.organisations:
        take_set(uow, "organisations", {"items": list(provisioning.organisations)})
