"""HTTP for real: the one module that talks to the network, and what a network does as values.

Certificates are verified as the system has it, redirects are never followed (a portal's favourite),
replies are capped while they arrive, and a reply that drips ends at the deadline.
"""

import ssl
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

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
        self._client = httpx.Client(
            timeout=httpx.Timeout(silence_seconds, connect=min(CONNECT_SECONDS, silence_seconds)),
            follow_redirects=False,
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
            headers={"Accept-Encoding": "identity", "User-Agent": "fieldapp"},
        )

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
        deadline = self._clock.monotonic() + REPLY_SECONDS
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > limit:
                return NoReply("reply_too_large")
            if self._clock.monotonic() > deadline:
                return NoReply("hub_silent")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(status=response.status_code, headers=headers, body=bytes(body))


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
