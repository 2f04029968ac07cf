"""The union tree as the centre keeps it."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from sync.hub.store.tables import org_validity, organisation

_SELECT = sa.select(organisation, org_validity.c.valid_from, org_validity.c.valid_to).join(
    org_validity, org_validity.c.organisation == organisation.c.id, isouter=True
)


def _organisation(row: RowMapping) -> Organisation:
    return Organisation(
        id=OrganisationId(row["id"]),
        name=row["name"],
        kind=OrganisationKind(row["kind"]),
        level=row["level"],
        parent=OrganisationId(row["parent"]) if row["parent"] else None,
        region=row["region"],
        credit_code=row["credit_code"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        groups=tuple(row["groups"]),
        accepts_direct_join=row["accepts_direct_join"],
        is_pool=row["is_pool"],
        mode=row["mode"],
    )


def everyone(connection: Connection) -> tuple[Organisation, ...]:
    """Return all organisations, the top of the tree first."""
    rows = connection.execute(_SELECT.order_by(organisation.c.level, organisation.c.id)).mappings()
    return tuple(_organisation(row) for row in rows)


def ids(connection: Connection) -> frozenset[str]:
    """Return the ids of all organisations."""
    return frozenset(connection.execute(sa.select(organisation.c.id)).scalars())


def replace(connection: Connection, organisations: Iterable[Organisation], now_ms: int) -> int:
    """Write organisations over those with the same id; return how many."""
    rows, spans = [], []
    for one in organisations:
        rows.append(_values(one, now_ms))
        spans.append({"organisation": one.id, "valid_from": one.valid_from, "valid_to": one.valid_to})
    ids = [row["id"] for row in rows]
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        connection.execute(org_validity.delete().where(org_validity.c.organisation.in_(some)))
        connection.execute(organisation.delete().where(organisation.c.id.in_(some)))
    if rows:
        connection.execute(organisation.insert(), rows)
        connection.execute(org_validity.insert(), spans)
    return len(rows)


def _values(one: Organisation, now_ms: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "level": one.level,
        "parent": one.parent,
        "region": one.region,
        "credit_code": one.credit_code,
        "groups": list(one.groups),
        "accepts_direct_join": one.accepts_direct_join,
        "is_pool": one.is_pool,
        "mode": one.mode,
        "changed": now_ms,
    }
