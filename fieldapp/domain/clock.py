"""The one module that reads the system's clock. Everything else is handed a ``Clock`` port."""

import time
import uuid
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fieldapp.domain.ids import uuid7


@cache
def _boot_id() -> str:
    """Name this start of the machine; where the system has no name for it (Windows), this process's own.

    One name for all clocks of a process: each new name begins every wait anew.
    """
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text(encoding="ascii").strip() if path.exists() else str(uuid.uuid4())


class SystemClock:
    """Wall clock in UTC, seconds since boot, and the name of the boot."""

    def __init__(self) -> None:
        """Read the name of the boot once."""
        self.boot = _boot_id()

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()


class SystemIds:
    """Makes UUIDv7 ids from the wall clock."""

    def new(self) -> str:
        """Return a fresh UUIDv7."""
        return uuid7(time.time_ns() // 1_000_000)
