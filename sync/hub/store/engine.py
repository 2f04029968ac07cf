"""Opens the database and hands out transactions: one writer on SQLite, rerun on a deadlock.

SQLite runs on the sqlcipher3 driver (a current SQLite, and a key when one is given); PostgreSQL
on psycopg 3. What is above this module cannot tell them apart.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlcipher3 import dbapi2  # type: ignore[import-untyped]  # it brings no stubs

from fieldapp.errors import KnownError

Result = TypeVar("Result")

KEY_VARIABLE = "FIELDAPP_HUB_KEY"
_ATTEMPTS = 4
_RERUN_STATES = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=16000",
)


class Store:
    """A database of the hub. ``read`` sees committed rows; ``write`` is durable once it returns."""

    def __init__(self, engine: Engine) -> None:
        """Take over an engine made by ``open_store``."""
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection whose reads belong to one snapshot (SQLite) or statement (PostgreSQL)."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give the writer's connection; commits at the end, rolls back when an exception leaves."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._writer, self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def run(self, work: Callable[[Connection], Result], before_commit: Callable[[], None] | None = None) -> Result:
        """Run ``work`` in one write transaction, again when others' locks or rows came between."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.write() as connection:
                    result = work(connection)
                    if before_commit:
                        before_commit()
                return result
            except DBAPIError as error:
                if attempt == _ATTEMPTS or not self._is_passing(error):
                    raise
        raise AssertionError("unreachable")

    def _is_passing(self, error: DBAPIError) -> bool:
        if self.is_sqlite:
            return False
        return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _RERUN_STATES

    def lock_keys(self, connection: Connection, keys: Callable[[], Iterable[str]]) -> None:
        """Keep other writers away from these keys until the commit; always taken in sorted order."""
        if self.is_sqlite:
            return
        numbers = sorted({int.from_bytes(sha256(key.encode()).digest()[:8], "big", signed=True) for key in keys()})
        for number in numbers:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open ``sqlite:///path`` or ``postgresql+psycopg://…``; ``KnownError`` for any other address.

    A file that is not there is made, its folder is not: a mistyped path must not look like an empty hub.

    The key of an encrypted SQLite file (64 hex digits) stands in the environment, never in a URL.
    """
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError as error:
        raise KnownError("hub_database_address") from error
    if parsed.drivername == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return Store(_sqlite(parsed))
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=8, hide_parameters=True
        )
        return Store(engine)
    raise KnownError("hub_database_address")


def _sqlite(url: URL) -> Engine:
    path = Path(str(url.database))
    if not path.parent.is_dir():
        raise KnownError("hub_database_folder", folder=str(path.parent))
    key = os.environ.get(KEY_VARIABLE, "")

    def connect() -> Any:
        connection = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None, cached_statements=256)
        if key:
            connection.execute(f"PRAGMA key=\"x'{bytes.fromhex(key).hex()}'\"")
            connection.execute("PRAGMA cipher_log_level=NONE")
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        return connection

    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=connect, poolclass=sa.QueuePool, pool_size=12, hide_parameters=True
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
