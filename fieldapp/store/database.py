"""One encrypted file, one writer connection, a few readers. Knows SQLCipher and its pragmas, no table."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]  # the wheel has no stubs
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from fieldapp.errors import KnownError

BUSY_SECONDS = 5
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses acknowledged records on a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cell_size_check=ON",
    "PRAGMA cache_size=-32768",  # KiB; every page that is read again is decrypted again
)


def connect(path: Path, key: bytes) -> Any:
    """Open a raw SQLCipher connection; a wrong key or a foreign file raises ``KnownError("store_unreadable")``."""
    raw = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    try:
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        raw.execute("PRAGMA cipher_log_level=NONE")
        if raw.execute("PRAGMA page_count").fetchone()[0] == 0:
            raw.execute("PRAGMA auto_vacuum=INCREMENTAL")  # pages of purged people can be given back
        for pragma in _PRAGMAS:
            raw.execute(pragma).fetchall()
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        raw.close()
        raise KnownError("store_unreadable") from error
    return raw


def shrink(raw: Any) -> None:
    """Merge the search index, give free pages back to the disk and empty the write-ahead log.

    A file from before pages could be given back (``auto_vacuum`` 0) is written anew once, which takes its size again.
    """
    raw.execute("INSERT INTO search_person(search_person) VALUES ('optimize')")
    if raw.execute("PRAGMA auto_vacuum").fetchone()[0]:
        raw.execute("PRAGMA incremental_vacuum").fetchall()
    else:
        raw.execute("PRAGMA auto_vacuum=INCREMENTAL").fetchall()
        raw.execute("VACUUM")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _engine(path: Path, key: bytes, begin: str) -> Engine:
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: connect(path, key), poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


class _Turns:
    """A lock that goes to whoever asked first.

    A plain one goes to whoever happens to run: a thread that commits piece after piece would take it again and
    again before the one that waits for it wakes up.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # whoever leaves lets the first go on

    def __exit__(self, *_error: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class _Reader:
    """One read connection and the turn at it; the connection changes when the file is opened again."""

    engine: Engine

    def __init__(self) -> None:
        self.turn = threading.Lock()


class Database:
    """The open file. A transaction holds its connection's lock, so threads take turns; no nesting.

    The main thread reads on a connection of its own: who types never waits for a report, a check of a roster or a
    round with the centre that reads meanwhile. The others share two, so that a search need not wait for those either.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open (or create, readable by the owner only) the file; raises ``KnownError`` when it cannot."""
        if not path.exists():
            path.touch(mode=0o600)
        self.path = path
        self._key = key
        self._write_lock = _Turns()
        self._own, self._shared = _Reader(), (_Reader(), _Reader())
        self._is_closed = False
        self._open()

    def _open(self) -> None:
        self._writer = _engine(self.path, self._key, "BEGIN IMMEDIATE")
        for reader in (self._own, *self._shared):
            reader.engine = _engine(self.path, self._key, "BEGIN")
        self._writer.connect().close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold the writer in one transaction that the caller commits; anything else rolls back.

        Raises ``KnownError("store_closed")`` after ``close``, as ``reading`` and ``raw`` do.
        """
        with self._write_lock:
            self._must_be_open()
            with self._writer.connect() as connection:
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold a reader on one snapshot: the main thread its own, all other threads one of those they share."""
        reader = self._take_reader()
        try:
            self._must_be_open()
            with reader.engine.connect() as connection:
                yield connection
        finally:
            reader.turn.release()

    def _take_reader(self) -> _Reader:
        """Take the turn at a reader that nobody uses; with none of them free wait for the first."""
        mine = (self._own,) if threading.current_thread() is threading.main_thread() else self._shared
        for reader in mine:
            if reader.turn.acquire(blocking=False):
                return reader
        mine[0].turn.acquire()
        return mine[0]

    def raw(self, act: Callable[[Any], Any]) -> Any:
        """Run something outside transactions on the writer's own driver connection (pragmas, backup)."""
        with self._write_lock:
            self._must_be_open()
            borrowed = self._writer.raw_connection()
            try:
                return act(borrowed.driver_connection)
            finally:
                borrowed.close()

    def is_sound(self) -> bool:
        """Ask SQLite whether pages and indexes agree (``quick_check``); takes long in a large store, holds nobody up.

        On a connection of its own: one that read the search table before others wrote it compares the new
        pages with what it remembers of the old ones, and calls a sound table damaged.
        """
        try:
            with closing(connect(self.path, self._key)) as fresh:
                return bool(fresh.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except (sqlcipher.DatabaseError, KnownError):
            return False

    @property
    def key(self) -> bytes:
        """The raw key, for another connection beside these (a backup)."""
        return self._key

    def reopen(self) -> None:
        """Drop all connections and open the file again (after an I/O error)."""
        with self._alone():
            self._dispose()
            self._open()

    def close(self) -> None:
        """Close all connections, each once whoever uses it is done; a report may still be reading.

        Whoever comes later meets ``KnownError("store_closed")``: a pool would quietly connect again.
        """
        with self._alone():
            self._is_closed = True
            self._dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        first, second = self._shared
        with self._write_lock, self._own.turn, first.turn, second.turn:
            yield

    def _dispose(self) -> None:
        for reader in (self._own, *self._shared):
            reader.engine.dispose()
        self._writer.dispose()

    def _must_be_open(self) -> None:
        if self._is_closed:
            raise KnownError("store_closed")
