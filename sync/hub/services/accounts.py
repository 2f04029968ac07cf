"""Signing in at the console: Argon2id passwords, lock-out after wrong ones, sessions that end."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.services.rights import EVERYTHING
from sync.hub.store import accounts, audits, organisations
from sync.hub.store.accounts import Account, Session

ROLES = ("reviewer", "admin")
TRIES = 5
LOCK_MS = 15 * 60 * 1000
SESSION_MS = 10 * 60 * 60 * 1000
SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the cookie's value and the token every form must bring."""

    token: str
    csrf: str


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))


def add_user(
    centre: Centre, *, name: str, password: str, union: str, role: str, hasher: PasswordHasher | None = None
) -> Account | Refusal:
    """Create an account, or give a known one a new password and rights.

    Refusals: ``hub_role_unknown``, ``hub_password_short``, ``hub_union_unknown``.
    """
    if role not in ROLES:
        return Refusal(code="hub_role_unknown", details={"legal": "、".join(ROLES)})
    if len(password) < SHORTEST_PASSWORD:
        return Refusal(code="hub_password_short", details={"least": str(SHORTEST_PASSWORD)})
    made = Account(
        id=centre.ids.new(),
        name=name,
        role=role,
        union=union,
        password=(hasher or _hasher()).hash(password),
        failures=0,
        locked_until=0,
        disabled=False,
    )
    with centre.store.write() as connection:
        known = {one.id for one in organisations.everyone(connection)}
        if known and union != EVERYTHING and union not in known:
            return Refusal(code="hub_union_unknown", details={"union": union})
        accounts.put(connection, made, centre.now_ms())
        audits.append(connection, time=centre.now_ms(), account="cli", action="add_user", subject=made.id)
    return made


def sign_in(centre: Centre, name: str, password: str) -> SignedIn | Refusal:
    """Open a session; ``hub_sign_in_wrong`` for a wrong name or password, ``hub_account_locked`` after five."""
    now = centre.now_ms()
    with centre.store.read() as connection:
        account = accounts.by_name(connection, name)
    if account is not None and account.locked_until > now:
        return Refusal(code="hub_account_locked", details={"minutes": str((account.locked_until - now) // 60000 + 1)})
    is_right = _verify(_nobody() if account is None else account.password, password)
    if account is None or account.disabled or not is_right:
        return Refusal(code="hub_sign_in_wrong") if account is None else _failed(centre, account, now)
    fresh = SignedIn(secrets.token_urlsafe(32), secrets.token_urlsafe(24))
    with centre.store.write() as connection:
        accounts.note_failure(connection, account.id, 0, 0)
        accounts.open_session(
            connection,
            account.id,
            token_hash=token_hash(fresh.token),
            csrf=fresh.csrf,
            now_ms=now,
            end_ms=now + SESSION_MS,
        )
        audits.append(connection, time=now, account=account.id, action="sign_in", subject=account.id)
    return fresh


def session_of(centre: Centre, token: str | None) -> Session | None:
    """Return the session behind a cookie, None when there is none or it is over."""
    if not token:
        return None
    with centre.store.read() as connection:
        return accounts.find_session(connection, token_hash(token), centre.now_ms())


def sign_out(centre: Centre, token: str) -> None:
    """End a session."""
    with centre.store.write() as connection:
        accounts.close_session(connection, token_hash(token))


def token_hash(token: str) -> str:
    """Return how a cookie is kept: the table alone opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _failed(centre: Centre, account: Account, now: int) -> Refusal:
    failures = account.failures + 1
    is_last = failures >= TRIES
    locked = replace(account, failures=0 if is_last else failures, locked_until=now + LOCK_MS if is_last else 0)
    with centre.store.write() as connection:
        accounts.note_failure(connection, account.id, locked.failures, locked.locked_until)
    return Refusal(code="hub_sign_in_wrong")
