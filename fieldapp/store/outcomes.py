"""What the centre said of records: outcomes, verdicts, recalls. Versions only rise."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from fieldapp.domain.facts import plain
from fieldapp.domain.outcomes import FieldError, Outcome, RecordOutcome, Verdict, VerdictKind, Version
from fieldapp.store import tables


def outcome_of(row: Any) -> RecordOutcome:
    """Build the outcome from a row of ``outcome``."""
    return RecordOutcome(
        rec=row.rec,
        outcome=Outcome(row.outcome),
        version=Version(row.gen, row.n),
        number=row.number,
        status_index=row.status_index,
        approved_on=row.approved_on,
        union=row.union_id,
        code=row.code,
        reason=row.reason,
        of=row.of_rec,
        kind=row.kind,
    )


def verdict_of(row: Any) -> Verdict:
    """Build the verdict from a row of ``verdict``."""
    return Verdict(
        env=row.env,
        verdict=VerdictKind(row.verdict),
        version=Version(row.gen, row.n),
        code=row.code,
        replay=row.replay,
        of=row.of_rec,
        match=row.match,
        resolution=row.resolution,
        errors=tuple(FieldError(**error) for error in json.loads(row.errors)),
        missing=tuple(json.loads(row.missing)),
    )


def _verdict_row(rec: str, said: Verdict) -> dict[str, Any]:
    return {
        "env": said.env,
        "rec": rec,
        "verdict": str(said.verdict),
        "gen": said.version.gen,
        "n": said.version.n,
        "code": said.code,
        "replay": said.replay,
        "of_rec": said.of,
        "match": said.match,
        "resolution": said.resolution,
        "errors": json.dumps(plain(said.errors)),
        "missing": json.dumps(said.missing),
    }


class Outcomes:
    """Keeps the newest word of the centre for each record and envelope."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def get(self, rec: str) -> RecordOutcome | None:
        """Return what the centre said of a record."""
        row = self._connection.execute(select(tables.outcome).where(tables.outcome.c.rec == rec)).one_or_none()
        return outcome_of(row) if row else None

    def put(self, said: RecordOutcome, arrived: int) -> bool:
        """Take over an outcome unless a newer one is known; returns whether anything moved.

        What an outcome leaves unsaid (number, status index, approval day, union) stays as it was. ``arrived`` (ms
        since 1970) is kept from the first time the centre used this word; of a purged record no sentence is kept.
        """
        known = self.get(said.rec)
        if known is not None and said.version <= known.version:
            return False
        values = {
            "rec": said.rec,
            "outcome": str(said.outcome),
            "gen": said.version.gen,
            "n": said.version.n,
            **_unsaid_stays(said, known),
            "code": said.code,
            "reason": None if self._is_purged(said.rec) else said.reason,
            "of_rec": said.of,
            "kind": said.kind,
            "arrived": self._since(known, said.outcome) or arrived,
        }
        self._connection.execute(delete(tables.outcome).where(tables.outcome.c.rec == said.rec))
        self._connection.execute(insert(tables.outcome).values(**values))
        return True

    def _since(self, known: RecordOutcome | None, word: Outcome) -> int | None:
        """Return since when the centre says this word; None when it is new."""
        if known is None or known.outcome is not word:
            return None
        found = select(tables.outcome.c.arrived).where(tables.outcome.c.rec == known.rec)
        return self._connection.execute(found).scalar_one_or_none()

    def _is_purged(self, rec: str) -> bool:
        found = select(tables.tombstone.c.rec).where(tables.tombstone.c.rec == rec)
        return self._connection.execute(found).one_or_none() is not None

    def verdict_on(self, env: str) -> Verdict | None:
        """Return the newest verdict on an envelope."""
        row = self._connection.execute(select(tables.verdict).where(tables.verdict.c.env == env)).one_or_none()
        return verdict_of(row) if row else None

    def put_verdict(self, rec: str, said: Verdict) -> bool:
        """Take over a verdict unless a newer one is known; returns whether anything moved."""
        return bool(self.put_verdicts({said.env: rec}, (said,)))

    def put_verdicts(self, recs: Mapping[str, str], said: Iterable[Verdict]) -> frozenset[str]:
        """Take over verdicts on envelopes of these records (``recs``: envelope → record), each unless a newer one is
        known; returns the envelopes of which anything moved.
        """
        table, newest = tables.verdict, {one.env: one for one in said if one.env in recs}
        here = select(table.c.env, table.c.gen, table.c.n).where(table.c.env.in_(newest))
        for row in self._connection.execute(here):
            if newest[row.env].version < Version(row.gen, row.n):
                del newest[row.env]
        if newest:
            self._connection.execute(delete(table).where(table.c.env.in_(newest)))
            self._connection.execute(insert(table), [_verdict_row(recs[one.env], one) for one in newest.values()])
        return frozenset(newest)

    def recall(self, rec: str, number: str | None, reason: str | None) -> None:
        """Remember that the card of a record must come back."""
        self._connection.execute(delete(tables.recall).where(tables.recall.c.rec == rec))
        kept = None if self._is_purged(rec) else reason
        self._connection.execute(insert(tables.recall).values(rec=rec, number=number, reason=kept))

    def withdraw_recall(self, rec: str) -> None:
        """Forget a recall (the centre approved after all)."""
        self._connection.execute(delete(tables.recall).where(tables.recall.c.rec == rec))


def _unsaid_stays(said: RecordOutcome, known: RecordOutcome | None) -> dict[str, Any]:
    before = known or said
    index = said.status_index if said.status_index is not None else before.status_index
    return {
        "number": said.number or before.number,
        "status_index": index,
        "approved_on": said.approved_on or before.approved_on,
        "union_id": said.union or before.union,
    }
