"""Administrative divisions (行政区划): county codes of GB/T 2260, present and abolished.

Codes on living people's cards stay valid after their county is gone, so the historic ones are
known too; an unknown code is at most a warning. Statistical pseudo counties are usable as places
of work and in reports.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from resources import resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One county (县、区、旗) with the names above it; ``city`` is empty under a municipality."""

    code: str
    name: str
    city: str
    province: str

    @property
    def full_name(self) -> str:
        """All names from the province down."""
        return f"{self.province}{self.city}{self.name}"


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    raw = json.loads(resource("data", "regions.json").read_text(encoding="utf-8"))
    return {key: value for key, value in raw.items() if key != "source"}


@cache
def known_counties() -> frozenset[str]:
    """Return every county code that an identity number may begin with, present and historic."""
    data = _data()
    return frozenset(data["counties"]) | frozenset(data["historic"]) | frozenset(data["statistical"])


def region_name(code: str) -> str | None:
    """Return the name of a county (six digits), city (``150600`` or ``1506``) or province; None if unknown."""
    data = _data()
    short = code.removesuffix("00").removesuffix("00") if len(code) == 6 else code
    for kind in ("counties", "statistical", "historic"):
        if code in data[kind]:
            return data[kind][code]
    return data["cities"].get(short) or data["provinces"].get(short)


def region(code: str) -> Region | None:
    """Return a present or statistical county with the names above it; None if there is none."""
    data = _data()
    name = data["counties"].get(code) or data["statistical"].get(code)
    if name is None:
        return None
    return Region(
        code=code, name=name, city=data["cities"].get(code[:4], ""), province=data["provinces"].get(code[:2], "")
    )


@cache
def counties(prefix: str = "") -> tuple[Region, ...]:
    """Return the present counties whose code begins with a prefix, in code order, pseudo counties last."""
    data = _data()
    codes = [code for kind in ("counties", "statistical") for code in data[kind] if code.startswith(prefix)]
    return tuple(found for code in codes if (found := region(code)) is not None)


def covers(wider: str, code: str) -> bool:
    """Whether a province's or city's code (``150000``, ``150600``) or the same county's covers a code."""
    if wider.endswith("0000"):
        return code.startswith(wider[:2])
    if wider.endswith("00"):
        return code.startswith(wider[:4])
    return wider == code
