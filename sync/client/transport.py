"""HTTP for real: the one module that talks to the network, and what a network does as values.

Certificates are verified as the system has it, redirects are never followed (a portal's favourite),
replies are capped while they arrive, and whatever drips or never comes to its point ends at the deadline.
"""

import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpcore
import httpx

from fieldapp.domain.ports import Clock
from sync.client.addresses import is_loopback
from sync.client.requests import NoReply, Reply, Request

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0
REPLY_SECONDS = 120.0
"""From the first byte of a request to the last of its reply."""


class HttpTransport:
    """Keeps connections to one hub open; close it, or use it in a ``with``."""

    def __init__(self, url: str, clock: Clock, *, silence_seconds: float = SILENCE_SECONDS) -> None:
        """Prepare for a hub's address; nothing is sent yet. A hub on this machine needs no proxy."""
        self._clock = clock
        self._ends = clock.monotonic() + REPLY_SECONDS
        self._client = httpx.Client(
            timeout=httpx.Timeout(silence_seconds, connect=min(CONNECT_SECONDS, silence_seconds)),
            follow_redirects=False,
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
            headers={"Accept-Encoding": "identity", "User-Agent": "fieldapp"},
        )
        _limit(self._client, lambda: self._ends - clock.monotonic())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def send(self, request: Request) -> Reply | NoReply:
        """Carry one request; what fails is a code.

        ``hub_unreachable``, ``hub_silent``, ``tls_failed``, ``reply_too_large``, ``reply_cut``.
        """
        self._ends = self._clock.monotonic() + REPLY_SECONDS
        try:
            with self._client.stream(
                request.method, request.url, headers=dict(request.headers), content=request.body or None
            ) as response:
                return self._read(response, request.reply_bytes)
        except httpx.TimeoutException:
            return NoReply("hub_silent")
        except httpx.ConnectError as error:
            return NoReply("tls_failed" if _is_tls(error) else "hub_unreachable")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            return NoReply("reply_cut")

    def _read(self, response: httpx.Response, limit: int) -> Reply | NoReply:
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > limit:
                return NoReply("reply_too_large")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(status=response.status_code, headers=headers, body=bytes(body))


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


class _LimitedStream(httpcore.NetworkStream):
    """A connection that gives up when the request's time is over, in the middle of headers too."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._stream, self._left = stream, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is; ``httpcore.ReadTimeout`` when that took too long, all in all."""
        left = self._left()
        if left <= 0:
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, left if timeout is None else min(timeout, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted, under the same limit."""
        return _LimitedStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._left)

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection knows of itself."""
        return self._stream.get_extra_info(info)


class _LimitedBackend(httpcore.SyncBackend):
    """Makes connections that keep the deadline: httpx itself only knows the silence between two bytes."""

    def __init__(self, left: Callable[[], float]) -> None:
        self._left = left

    def connect_tcp(self, *arguments: Any, **more: Any) -> httpcore.NetworkStream:
        """Connect as usual."""
        return _LimitedStream(super().connect_tcp(*arguments, **more), self._left)


def _limit(client: httpx.Client, left: Callable[[], float]) -> None:
    """Put a deadline under every connection of a client, those through proxies too.

    httpx has no way to hand a backend down, so its pools are given one; a test would notice if that changed.
    """
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _LimitedBackend(left)
