"""Whether each envelope names the one before it: a device whose chain does not hold was tampered with.

A link that does not fit is reported and changes no verdict; what is missing may still come.
"""

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from fieldapp.domain.facts import Envelope
from sync.hub.services.gathering import reread
from sync.hub.services.sorting import SortedLines
from sync.hub.store import envelopes
from sync.hub.store.chain_gaps import ChainBreak

_LINK = 32
"""Hex digits of ``prev``: the first 16 bytes of a SHA-256."""


def broken_links(connection: Connection, found: SortedLines, now_ms: int) -> list[ChainBreak]:
    """Return the fresh envelopes, and those stored right behind them, whose ``prev`` is wrong."""
    fresh = [read.envelope for read in found.fresh]
    behind = _stored_behind(connection, found, fresh)
    return [_break(one, now_ms) for one in (*fresh, *behind) if not _fits(one, found)]


def _stored_behind(connection: Connection, found: SortedLines, fresh: Iterable[Envelope]) -> list[Envelope]:
    new = {one.env for one in fresh}
    next_ones = (found.places.get((one.inc, one.seq + 1)) for one in fresh)
    known = [one[0] for one in next_ones if one is not None and one[0] not in new]
    return [reread(one).envelope for one in envelopes.by_ids(connection, known)]


def _fits(one: Envelope, found: SortedLines) -> bool:
    if one.seq == 1 or one.prev is None:
        return one.seq == 1 and one.prev is None
    before = found.places.get((one.inc, one.seq - 1))
    return before is None or before[1][:_LINK] == one.prev


def _break(one: Envelope, now_ms: int) -> ChainBreak:
    return ChainBreak(env=one.env, dev=one.dev, inc=one.inc, seq=one.seq, found_at=now_ms)
