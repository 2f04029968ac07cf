"""Memberships (会籍): one per person, with every change; also members known before this system."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store.tables import membership, membership_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One membership; ``idh`` is the blind index of the document, ``rec`` None for an imported member.

    ``joined`` is yyyymmdd; ``state`` active, retained (保留会籍) or left.
    """

    id: str
    idh: str
    rec: str | None
    person: str
    union: str
    group: str
    number: str | None
    joined: str
    state: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """One change of a membership on a committee's ``day`` (yyyymmdd), entered at ``entered`` (ms)."""

    id: str
    membership: str
    kind: str
    day: str
    union: str
    group: str
    rec: str | None
    entered: int


def _values(one: Member | MemberChange) -> dict[str, Any]:
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}


def document_keys(connection: Connection) -> list[str]:
    """Return the sorted blind indexes of all who are members now."""
    statement = sa.select(membership.c.idh).where(membership.c.state != "left").order_by(membership.c.idh)
    return sorted(connection.execute(statement).scalars())


def by_documents(connection: Connection, keys: Collection[str]) -> dict[str, Member]:
    """Return the memberships behind these blind indexes."""
    rows = connection.execute(sa.select(membership).where(membership.c.idh.in_(keys))).mappings()
    return {row["idh"]: Member(**row) for row in rows}


def put(connection: Connection, found: Collection[Member], changes: Collection[MemberChange]) -> None:
    """Write memberships over those of the same person, and append changes."""
    if found:
        known = {one.idh: one.id for one in by_documents(connection, [one.idh for one in found]).values()}
        fresh = [_values(one) for one in found if one.idh not in known]
        for one in found:
            if one.idh in known:
                values = {**_values(one), "id": known[one.idh]}
                connection.execute(membership.update().where(membership.c.idh == one.idh).values(**values))
        if fresh:
            connection.execute(membership.insert(), fresh)
    if changes:
        connection.execute(membership_change.insert(), [_values(one) for one in changes])


def remove(connection: Connection, keys: Collection[str]) -> None:
    """Take back memberships that should never have been; their changes go with them."""
    ids = sa.select(membership.c.id).where(membership.c.idh.in_(keys))
    connection.execute(membership_change.delete().where(membership_change.c.membership.in_(ids)))
    connection.execute(membership.delete().where(membership.c.idh.in_(keys)))


def count_by_union(connection: Connection) -> Mapping[str, int]:
    """Return active members by the union that holds the membership."""
    statement = (
        sa.select(membership.c.union, sa.func.count())
        .where(membership.c.state == "active")
        .group_by(membership.c.union)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}
