"""A small TCP proxy that loses things where a network loses them: on the way there, or on the way back.

It looks at the bytes only to find the request a test names; everything else passes untouched.
"""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from types import TracebackType
from typing import Self


class Cut(Enum):
    """Where the connection ends."""

    REQUEST = "request"
    """Nothing of the named request reaches the hub."""
    HALF_REQUEST = "half request"
    """The hub gets its headers and half of its body."""
    ANSWER = "answer"
    """The hub works, its answer is lost: the cut between commit and answer."""
    HALF_ANSWER = "half answer"


class CutProxy:
    """Forwards 127.0.0.1 to a port; ``cut`` loses the next request that begins with some bytes."""

    def __init__(self, port: int) -> None:
        self.hub_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._plan: list[tuple[bytes, Cut]] = []
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.cuts = 0

    def __enter__(self) -> Self:
        accepting = threading.Thread(target=self._accept)
        accepting.start()
        self._threads.append(accepting)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self, start: bytes, where: Cut) -> None:
        """Lose the next request whose first bytes are ``start``."""
        self._plan.append((start, where))

    def _accept(self) -> None:
        while not self._closing:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, client: socket.socket) -> None:
        with client, _connected(self.hub_port) as hub:
            if hub is not None:
                with suppress(OSError):
                    self._forward(client, hub)

    def _forward(self, client: socket.socket, hub: socket.socket) -> None:
        where: Cut | None = None
        while not self._closing:
            ready, _, _ = select.select([client, hub], [], [], 0.1)
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                if source is client:
                    where = self._planned(data) or where
                    if where is Cut.REQUEST:
                        return
                    if where is Cut.HALF_REQUEST:
                        hub.sendall(data[: len(data) * 3 // 4])
                        return
                    hub.sendall(data)
                elif where is Cut.ANSWER:
                    return
                elif where is Cut.HALF_ANSWER:
                    client.sendall(data[: len(data) // 2])
                    return
                else:
                    client.sendall(data)

    def _planned(self, data: bytes) -> Cut | None:
        for plan in self._plan:
            if data.startswith(plan[0]):
                self._plan.remove(plan)
                self.cuts += 1
                return plan[1]
        return None


@contextmanager
def _connected(port: int) -> Iterator[socket.socket | None]:
    try:
        hub = socket.create_connection(("127.0.0.1", port), timeout=5)
    except OSError:
        yield None
        return
    with hub:
        yield hub
