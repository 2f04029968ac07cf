"""民族 for the statistics: read out of the facts when the table is made, kept in no column of its own.

Only where the profile of a province asks for it. What was stated last counts, in the order the facts were made.
"""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy.engine import Connection

from sync.hub.store import envelopes
from sync.hub.store.envelopes import StoredEnvelope, chunks

FIELD = "ethnicity"
_STATED = f'"{FIELD}"'.encode()
_Rank = tuple[int, str]


def stated(connection: Connection, records: Mapping[str, str]) -> dict[str, str]:
    """Return membership → code of GB/T 3304, for ``records`` (record → membership); who stated none is left out."""
    newest: dict[str, tuple[_Rank, str]] = {}
    for some in chunks(records):
        for rank, rec, code in _said(envelopes.of_records(connection, some)):
            member = records[rec]
            newest[member] = max(newest.get(member, ((0, ""), "")), (rank, code))
    return {member: code for member, (_rank, code) in newest.items() if code}


def _said(rows: Iterable[StoredEnvelope]) -> Iterable[tuple[_Rank, str, str]]:
    """Yield when, of which record and what; the bytes were verified and readable when they came in."""
    for row in rows:
        if _STATED not in row.raw:
            continue
        fact = json.loads(row.raw)
        body, captured = fact["body"], fact["captured"]
        holder = body.get("person") or body.get("changed") or {}
        if FIELD in holder:
            rank = (captured["time"] + (captured.get("offset_ms") or 0), row.env)
            yield rank, row.rec, str(holder[FIELD] or "")
