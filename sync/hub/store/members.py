"""Memberships (会籍): one per person, with every change; also members known before this system."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sync.hub.store import bulk
from sync.hub.store.envelopes import chunks
from sync.hub.store.tables import membership, membership_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One membership; ``idh`` is the blind index of the document, ``rec`` None for an imported member.

    ``person`` is the id of the person row, ``joined`` yyyymmdd; ``state`` active, retained (保留会籍) or left.
    """

    idh: str
    rec: str | None
    person: str
    union: str
    group: str
    number: str | None
    joined: str
    state: str = "active"


_COLUMNS = tuple(Member.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """One change on a committee's ``day`` (yyyymmdd): joined, transferred_in, transferred_out, left.

    ``entered`` (ms) is when the centre first knew of it.
    """

    membership: str
    kind: str
    day: str
    union: str
    group: str
    rec: str | None
    entered: int


def document_keys(connection: Connection) -> list[str]:
    """Return the sorted blind indexes of all who are members now."""
    statement = sa.select(membership.c.idh).where(membership.c.state != "left")
    return sorted(connection.execute(statement).scalars())


def by_documents(connection: Connection, keys: Collection[str]) -> dict[str, Member]:
    """Return the memberships behind these blind indexes."""
    rows = bulk.select(connection, membership, _COLUMNS, "idh", keys)
    return {row.idh: Member(**dict(zip(_COLUMNS, row, strict=True))) for row in rows}


def documents_of_numbers(connection: Connection, numbers: Collection[str]) -> set[str]:
    """Return the blind indexes of the members who hold these numbers."""
    return {row.idh for row in bulk.select(connection, membership, ("idh",), "number", numbers)}


def changes_of(connection: Connection, keys: Collection[str]) -> dict[str, list[MemberChange]]:
    """Return the changes of these memberships, in order."""
    found: dict[str, list[MemberChange]] = {}
    columns = [membership_change.c[name] for name in MemberChange.__dataclass_fields__]
    for some in chunks(keys):
        statement = sa.select(*columns).where(membership_change.c.membership.in_(some))
        for row in connection.execute(statement.order_by(membership_change.c.place)).mappings():
            found.setdefault(row["membership"], []).append(MemberChange(**row))
    return found


def all_changes(connection: Connection) -> Iterator[MemberChange]:
    """Return every change of every membership."""
    columns = [membership_change.c[name] for name in MemberChange.__dataclass_fields__]
    statement = sa.select(*columns).order_by(membership_change.c.membership, membership_change.c.place)
    for row in connection.execute(statement).mappings():
        yield MemberChange(**row)


def replace_all(connection: Connection, found: Mapping[str, tuple[Member, list[MemberChange]] | None]) -> None:
    """Write these memberships as they are now; None takes one back. What was entered before keeps its time."""
    entered = {
        (one.membership, one.kind, one.day, one.union): one.entered
        for those in changes_of(connection, found.keys()).values()
        for one in those
    }
    for some in chunks(found.keys()):
        connection.execute(membership_change.delete().where(membership_change.c.membership.in_(some)))
        connection.execute(membership.delete().where(membership.c.idh.in_(some)))
    kept = [pair for pair in found.values() if pair is not None]
    add(connection, [(one, [_known(change, entered) for change in changes]) for one, changes in kept])


def add(connection: Connection, fresh: Collection[tuple[Member, list[MemberChange]]]) -> None:
    """Write memberships nobody knew yet."""
    if fresh:
        connection.execute(membership.insert(), [_values(one) for one, _ in fresh])
    rows = [{**_values(change), "place": at} for _, changes in fresh for at, change in enumerate(changes)]
    if rows:
        connection.execute(membership_change.insert(), rows)


def _known(change: MemberChange, entered: Mapping[tuple[str, str, str, str], int]) -> MemberChange:
    known = entered.get((change.membership, change.kind, change.day, change.union))
    return change if known is None else replace(change, entered=known)


def _values(one: Member | MemberChange) -> dict[str, Any]:
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}
