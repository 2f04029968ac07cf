"""The lock that keeps one store to one process."""

import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from fieldapp.errors import KnownError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class SingleInstance:
    """A lock file held by one process; the system frees it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Name the lock file; nothing is taken yet."""
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock; False when another process (or another instance here) holds it."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+b")
        try:
            if sys.platform == "win32":
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back; the file stays, for removing it would race with the next owner."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "SingleInstance":
        """Take the lock; ``KnownError`` "already_running" when it is held."""
        if not self.acquire():
            raise KnownError("already_running")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        self.release()
