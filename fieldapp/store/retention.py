"""Purging (清除): takes out of the store whatever names a person, and leaves what later work must still find.

A purged record keeps its ids, digests, places in the chain, number, outcome and the blind index of its document, so
that duplicates, replays, counts and the centre's questions are answered as before. Its facts keep no bytes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, literal, or_, select, text, update

from fieldapp.domain.outcomes import Transport
from fieldapp.domain.retention import PURGED_NAME, Hold
from fieldapp.domain.views import RosterRowState
from fieldapp.store import tables
from fieldapp.store.holds import (
    at_centre,
    holds,
    loose_blobs,
    old_attachments,
    old_drafts,
    old_gifts,
    old_intentions,
    old_rows,
)
from fieldapp.store.rosters import ERASED

_AT_ONCE = 500
"""Ids in one statement."""
_NOBODY: Mapping[str, Any] = {
    "name": PURGED_NAME,
    "document_no": "",
    "phone": "",
    "sex": None,
    "birth": None,
    "ethnicity": None,
    "migrant": None,
    "employer": None,
    "tail": "",
    "phone_tail": "",
}
_FORGET = text("DELETE FROM search_person WHERE rowid = (SELECT n FROM person WHERE id = :person)")


class Retention:
    """Erases inside one transaction. ``erased`` names the records this transaction purged, with their revision."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection
        self.erased: dict[str, int] = {}

    def due(self, now: int, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` records that may go, oldest first."""
        return tuple(rec for rec, hold, _since in holds(self._connection, now) if hold is Hold.DUE)[:limit]

    def is_purged(self, rec: str) -> bool:
        """Whether nothing of a record's person is here; one that went on since holds a person again."""
        stone, application = tables.tombstone, tables.application
        found = (
            select(stone.c.rec)
            .join(application, application.c.rec == stone.c.rec)
            .where(stone.c.rec == rec, stone.c.rev >= application.c.rev)
        )
        return self._connection.execute(found).one_or_none() is not None

    def erase(self, recs: Sequence[str], now: int) -> int:
        """Purge records and everything that hangs on them; returns how many there were."""
        for start in range(0, len(recs), _AT_ONCE):
            some = recs[start : start + _AT_ONCE]
            self._erase_papers(some)
            self._erase_words(some)
            self._erase_people(some)
            self._bury(some, now)
        return len(recs)

    def _run(self, statement: Any) -> int:
        return int(self._connection.execute(statement).rowcount)

    def _erase_papers(self, recs: Sequence[str]) -> None:
        fact, box = tables.fact, tables.outbox
        self._run(update(fact).where(fact.c.rec.in_(recs)).values(protected=b"", signature=b""))
        # a store from an older backup may think that they still have to be sent
        sent = select(fact.c.env).where(fact.c.rec.in_(recs))
        self._run(update(box).where(box.c.env.in_(sent)).values(state=str(Transport.DELIVERED), batch=None))
        self._run(delete(tables.photo).where(tables.photo.c.rec.in_(recs)))
        self._run(delete(tables.blob).where(tables.blob.c.rec.in_(recs)))

    def _erase_words(self, recs: Sequence[str]) -> None:
        """Free words and lists in which the person may stand."""
        row, wish = tables.roster_row, tables.intention
        self._run(update(row).where(row.c.rec.in_(recs)).values(**ERASED))
        self._run(update(wish).where(wish.c.rec.in_(recs)).values(name="", phone="", note=""))
        reasons = (
            (tables.application, {"transfer_reason": None}),
            (tables.print_job, {"reason": None}),
            (tables.handout, {"proxy": None}),
            (tables.outcome, {"reason": None}),
            (tables.recall, {"reason": None}),
        )
        for table, values in reasons:
            said = [table.c[name].is_not(None) for name in values]
            self._run(update(table).where(table.c.rec.in_(recs), or_(*said)).values(**values))
        gift = tables.handout  # that there was an override stays: it keeps the rule of once apart from the exception
        self._run(update(gift).where(gift.c.rec.in_(recs), gift.c.override.is_not(None)).values(override=""))
        quarantine = tables.feed_quarantine
        speaks_of = func.json_extract(quarantine.c.body, "$.rec").in_(recs)
        self._run(update(quarantine).where(func.json_valid(quarantine.c.body) == 1, speaks_of).values(body="{}"))

    def _erase_people(self, recs: Sequence[str]) -> None:
        person, key, application = tables.person, tables.person_key, tables.application
        found = select(application.c.person).where(application.c.rec.in_(recs)).distinct()
        people = list(self._connection.execute(found).scalars())
        self._connection.execute(_FORGET, [{"person": one} for one in people])
        self._run(update(person).where(person.c.id.in_(people)).values(**_NOBODY))
        self._run(update(key).where(key.c.person.in_(people)).values(ph="", nb=""))

    def _bury(self, recs: Sequence[str], now: int) -> None:
        stone, application, outcome = tables.tombstone, tables.application, tables.outcome
        self._run(delete(stone).where(stone.c.rec.in_(recs)))
        found = (
            select(application.c.rec, application.c.rev, func.coalesce(outcome.c.outcome, ""), literal(now))
            .outerjoin(outcome, outcome.c.rec == application.c.rec)
            .where(application.c.rec.in_(recs))
        )
        self._run(insert(stone).from_select(["rec", "rev", "outcome", "purged"], found))
        buried = select(stone.c.rec, stone.c.rev).where(stone.c.rec.in_(recs))
        self.erased.update({row.rec: row.rev for row in self._connection.execute(buried)})

    def erase_idle(self, now: int) -> int:
        """Take away what is over a term of its own; returns how many things went."""
        aged = at_centre(self._connection, now)
        steps = (self._drafts, self._intentions, self._rosters, self._attachments, self._gifts)
        return sum(step(aged) for step in steps)

    def _drafts(self, now: int) -> int:
        gone = self._run(delete(tables.blob).where(loose_blobs(now)))
        return gone + self._run(delete(tables.draft).where(old_drafts(now)))

    def _intentions(self, now: int) -> int:
        return self._run(update(tables.intention).where(old_intentions(now)).values(name="", phone="", note=""))

    def _rosters(self, now: int) -> int:
        """Rows that became nothing are purged; those that became a record only lose their copy of it."""
        row, old = tables.roster_row, old_rows(now)
        gone = self._run(update(row).where(old, row.c.rec.is_(None)).values(state=str(RosterRowState.PURGED), **ERASED))
        return gone + self._run(update(row).where(old).values(**ERASED))

    def _attachments(self, now: int) -> int:
        blob, photo = tables.blob, tables.photo
        old = list(self._connection.execute(select(blob.c.sha256).where(old_attachments(now))).scalars())
        self._run(delete(photo).where(photo.c.sha256.in_(old)))
        return self._run(delete(blob).where(blob.c.sha256.in_(old)))

    def _gifts(self, now: int) -> int:
        gift, fact = tables.member_handout, tables.fact
        old = list(self._connection.execute(select(gift.c.env).where(old_gifts(now))).scalars())
        self._run(update(fact).where(fact.c.env.in_(old)).values(protected=b"", signature=b""))
        return self._run(update(gift).where(gift.c.env.in_(old)).values(name=PURGED_NAME, proxy=None))

    def tombstones(self) -> dict[str, int]:
        """Return every purged record and the revision up to which it is."""
        stone = tables.tombstone
        return {row.rec: row.rev for row in self._connection.execute(select(stone.c.rec, stone.c.rev))}

    def risen(self, ledger: Mapping[str, int]) -> tuple[str, ...]:
        """Return which records of the ledger are here with their people (the store came from an older backup)."""
        application, stone = tables.application, tables.tombstone
        alive = (
            select(application.c.rec, application.c.rev)
            .outerjoin(stone, and_(stone.c.rec == application.c.rec, stone.c.rev >= application.c.rev))
            .where(stone.c.rec.is_(None))
        )
        return tuple(row.rec for row in self._connection.execute(alive) if row.rev <= ledger.get(row.rec, 0))
