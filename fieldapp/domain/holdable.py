"""The door for text: what no store, envelope or workbook can hold stays outside, whatever field it came in by.

Typed, pasted, scanned or read from a file, text reaches a use case inside a command, so it is looked at there once.
What is left is kept as it is: nothing is folded, composed or shortened (``docs/decisions/0043``).
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from fieldapp.domain.problems import Refusal

LONGEST = 4096
"""Characters of one text; four of these still fit into the 64 KB of an envelope on the wire."""
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
C = TypeVar("C")


class _TextTooLongError(ValueError):
    """A text is longer than ``LONGEST``."""


def holdable(command: C) -> C | Refusal:
    """Return a command whose texts are free of controls and lone surrogates (XML 1.0 §2.2, RFC 8259 §8.2).

    Line ends and tabs stay. The command itself comes back when nothing has to go; refuses ``text_too_long``.
    """
    try:
        found: C = _held(command)
    except _TextTooLongError:
        return Refusal(code="text_too_long")
    return found


def sought(text: str) -> str:
    """Return a text to be looked for: what cannot stand anywhere is not found, and nothing longer is."""
    return _UNHOLDABLE.sub("", text[:LONGEST])


def _held(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if is_dataclass(value) and not isinstance(value, type):
        before = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        changed = {name: held for name, old in before.items() if (held := _held(old)) is not old}
        return replace(value, **changed) if changed else value
    if type(value) in (tuple, list, frozenset):
        return _all(value)
    if isinstance(value, Mapping):
        held = {_held(key): _held(one) for key, one in value.items()}
        if held == value:
            return value
        return held if isinstance(value, dict) else MappingProxyType(held)
    return value


def _text(value: str) -> str:
    if len(value) > LONGEST:
        raise _TextTooLongError
    return value if value.isprintable() or not _UNHOLDABLE.search(value) else _UNHOLDABLE.sub("", value)


def _all(values: Any) -> Any:
    held = [_held(one) for one in values]
    return values if all(new is old for new, old in zip(held, values, strict=True)) else type(values)(held)
