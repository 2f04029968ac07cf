"""The notice people agree to (告知书): versioned, because a consent names the very text it stands on.

A text that was used is never changed: a new wording is a new notice.
"""

import json
from dataclasses import dataclass
from functools import cache

from resources import resource

CURRENT = "notice-1"
"""What a consent given today refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One version: the sentence of will, and paragraphs as (heading, text)."""

    id: str
    title: str
    will: str
    paragraphs: tuple[tuple[str, str], ...]


@cache
def notice(name: str = CURRENT) -> Notice:
    """Return a notice; ``FileNotFoundError`` for an unknown one."""
    raw = json.loads(resource("notices", f"{name}.json").read_text(encoding="utf-8"))
    paragraphs = tuple((one["head"], one["text"]) for one in raw["paragraphs"])
    return Notice(id=raw["id"], title=raw["title"], will=raw["will"], paragraphs=paragraphs)
