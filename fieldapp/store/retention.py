"""Purging (清除): takes out of the store whatever names a person, and leaves what later work must still find.

A purged record keeps its ids, digests, places in the chain, number, outcome and the blind index of its document, so
that duplicates, replays, counts and the centre's questions are answered as before. Its facts keep no bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, literal, or_, select, text, update

from fieldapp.domain.outcomes import Transport
from fieldapp.domain.retention import PURGED_NAME, Hold
from fieldapp.store import tables
from fieldapp.store.holds import at_centre, holds
from fieldapp.store.idle import Idle
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
    """Erases inside one transaction.

    ``erased`` names what this transaction purged: records with their revision, other things as ``class:key`` with 1.
    """

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection
        self.erased: dict[str, int] = {}
        self._idle = Idle(connection, self.erased)

    def due(self, now: int, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` records that may go, oldest first."""
        return tuple(rec for rec, hold, _since in holds(self._connection, now) if hold is Hold.DUE)[:limit]

    def _buried(self) -> tuple[str, ...]:
        """Return the records whose tombstone is not outdated."""
        stone, application = tables.tombstone, tables.application
        found = select(stone.c.rec).join(application, application.c.rec == stone.c.rec)
        return tuple(self._connection.execute(found.where(stone.c.rev >= application.c.rev)).scalars())

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
        for some in _parts(recs):
            self._strip(some)
            self._bury(some, now)
        return len(recs)

    def erase_remains(self) -> None:
        """Purge anew, under their old tombstones, the records of which a merged store has words again."""
        for some in _parts(self._buried()):
            self._strip(some)

    def _strip(self, recs: Sequence[str]) -> None:
        self._erase_papers(recs)
        self._erase_words(recs)
        self._erase_people(recs)

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
        return self._idle.erase(at_centre(self._connection, now))

    def erase_at_close(self, event: str) -> int:
        """Erase who never came (list rows that wait or have to be fixed) and the form nobody finished."""
        return self._idle.erase_at_close(event)

    def erase_again(self, ledger: Mapping[str, int], now: int) -> int:
        """Purge what an older copy of the store brought back; returns how many records and other things that were.

        A copy from before a purge holds other things that were due then, under keys nobody noted: they go, too.
        """
        again = self.erase(self._risen(ledger), now) + self._idle.erase_named(ledger)
        return again + self.erase_idle(now) if again else 0

    def tombstones(self) -> dict[str, int]:
        """Return every purged record and the revision up to which it is."""
        stone = tables.tombstone
        return {row.rec: row.rev for row in self._connection.execute(select(stone.c.rec, stone.c.rev))}

    def _risen(self, ledger: Mapping[str, int]) -> tuple[str, ...]:
        """Return which records of the ledger are here with their people (the store came from an older backup)."""
        application, stone = tables.application, tables.tombstone
        alive = (
            select(application.c.rec, application.c.rev)
            .outerjoin(stone, and_(stone.c.rec == application.c.rec, stone.c.rev >= application.c.rev))
            .where(stone.c.rec.is_(None))
        )
        return tuple(row.rec for row in self._connection.execute(alive) if row.rev <= ledger.get(row.rec, 0))


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
