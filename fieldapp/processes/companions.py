"""A child that comes with the first question and stays for the next ones: a camera, a reader, a hub for training."""

import threading
from collections.abc import Callable
from typing import NoReturn

from fieldapp.errors import KnownError
from fieldapp.processes.children import Ending
from fieldapp.processes.conversations import Conversation


class Companion:
    """At most one conversation at a time. ``ask`` may be called from any thread; ``close`` also while one waits."""

    def __init__(self, begin: Callable[[], Conversation], lost: str) -> None:
        """Remember how the child is started, and the code of ``KnownError`` for a question after ``close``."""
        self._begin, self._lost = begin, lost
        self._lock = threading.Lock()
        self._conversation: Conversation | None = None
        self._is_closed = False

    def ask(self, question: bytes, seconds: float) -> bytes | Ending:
        """Return the answer or how the child ended; raises ``KnownError`` when it cannot start or all is closed."""
        return self._started().ask(question, seconds)

    def send_away(self) -> None:
        """Kill the child; the next question brings another one."""
        with self._lock:
            conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.close()

    def close(self) -> None:
        """Kill the child, for good; returns at once."""
        with self._lock:
            self._is_closed = True
        self.send_away()

    def fail(self, code: str) -> NoReturn:
        """Close for good and say why."""
        self.close()
        raise KnownError(code)

    def _started(self) -> Conversation:
        with self._lock:
            if self._is_closed:
                raise KnownError(self._lost)
            if self._conversation is None:
                self._conversation = self._begin()
            return self._conversation
