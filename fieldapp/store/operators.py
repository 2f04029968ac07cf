"""Operators and their PINs. A PIN switches people inside the open store; it is never a key."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.store import tables

MAXIMUM_TRIES = 5
MOST_WRONG_PINS = 20
"""Wrong PINs of all people together since the passphrase was last given: many names give no more guesses."""
_WRONG_PINS = "wrong_pins"
_SCRYPT = {"n": 2**12, "r": 8, "p": 1}
_BY_ID = select(tables.operator).where(tables.operator.c.id == bindparam("id"))
_ACTIVE = select(tables.operator).where(tables.operator.c.name == bindparam("name"), tables.operator.c.is_active)


def operator_of(row: Any) -> Operator:
    """Build the operator from a row of ``operator``."""
    return Operator(
        id=OperatorId(row.id),
        name=row.name,
        role=OperatorRole(row.role),
        event=EventId(row.event) if row.event else None,
        expires=datetime.fromtimestamp(row.expires / 1000, UTC) if row.expires else None,
        is_active=row.is_active,
        has_pin=row.pin is not None,
    )


def supervisor_without_pin(who: OperatorId, name: str) -> Operator:
    """Return a supervisor who comes with the passphrase and has no PIN yet."""
    return Operator(
        id=who,
        name=name,
        role=OperatorRole.SUPERVISOR,
        event=None,
        expires=None,
        is_active=True,
        has_pin=False,
    )


class Operators:
    """Adds and finds people at work, and checks their PINs."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def add(self, operator: Operator, pin: str | None) -> None:
        """Add an operator; the PIN is kept as a salted scrypt digest."""
        salt = secrets.token_bytes(16)
        self._connection.execute(
            insert(tables.operator).values(
                id=operator.id,
                name=operator.name,
                role=str(operator.role),
                event=operator.event,
                expires=int(operator.expires.timestamp() * 1000) if operator.expires else None,
                is_active=operator.is_active,
                salt=salt,
                pin=hashlib.scrypt(pin.encode(), salt=salt, **_SCRYPT) if pin else None,
                tries=0,
            )
        )

    def get(self, operator: str) -> Operator | None:
        """Return an operator."""
        row = self._connection.execute(_BY_ID, {"id": operator}).one_or_none()
        return operator_of(row) if row else None

    def named(self, name: str) -> Operator | None:
        """Return the active operator of this name."""
        row = self._connection.execute(_ACTIVE, {"name": name}).first()
        return operator_of(row) if row else None

    def others_who_decide(self, operator: str, now: datetime) -> bool:
        """Whether anybody else who is no borrowed helper works here and can show who they are."""
        found = select(tables.operator).where(tables.operator.c.is_active, tables.operator.c.id != operator)
        people = (operator_of(row) for row in self._connection.execute(found))
        return any(
            one.event is None
            and (one.expires is None or one.expires > now)
            and (one.has_pin or one.role is OperatorRole.SUPERVISOR)
            for one in people
        )

    def tries_left(self, operator: str) -> int:
        """Return how many wrong PINs are still allowed: five each, and twenty of all people together."""
        found = select(tables.operator.c.tries).where(tables.operator.c.id == operator)
        own = MAXIMUM_TRIES - int(self._connection.execute(found).scalar_one())
        return max(0, min(own, MOST_WRONG_PINS - self._wrong_pins()))

    def check_pin(self, operator: str, pin: str) -> bool:
        """Compare a PIN and count a wrong one; after five nothing fits until a supervisor helps.

        A right PIN clears the count of its person, never the one of all: its owner may be who guesses.
        """
        if self.tries_left(operator) <= 0:
            return False
        table = tables.operator
        row = self._connection.execute(select(table).where(table.c.id == operator)).one()
        fits = row.pin is not None and hmac.compare_digest(
            hashlib.scrypt(pin.encode(), salt=row.salt, **_SCRYPT), row.pin
        )
        tries = 0 if fits else row.tries + 1
        self._connection.execute(update(table).where(table.c.id == operator).values(tries=tries))
        if not fits:
            self._set_wrong_pins(self._wrong_pins() + 1)
        return fits

    def clear_tries(self, operator: str | None = None) -> None:
        """The passphrase was given: its owner gets five new tries, and all people together twenty."""
        if operator is not None:
            self._connection.execute(update(tables.operator).where(tables.operator.c.id == operator).values(tries=0))
        self._set_wrong_pins(0)

    def _wrong_pins(self) -> int:
        found = select(tables.counter.c.value).where(tables.counter.c.name == _WRONG_PINS)
        return int(self._connection.execute(found).scalar_one_or_none() or 0)

    def _set_wrong_pins(self, many: int) -> None:
        if many == self._wrong_pins():
            return
        table = tables.counter
        self._connection.execute(delete(table).where(table.c.name == _WRONG_PINS))
        self._connection.execute(insert(table).values(name=_WRONG_PINS, value=many))

    def set_pin(self, operator: str, pin: str) -> None:
        """Give an operator a new PIN and five new tries."""
        salt = secrets.token_bytes(16)
        self._connection.execute(
            update(tables.operator)
            .where(tables.operator.c.id == operator)
            .values(salt=salt, pin=hashlib.scrypt(pin.encode(), salt=salt, **_SCRYPT), tries=0)
        )

    def retire(self, operator: str) -> None:
        """End an operator's work; what they authored stays theirs."""
        self._connection.execute(
            update(tables.operator).where(tables.operator.c.id == operator).values(is_active=False)
        )

    def retire_helpers(self, event: str) -> None:
        """End the work of everybody who was borrowed for an event (收摊)."""
        self._connection.execute(
            update(tables.operator).where(tables.operator.c.event == event).values(is_active=False)
        )
