"""The only module that knows threads: one store worker, and a small pool for the rest.

What a person waits for goes before what nobody waits for (an import, papers in a row), each in its own order.
Work is a plain function that touches no widget; its result comes back to the main thread. A
``KnownError`` becomes its sentence, anything else is logged as a bug and said as one.
"""

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from fieldapp.errors import KnownError
from fieldapp.processes import StopCord

T = TypeVar("T")
_log = logging.getLogger("fieldapp.jobs")
_SWITCH_SECONDS = 0.0005
"""How long a busy thread keeps the others waiting. Python's own 5 ms count once for every question to the database
that somebody at the desk asks while a roster is checked or papers are drawn: a hundred questions were half a second.
"""


_MOST_PATIENT_SECONDS = 0.25
"""Longer than anybody waits for an answer on a slow day, so that long work does not begin again while it is written."""
_POOL = 4
"""A check of a roster, a drawing and a round with the centre at once, and one thread for what a page reads."""


class _Asked(NamedTuple):
    """Who hears the answer, and before which ``let_go`` they asked. ``is_awaited``: somebody at the desk waits."""

    round: int
    done: Callable[[Any], None]
    failed: Callable[[KnownError], None] | None
    is_awaited: bool = False


class Progress(QObject):
    """Handed to long work: it reports how far it is and asks whether it should stop."""

    moved = Signal(int, int)

    def __init__(self) -> None:
        """Begin at nothing, not stopped."""
        super().__init__()
        self.cord = StopCord()

    @property
    def is_stopped(self) -> bool:
        """Whether the work should end."""
        return self.cord.is_pulled

    def report(self, done: int, total: int) -> None:
        """Say how much is done; may be called from any thread."""
        self.moved.emit(done, total)

    def stop(self) -> None:
        """Ask the work to end; it leaves nothing half-done, and a child that holds its ``cord`` dies at once."""
        self.cord.pull()


class StoreWorker:
    """One thread that does what is asked in order; what may wait is done only when nothing else is asked."""

    def __init__(self) -> None:
        """Start no thread before the first piece of work."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._turn = threading.Lock()
        self._soon: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._later: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, work: Callable[[], Any], *, may_wait: bool = False, after_all: bool = False) -> Future[Any]:
        """Ask for work; its future tells what came of it. ``after_all``: what may wait comes before it, too."""
        asked = Future[Any]()
        with self._turn:
            if after_all:
                self._soon.extend(self._later)
                self._later.clear()
            (self._later if may_wait else self._soon).append((asked, work))
        self._thread.submit(self._do_next)
        return asked

    def close(self) -> None:
        """Do everything that was asked, then end."""
        self._thread.shutdown(wait=True)

    def _do_next(self) -> None:
        """Do the piece whose turn it is: as often called as work was asked for."""
        with self._turn:
            asked, work = (self._soon or self._later).popleft()
        asked.set_running_or_notify_cancel()
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  # as an executor does: who asked hears of it
            asked.set_exception(error)
        else:
            asked.set_result(result)


class Jobs(QObject):
    """Runs work off the main thread. ``trouble`` brings the error nobody else handled."""

    trouble = Signal(object)
    settled = Signal()
    _returned = Signal(object)

    def __init__(self) -> None:
        """Start no thread yet: executors start theirs with the first piece of work."""
        super().__init__()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._store = StoreWorker()
        self._pool = ThreadPoolExecutor(_POOL, thread_name_prefix="pool")
        self._open = 0
        self._round = 0
        self._awaited, self._is_calm = 0, threading.Event()
        self._is_calm.set()
        self._returned.connect(self._on_returned, Qt.ConnectionType.QueuedConnection)

    @property
    def open_count(self) -> int:
        """How many pieces of work have not come back yet."""
        return self._open

    def on_store(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KnownError], None] | None = None
    ) -> None:
        """Run work on the store worker, after everything that was asked in this way before."""
        self._awaited += 1
        self._is_calm.clear()
        self._watch(self._store.submit(work), done, failed, is_awaited=True)

    def on_store_later(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KnownError], None] | None = None
    ) -> None:
        """Run one short piece (≤ 15 ms) of long work on the store worker, when nobody waits for anything else."""
        self._watch(self._store.submit(work, may_wait=True), done, failed)

    def in_background(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None] | None = None,
        *,
        is_awaited: bool = False,
    ) -> None:
        """Run work that does not touch the writer (files, network, drawing); long work gives way to what is awaited."""
        if is_awaited:
            self._awaited += 1
            self._is_calm.clear()
        self._watch(self._pool.submit(work), done, failed, is_awaited=is_awaited)

    def give_way(self) -> None:
        """Stand still for a moment while somebody waits for an answer; long work on the pool asks between its steps.

        Threads of one process share one interpreter: F10 would take as many times longer as others work beside it.
        """
        self._is_calm.wait(_MOST_PATIENT_SECONDS)

    def end_store(self, close: Callable[[], None]) -> None:
        """Close a store after everything that was asked before, also what may wait, and before what is asked later.

        Whoever asked before is gone with the store's pages and hears no answer.
        """
        self._round += 1
        self._watch(self._store.submit(close, after_all=True), lambda _nothing: None, None)

    def after_drawing(self, work: Callable[[], None]) -> None:
        """Do something on the main thread once the window has drawn what it shows now; it counts as open work."""
        self.in_a_moment(1, work)  # 1 ms: Qt posts what is due at once, and posted work goes before drawing

    def in_a_moment(self, milliseconds: int, work: Callable[[], None]) -> None:
        """Do something on the main thread a little later; it counts as open work, and a closing store forgets it."""
        self._open += 1
        due = Future[None]()
        due.set_result(None)
        asked = _Asked(self._round, lambda _nothing: work(), None)
        QTimer.singleShot(milliseconds, self, lambda: self._on_returned((asked, due)))

    def close(self) -> None:
        """Let the store worker finish what it has; give up the rest."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._store.close()

    def _watch(
        self,
        asked: Future[T],
        done: Callable[[T], None],
        failed: Callable[[KnownError], None] | None,
        *,
        is_awaited: bool = False,
    ) -> None:
        self._open += 1
        asked.add_done_callback(partial(self._hand_over, _Asked(self._round, done, failed, is_awaited)))

    def _hand_over(self, asked: _Asked, future: Future[Any]) -> None:
        """Runs on the worker: only carries the finished future to the main thread."""
        self._returned.emit((asked, future))

    def _on_returned(self, parcel: tuple[_Asked, Future[Any]]) -> None:
        asked, future = parcel
        self._open -= 1
        try:
            if not future.cancelled():
                self._answer(asked, future)
        finally:
            self._awaited -= asked.is_awaited
            if self._awaited == 0:
                self._is_calm.set()
        if self._open == 0:
            self.settled.emit()

    def _answer(self, asked: _Asked, future: Future[Any]) -> None:
        error = future.exception()
        if asked.round != self._round:
            _log.info("an answer came after its store was closed: %s", type(error).__name__)
        elif error is None:
            asked.done(future.result())
        elif isinstance(error, KnownError) and asked.failed is not None:
            asked.failed(error)
        else:
            self._report(error)

    def _report(self, error: BaseException) -> None:
        known = error if isinstance(error, KnownError) else KnownError("unexpected_error")
        if known is not error:
            _log.error("work failed: %s", type(error).__name__, exc_info=error)
        self.trouble.emit(known)
