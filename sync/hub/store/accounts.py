"""Reviewers' accounts, what they may touch, and their sessions."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from sync.hub.store.tables import account, grant, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person who works at the console; ``union`` is the top of the subtree of this role."""

    id: str
    name: str
    role: str
    union: str
    password: str
    failures: int
    locked_until: int
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser; ``csrf`` must come back with every form. Times in ms."""

    account: Account
    csrf: str
    expires: int


_ACCOUNT = sa.select(account, grant.c.role, grant.c.union).join(grant, grant.c.account == account.c.id)


def _account(row: RowMapping | None) -> Account | None:
    if row is None:
        return None
    return Account(**{name: row[name] for name in Account.__dataclass_fields__})


def put(connection: Connection, one: Account, now_ms: int) -> None:
    """Write an account with its grant; an account of that name gets the new password and grant."""
    found = by_name(connection, one.name)
    values: dict[str, Any] = {"password": one.password, "failures": 0, "locked_until": 0, "disabled": one.disabled}
    if found is None:
        connection.execute(account.insert().values(id=one.id, name=one.name, created=now_ms, **values))
    else:
        connection.execute(account.update().where(account.c.id == found.id).values(**values))
        connection.execute(grant.delete().where(grant.c.account == found.id))
        connection.execute(session.delete().where(session.c.account == found.id))
    owner = one.id if found is None else found.id
    connection.execute(grant.insert().values(account=owner, union=one.union, role=one.role))


def by_name(connection: Connection, name: str) -> Account | None:
    """Return the account of that name."""
    return _account(connection.execute(_ACCOUNT.where(account.c.name == name)).mappings().first())


def note_failure(connection: Connection, account_id: str, failures: int, locked_until: int) -> None:
    """Remember wrong passwords and until when (ms) the account is locked."""
    values = {"failures": failures, "locked_until": locked_until}
    connection.execute(account.update().where(account.c.id == account_id).values(**values))


def open_session(
    connection: Connection, account_id: str, *, token_hash: str, csrf: str, now_ms: int, end_ms: int
) -> None:
    """Begin a session and drop those that ended."""
    connection.execute(session.delete().where(session.c.expires < now_ms))
    connection.execute(
        session.insert().values(token_hash=token_hash, account=account_id, csrf=csrf, created=now_ms, expires=end_ms)
    )


def find_session(connection: Connection, token_hash: str, now_ms: int) -> Session | None:
    """Return the running session behind a cookie."""
    statement = (
        _ACCOUNT.add_columns(session.c.csrf, session.c.expires)
        .join(session, session.c.account == account.c.id)
        .where(session.c.token_hash == token_hash, session.c.expires >= now_ms, account.c.disabled.is_(False))
    )
    row = connection.execute(statement).mappings().first()
    owner = _account(row)
    if row is None or owner is None:
        return None
    return Session(account=owner, csrf=row["csrf"], expires=row["expires"])


def close_session(connection: Connection, token_hash: str) -> None:
    """End a session."""
    connection.execute(session.delete().where(session.c.token_hash == token_hash))
