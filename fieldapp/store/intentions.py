"""People to call back (意向登记). They are no applications: no number, no fact, nothing for the centre."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from fieldapp.domain.intentions import Intention, IntentionState
from fieldapp.store import tables

_OPEN = [str(state) for state in IntentionState if state.is_open]
_WITH_PHONE = select(tables.intention).where(
    tables.intention.c.event == bindparam("event"),
    tables.intention.c.phone == bindparam("phone"),
    tables.intention.c.state.in_(_OPEN),
)


def intention_of(row: Any) -> Intention:
    """Build the value from a row."""
    return Intention(
        id=row.id,
        name=row.name,
        phone=row.phone,
        note=row.note,
        call_on=date.fromisoformat(row.call_on) if row.call_on else None,
        state=IntentionState(row.state),
        created=datetime.fromtimestamp(row.created / 1000, UTC),
    )


class Intentions:
    """Adds people to call back, finds them, and remembers what became of them."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def add(self, one: Intention, event: str, operator: str) -> None:
        """Add somebody."""
        made = int(one.created.timestamp() * 1000)
        values: dict[str, Any] = {"id": one.id, "event": event, "name": one.name, "phone": one.phone, "note": one.note}
        values |= {"call_on": one.call_on.isoformat() if one.call_on else None, "state": str(one.state)}
        self._connection.execute(
            insert(tables.intention).values(**values, operator=operator, created=made, changed=made)
        )

    def get(self, intention: str) -> Intention | None:
        """Return one."""
        found = select(tables.intention).where(tables.intention.c.id == intention)
        row = self._connection.execute(found).one_or_none()
        return intention_of(row) if row else None

    def open_with_phone(self, event: str, phone: str) -> tuple[Intention, ...]:
        """Return the open ones of an event with this phone."""
        found = self._connection.execute(_WITH_PHONE, {"event": event, "phone": phone})
        return tuple(intention_of(row) for row in found)

    def move(self, intention: str, state: IntentionState, now: int, rec: str | None = None) -> None:
        """Remember what became of somebody."""
        table = tables.intention
        self._connection.execute(
            update(table).where(table.c.id == intention).values(state=str(state), changed=now, rec=rec)
        )


def open_intentions(connection: Connection, event: str) -> tuple[Intention, ...]:
    """Return who is still to be called at an event, the day to call first, then in the order they came."""
    table = tables.intention
    found = (
        select(table)
        .where(table.c.event == event, table.c.state.in_(_OPEN))
        .order_by(table.c.call_on.is_not(None), table.c.call_on, table.c.created)
    )
    return tuple(intention_of(row) for row in connection.execute(found))
