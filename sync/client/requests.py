"""Requests and replies as frozen values, so that a round can be thought through without a network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from sync.protocol.limits import REPLY_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, headers and signature included. ``reply_bytes`` caps what may come back."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""
    reply_bytes: int = REPLY_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Whatever answered; header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class NoReply:
    """Nothing whole came back. ``code`` names the message; whether the request arrived is unknown."""

    code: str


class Transport(Protocol):
    """Carries one request and brings what came back; never raises for what a network may do."""

    def send(self, request: Request) -> Reply | NoReply: ...
