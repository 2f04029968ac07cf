"""民族 for the statistics: read out of the facts when the table is made, kept in no column of its own.

Only where the profile of a province asks for it. A record says what its chain says, corrections and what was taken
back included (``record_chains``); of several records of one membership the one that spoke last counts.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy.engine import Connection

from fieldapp.domain.record_chains import Rank, chains, unique
from sync.hub.services.gathering import reread
from sync.hub.store import envelopes
from sync.hub.store.envelopes import StoredEnvelope, chunks

FIELD = "ethnicity"
_STATED = f'"{FIELD}"'.encode()


def stated(connection: Connection, records: Mapping[str, str]) -> dict[str, str]:
    """Return membership → code of GB/T 3304, for ``records`` (record → membership); who stated none is left out."""
    newest: dict[str, tuple[Rank, str]] = {}
    for some in chunks(records):
        for rec, said in _said(envelopes.of_records(connection, some)):
            member = records[rec]
            newest[member] = max(newest.get(member, said), said)
    return {member: code for member, (_rank, code) in newest.items()}


def _said(rows: Iterable[StoredEnvelope]) -> Iterable[tuple[str, tuple[Rank, str]]]:
    """Yield a record and what it says since when; only records that ever named a code are read at all."""
    kept = tuple(rows)
    naming = {row.rec for row in kept if _STATED in row.raw}
    for rec, chain in chains(*unique(reread(row) for row in kept if row.rec in naming)).items():
        code = chain.values.get(FIELD)
        if code:
            yield rec, (chain.applied[-1].rank, str(code))
