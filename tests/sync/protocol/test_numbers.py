"""No number of the protocol can break at whoever keeps it: each has both its ends."""

import importlib
import pkgutil
from typing import Any

import pytest

from fieldapp.domain.problems import Refusal
from sync import protocol
from sync.protocol.info import Info
from sync.protocol.messages import Message, decode, encode
from sync.protocol.numbers import LARGEST


def _messages() -> list[type[Message]]:
    for found in pkgutil.iter_modules(protocol.__path__):
        importlib.import_module(f"{protocol.__name__}.{found.name}")
    seen, waiting = list[type[Message]](), [Message]
    while waiting:
        children = waiting.pop().__subclasses__()
        seen += children
        waiting += children
    return seen


def _numbers(schema: Any, place: str) -> list[str]:
    """Name every whole number of a JSON schema that lacks an end."""
    if isinstance(schema, list):
        return [one for part in schema for one in _numbers(part, place)]
    if not isinstance(schema, dict):
        return []
    if schema.get("type") == "integer":
        ends = (schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum"))
        return [] if None not in ends and max(map(abs, ends)) <= LARGEST else [place]
    return [one for key, part in schema.items() for one in _numbers(part, f"{place}/{key}")]


def test_every_number_of_every_message_has_both_its_ends() -> None:
    messages = [one for one in _messages() if one.__module__.startswith("sync.protocol.")]
    messages = [one for one in messages if not one.__name__.startswith("_Bearing")]  # facts: looked at one by one
    assert len(messages) > 20
    assert [place for one in messages for place in _numbers(one.model_json_schema(), one.__name__)] == []


@pytest.mark.parametrize("time", [0, 2**63, 10**400, -1, 946_684_799_999])
def test_a_hub_whose_clock_no_calendar_has_is_not_understood(time: int) -> None:
    good = Info(server="a" * 16, gen=1, time=1_790_000_000_000, nonce="n", key="k", tier=0)
    bent = encode(good).replace(b"1790000000000", str(time).encode())

    assert decode(Info, encode(good)) == good
    said = decode(Info, bent)
    assert isinstance(said, Refusal)
    assert said.code == "message_unreadable"
