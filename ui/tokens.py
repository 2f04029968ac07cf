"""Style tokens: three themes as data. Knows colours and measures, nothing of widgets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from resources import resource

SCALES = (90, 100, 110, 120, 130, 150, 170, 200)
"""Font scales a person can choose, in per cent."""


class ThemeName(StrEnum):
    """The three themes (标准, 户外高对比, 深色)."""

    STANDARD = "standard"
    OUTDOOR = "outdoor"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours by name (``#rrggbb``), line width and corner radius in logical pixels."""

    title: str
    colours: Mapping[str, str]
    border: int
    radius: int

    def __getitem__(self, name: str) -> str:
        """Return one colour; ``KeyError`` for a name the theme does not have."""
        return self.colours[name]


@cache
def tokens(name: ThemeName) -> Tokens:
    """Return the tokens of one theme."""
    return Tokens(**json.loads(resource("theme", f"{name}.json").read_text(encoding="utf-8")))
