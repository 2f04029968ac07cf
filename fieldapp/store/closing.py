"""Papers of the stack that were seen, and numbered approval rolls."""

from sqlalchemy import Connection, func, insert, select

from fieldapp.domain.ids import RecordId
from fieldapp.store import tables


class PapersSeen:
    """Which records' signed papers lie in the stack."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def has(self, rec: str) -> bool:
        """Whether the paper of a record was seen."""
        found = select(tables.paper_seen.c.rec).where(tables.paper_seen.c.rec == rec)
        return self._connection.execute(found).scalar_one_or_none() is not None

    def add(self, rec: str, code: str, operator: str, seen: int) -> None:
        """Note the paper of a record; ``seen`` in ms."""
        self._connection.execute(insert(tables.paper_seen).values(rec=rec, code=code, operator=operator, seen=seen))


class Rolls:
    """Adds and counts rolls; none is ever changed."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def count(self, beginning: str) -> int:
        """Count the rolls whose number begins like this."""
        table = tables.approval_roll
        counted = select(func.count()).select_from(table).where(table.c.number.startswith(f"{beginning}-"))
        return int(self._connection.execute(counted).scalar_one())

    def add(
        self,
        number: str,
        *,
        event: str,
        delegation: str,
        approver: str,
        operator: str,
        made: int,
        recs: tuple[RecordId, ...],
    ) -> None:
        """Add a roll with its people in order; ``made`` in ms."""
        self._connection.execute(
            insert(tables.approval_roll).values(
                number=number, event=event, delegation=delegation, approver=approver, operator=operator, made=made
            )
        )
        self._connection.execute(
            insert(tables.approval_roll_row),
            [{"rec": rec, "roll": number, "place": place} for place, rec in enumerate(recs, 1)],
        )
