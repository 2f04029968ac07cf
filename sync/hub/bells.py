"""Wakes long-polls of this process when a feed may have grown; other processes are found by looking again."""

import asyncio
import threading


class Bell:
    """Rung from any thread, heard by coroutines."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()
        self.is_closing = False

    def ring(self) -> None:
        """Wake everybody who waits now."""
        with self._lock:
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """Wake everybody for good: the hub goes down."""
        self.is_closing = True
        self.ring()

    async def wait(self, seconds: float) -> None:
        """Wait for the next ring, at most that long."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._waiting.add(entry)
        try:
            if not self.is_closing:
                await asyncio.wait_for(entry[1].wait(), seconds)
        except TimeoutError:
            pass
        finally:
            with self._lock:
                self._waiting.discard(entry)
