"""What is missing of a laptop's gapless chain, and links in it that do not fit (``docs/protocol.md`` §9, I7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.tables import chain_break, envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Sequence numbers ``first`` to ``last`` (both included) of one incarnation that never came."""

    dev: str
    inc: str
    first: int
    last: int


class ChainBreak(NamedTuple):
    """An envelope whose ``prev`` is not the one before it in its incarnation; ``found_at`` in ms."""

    env: str
    dev: str
    inc: str
    seq: int
    found_at: int


def holes(connection: Connection, dev: str | None = None) -> tuple[Hole, ...]:
    """Return every hole, of one laptop or of all."""
    lives = sa.select(envelope.c.dev, envelope.c.inc).group_by(envelope.c.dev, envelope.c.inc)
    lives = lives.having(sa.func.max(envelope.c.seq) > sa.func.count())
    if dev is not None:
        lives = lives.where(envelope.c.dev == dev)
    found: list[Hole] = []
    for one, inc in connection.execute(lives.order_by(envelope.c.dev, envelope.c.inc)).all():
        found.extend(_of_life(connection, one, inc))
    return tuple(found)


def _of_life(connection: Connection, dev: str, inc: str) -> Iterable[Hole]:
    before = sa.func.coalesce(sa.func.lag(envelope.c.seq).over(order_by=envelope.c.seq), 0).label("before")
    places = sa.select(envelope.c.seq, before).where(envelope.c.dev == dev, envelope.c.inc == inc).subquery()
    statement = sa.select(places).where(places.c.seq > places.c.before + 1).order_by(places.c.seq)
    for row in connection.execute(statement):
        yield Hole(dev=dev, inc=inc, first=row.before + 1, last=row.seq - 1)


def note_breaks(connection: Connection, rows: Iterable[ChainBreak]) -> None:
    """Remember links that do not fit; one that is known stays as it is."""
    bulk.insert_all(connection, chain_break, rows, if_new=True)


def breaks(connection: Connection, dev: str | None = None) -> tuple[ChainBreak, ...]:
    """Return the links that do not fit, of one laptop or of all, in the order of the chains."""
    statement = sa.select(chain_break).order_by(chain_break.c.dev, chain_break.c.inc, chain_break.c.seq)
    if dev is not None:
        statement = statement.where(chain_break.c.dev == dev)
    return tuple(ChainBreak(**row) for row in connection.execute(statement).mappings())
