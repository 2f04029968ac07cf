"""Second looks (四眼): kept when they are given, used up by the act they were given for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock
from fieldapp.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLook:
    """One look that was not used yet. ``age``: seconds of the running clock since it was given in this boot.

    ``age`` is None after a restart: how long the machine was off is nobody's word but the calendar's.
    """

    n: int
    second: OperatorId | None
    reason: str
    age: float | None


class SecondLooks:
    """Adds and uses looks; none is ever deleted."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        """Work through ``connection``; age is told by ``clock`` without its calendar."""
        self._connection = connection
        self._clock = clock

    def add(self, act: GuardedAct, subject: str, operator: str, *, second: str | None = None, reason: str = "") -> None:
        """Keep a look at what ``operator`` wants to do."""
        self._connection.execute(
            insert(tables.second_look).values(
                act=str(act),
                subject=subject,
                operator=operator,
                second=second,
                reason=reason,
                wall=int(self._clock.now().timestamp() * 1000),
                boot=self._clock.boot,
                mono=int(self._clock.monotonic() * 1000),
            )
        )

    def unused(self, act: GuardedAct, subject: str, operator: str) -> tuple[KeptLook, ...]:
        """Return the looks at this act of this operator that were not used, newest first."""
        table = tables.second_look
        found = select(table).where(
            table.c.used.is_(None),
            table.c.act == str(act),
            table.c.subject == subject,
            table.c.operator == operator,
        )
        return tuple(self._look(row) for row in self._connection.execute(found.order_by(table.c.n.desc())))

    def use(self, look: KeptLook) -> None:
        """Use a look up: it was for one act."""
        self._change(look, used=int(self._clock.now().timestamp() * 1000))

    def begin_anew(self, look: KeptLook) -> None:
        """Let a wait begin again (after a restart)."""
        self._change(look, boot=self._clock.boot, mono=int(self._clock.monotonic() * 1000))

    def _change(self, look: KeptLook, **values: Any) -> None:
        table = tables.second_look
        self._connection.execute(update(table).where(table.c.n == look.n).values(**values))

    def _look(self, row: Any) -> KeptLook:
        age = self._clock.monotonic() - row.mono / 1000
        # a snapshot of the machine brings a clock back under the name of the same start
        is_same_boot = row.boot == self._clock.boot and age >= 0
        return KeptLook(
            n=row.n,
            second=OperatorId(row.second) if row.second else None,
            reason=row.reason,
            age=age if is_same_boot else None,
        )
