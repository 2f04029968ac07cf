"""What no row can hold and no calendar reckons with stays out of the store, whoever signed it.

A centre that errs must not stop a laptop: what it sends is looked at before any table is touched, and one bad item is
set aside without its neighbours.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from fieldapp.domain.forms import read_day

_LARGEST = 2**53 - 1
_DEEPEST = 16
_MOST_OF_A_TEXT = 64 * 1024


def sound(value: Any, depth: int = _DEEPEST) -> Any:
    """Return plain data as it came; ``ValueError`` for what is too deep, too long, too large, or half a character."""
    if isinstance(value, str):
        if len(value) > _MOST_OF_A_TEXT or "\0" in value:
            raise ValueError("a text that no row holds")
        value.encode()
    elif isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) > _LARGEST:
            raise ValueError("a number that no row holds")
    elif isinstance(value, Mapping | list | tuple):
        if not depth:
            raise ValueError("nested too deeply")
        for one in value.items() if isinstance(value, Mapping) else value:
            sound(one, depth - 1)
    return value


def payload_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a signed object says (``p`` is its exact text), or the body itself when it is not wrapped.

    ``ValueError`` when that is nothing a row could hold.
    """
    wrapped = body.get("p")
    try:
        found: Any = json.loads(wrapped) if isinstance(wrapped, str) else body
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, Mapping):
        raise ValueError("a payload is a mapping")
    sound(found)
    return found


def words_in(body: Mapping[str, Any], name: str) -> str | None:
    """Return a text of a body, None when it is not said; ``TypeError`` for anything else."""
    found = body.get(name)
    if found is not None and not isinstance(found, str):
        raise TypeError(f"{name} is no text")
    return found


def whole_in(body: Mapping[str, Any], name: str, least: int = 0) -> int:
    """Return a whole number of a body; ``TypeError`` for anything else, ``ValueError`` below ``least``."""
    found = body[name]
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(f"{name} is no whole number")
    if found < least:
        raise ValueError(f"{name} is too small")
    return found


def day_in(body: Mapping[str, Any], name: str) -> str | None:
    """Return a day (ISO 8601) of our time, None when it is not said; ``TypeError`` or ``ValueError`` for others."""
    found = words_in(body, name)
    read_day(found)
    return found
