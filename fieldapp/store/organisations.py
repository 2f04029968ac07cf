"""Unions as the centre describes them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from fieldapp.domain.forms import organisation_form, read_organisation
from fieldapp.domain.organisations import Organisation
from fieldapp.store import tables

_BY_ID = select(tables.organisation.c.body).where(tables.organisation.c.id == bindparam("id"))


class Organisations:
    """Reads unions; writes them only as the centre's (or first run's) list."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``; what was read is kept until something is written."""
        self._connection = connection
        self._read: dict[str, Organisation | None] = {}

    def get(self, organisation: str) -> Organisation | None:
        """Return a union."""
        if organisation not in self._read:
            body = self._connection.execute(_BY_ID, {"id": organisation}).scalar_one_or_none()
            self._read[organisation] = read_organisation(json.loads(body)) if body else None
        return self._read[organisation]

    def all(self) -> tuple[Organisation, ...]:
        """Return every union, by id."""
        rows = self._connection.execute(select(tables.organisation.c.body).order_by(tables.organisation.c.id)).scalars()
        return tuple(read_organisation(json.loads(body)) for body in rows)

    def put(self, form: Mapping[str, Any]) -> None:
        """Take over one union; raises ``ValueError``, ``KeyError`` or ``TypeError`` for a form that is none."""
        organisation = read_organisation(form)
        self._read.clear()
        table = tables.organisation
        self._connection.execute(delete(table).where(table.c.id == organisation.id))
        self._connection.execute(insert(table).values(**_columns(organisation)))

    def replace(self, organisations: Iterable[Organisation]) -> None:
        """Take over a whole list."""
        self.clear()
        values = [_columns(organisation) for organisation in organisations]
        if values:
            self._connection.execute(insert(tables.organisation), values)

    def clear(self) -> None:
        """Forget every union: a whole list comes."""
        self._read.clear()
        self._connection.execute(delete(tables.organisation))


def _columns(organisation: Organisation) -> dict[str, Any]:
    return {
        "id": organisation.id,
        "name": organisation.name,
        "region": organisation.region,
        "is_pool": organisation.is_pool,
        "body": json.dumps(organisation_form(organisation), ensure_ascii=False),
    }
