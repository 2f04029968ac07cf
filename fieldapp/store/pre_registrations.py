"""Which pre-registrations this laptop has used: each is good for one application."""

from sqlalchemy import Connection, insert, select

from fieldapp.store import tables


class PreRegistrations:
    """Remembers used codes by their id."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def used_for(self, code: str) -> str | None:
        """Return the record a code was used for; None for a fresh one."""
        table = tables.pre_registration
        found: str | None = self._connection.execute(select(table.c.rec).where(table.c.id == code)).scalar_one_or_none()
        return found

    def use(self, code: str, rec: str, used: int) -> None:
        """Note that a code became a record; ``used`` in ms since 1970."""
        self._connection.execute(insert(tables.pre_registration).values(id=code, rec=rec, used=used))
