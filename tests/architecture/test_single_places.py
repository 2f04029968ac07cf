"""Things that one module knows, so that they can be found, replaced and trusted: clock, threads, network."""

from collections.abc import Iterator

import pytest

from tests.support.source import Module, calls, imports, is_within, module_from, modules

CLOCK = "fieldapp.domain.clock"
# As they are written in the source; `datetime.now` covers `datetime.datetime.now` by its ending.
READS_THE_CLOCK = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.localtime",
    "time.gmtime",
    "QDateTime.currentDateTime",
    "QDateTime.currentDateTimeUtc",
    "QDateTime.currentMSecsSinceEpoch",
    "QDate.currentDate",
    "QTime.currentTime",
)
# perf_counter measures a span and says nothing about the time of day; a child process's time limit is such a span.

# What makes a thread. A lock makes none: it only says that a thing may be used from several.
THREADS = ("concurrent.futures", "multiprocessing", "_thread")
THREAD_MAKERS = ("Thread", "Timer", "ThreadPoolExecutor", "ProcessPoolExecutor", "to_thread")
QT_THREADS = ("QThread", "QThreadPool", "QRunnable", "QtConcurrent")
# The window's two workers; the child processes whose pipes are read; the hub, whose server runs handlers on threads.
KNOWS_THREADS = ("ui.jobs", "fieldapp.processes", "sync.hub")

NETWORK = ("socket", "http.client", "urllib.request", "httpx", "ssl", "ftplib", "smtplib", "PySide6.QtNetwork")
KNOWS_NETWORK = ("sync.client.transport", "sync.hub", "ui.demo")

CHILDREN = ("subprocess", "os.system", "os.fork", "os.spawnv", "PySide6.QtCore.QProcess")
# Besides: the system's own sound player, which gets nothing but the name of one of our files.
KNOWS_CHILDREN = ("fieldapp.processes", "ui.sounds", "ui.demo")


def clock_reads(module: Module) -> Iterator[str]:
    """Yield the calls of a module that ask the system what time it is."""
    for name, node in calls(module):
        if any(name == known or name.endswith("." + known) for known in READS_THE_CLOCK):
            yield f"{module.path.as_posix()}:{node.lineno}: {name}"


def imports_of(module: Module, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the imports of a module that are one of the names or below it."""
    for line, imported in imports(module):
        if any(is_within(imported, name) for name in names):
            yield f"{module.path.as_posix()}:{line}: {imported}"


def thread_starts(module: Module) -> Iterator[str]:
    """Yield the calls of a module that make a thread or a pool."""
    for name, node in calls(module):
        if name.split(".")[-1] in THREAD_MAKERS and "." in name:
            yield f"{module.path.as_posix()}:{node.lineno}: {name}"


def _others(homes: tuple[str, ...]) -> list[Module]:
    return [m for m in modules() if not m.is_migration and not any(is_within(m.name, home) for home in homes)]


def test_one_module_reads_the_clock() -> None:
    assert [read for module in _others((CLOCK,)) for read in clock_reads(module)] == []


def test_one_module_of_the_window_knows_threads() -> None:
    qt = tuple(f"PySide6.QtCore.{name}" for name in QT_THREADS)
    made = tuple(f"threading.{name}" for name in THREAD_MAKERS)

    assert [found for m in _others(KNOWS_THREADS) for found in imports_of(m, THREADS + made + qt)] == []
    assert [found for m in _others(KNOWS_THREADS) for found in thread_starts(m)] == []


def test_one_module_of_the_laptop_knows_the_network() -> None:
    assert [found for m in _others(KNOWS_NETWORK) for found in imports_of(m, NETWORK)] == []


def test_nobody_looks_at_the_items_of_a_layout() -> None:
    """PySide keeps its object for an item when the layout deletes the item; what Qt puts there next is taken for it.

    ``takeAt`` is good: what was taken is Python's own.
    """
    looks = [
        f"{module.path.as_posix()}:{node.lineno}"
        for module in modules()
        for name, node in calls(module)
        if name.split(".")[-1] in ("itemAt", "itemAtPosition")
    ]

    assert looks == []


def test_one_module_starts_children() -> None:
    assert [found for m in _others(KNOWS_CHILDREN) for found in imports_of(m, CHILDREN)] == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime, UTC\nx = datetime.now(UTC)",
        "import datetime\nx = datetime.date.today()",
        "import time\ndef f():\n    return time.monotonic()",
    ],
)
def test_a_look_at_the_clock_is_found(text: str) -> None:
    assert list(clock_reads(module_from("fieldapp.services.cards", text)))


def test_a_clock_that_was_handed_in_passes() -> None:
    assert list(clock_reads(module_from("fieldapp.services.cards", "def f(clock):\n    return clock.now()"))) == []


def test_a_thread_that_is_started_is_found_and_a_lock_is_not() -> None:
    text = "import threading\nlock = threading.Lock()\nthreading.Thread(target=print).start()"

    assert len(list(thread_starts(module_from("fieldapp.store.engine", text)))) == 1
