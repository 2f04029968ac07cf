"""The audit log as others hold it: heads somebody kept, where it differs from them, and how far the centre knows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The newest row of the chain: its number (0 in an empty log) and hash (SHA-256, hex)."""

    n: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFault:
    """Where a log is not what was written: somewhere from row ``first`` to ``last``, both included.

    ``why``: ``row_changed`` (a row does not fit its hash or its neighbour), ``rows_missing`` (rows proved by a head are
    not there), ``rewritten`` (all rows fit each other, and a head says that they were others), ``head_forged``.
    """

    first: int
    last: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditStanding:
    """How many ``rows`` there are, up to which row the last head told of them, when, and whether the centre has it.

    ``told_row`` is 0 and ``told_at`` None before the first head.
    """

    rows: int
    told_row: int
    told_at: datetime | None
    is_at_centre: bool
