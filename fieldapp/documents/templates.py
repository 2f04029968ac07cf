"""Reads templates: JSON files that a county edits without a programmer, checked strictly.

A template that cannot be understood is trouble of the environment (``KnownError``
``template_invalid``); it names the file and the place, so that whoever edited it finds the slip.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fieldapp.documents.fonts import BOLD, REGULAR
from fieldapp.documents.typesetting import Style
from fieldapp.errors import KnownError
from resources import resource

WEIGHTS = {"regular": REGULAR, "bold": BOLD}
SIDES = frozenset({"left", "top", "right", "bottom"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpec:
    """Text in a box; ``text`` holds {placeholders}, ``when`` names a fact without which it is left out."""

    box: tuple[float, float, float, float]
    text: str
    style: Style
    name: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectSpec:
    """A rectangle, filled or with an outline of ``stroke`` mm; the sides in ``bleed`` run over the cut edge."""

    box: tuple[float, float, float, float]
    colour: str
    bleed: tuple[str, ...] = ()
    radius: float = 0.0
    stroke: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmblemSpec:
    """The mark: a ring with the character 工 drawn as three bars; ``box`` is x, y, diameter."""

    box: tuple[float, float, float]
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QrSpec:
    """A QR symbol at ``at`` (mm), ``dots`` printer dots (300 dpi) per module; without version the smallest."""

    at: tuple[float, float]
    text: str
    dots: int = 4
    version: int | None = None
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSpec:
    """Where a photo stands: it fills the box as far as its proportions let it; nothing when there is none."""

    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureSpec:
    """Where a signature made on the pad stands, drawn with a pen of ``width`` mm."""

    box: tuple[float, float, float, float]
    width: float
    colour: str


Spec = TextSpec | RectSpec | EmblemSpec | QrSpec | PhotoSpec | SignatureSpec


class Source:
    """One template file while it is being read; every access says what it expects."""

    def __init__(self, name: str, values: Mapping[str, Any], place: str = "") -> None:
        """Wrap a part of the file called ``name``; ``place`` says where in it."""
        self.name = name
        self.values = values
        self.place = place

    def fail(self, key: str) -> KnownError:
        """Return the error that names this file and the place of the slip."""
        return KnownError("template_invalid", file=f"{self.name}.json", place=f"{self.place}{key}")

    def only(self, *keys: str) -> None:
        """Refuse keys that mean nothing, which are slips of the pen."""
        for key in self.values.keys() - set(keys):
            raise self.fail(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.fail(key)
        return value

    def choice(self, key: str, allowed: frozenset[str], default: str) -> str:
        """Return one of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(key)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(key)
        return float(value)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """Return a list of exactly ``count`` numbers."""
        value = self.values.get(key)
        if not isinstance(value, list) or len(value) != count:
            raise self.fail(key)
        if any(isinstance(part, bool) or not isinstance(part, int | float) for part in value):
            raise self.fail(key)
        return tuple(float(part) for part in value)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, empty when there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise self.fail(key)
        return tuple(value)

    def table(self, key: str) -> dict[str, str]:
        """Return an object of strings."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            raise self.fail(key)
        return dict(value)

    def part(self, key: str) -> "Source":
        """Return an object inside this one."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.fail(key)
        return Source(self.name, value, f"{self.place}{key}.")

    def parts(self, key: str) -> tuple["Source", ...]:
        """Return a list of objects inside this one."""
        value = self.values.get(key)
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise self.fail(key)
        return tuple(Source(self.name, part, f"{self.place}{key}[{index}].") for index, part in enumerate(value))


@cache
def source(name: str) -> Source:
    """Open the template ``resources/templates/<name>.json``."""
    path = resource("templates", f"{name}.json")
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnownError("template_invalid", file=path.name, place="") from error
    if not isinstance(values, dict):
        raise KnownError("template_invalid", file=path.name, place="")
    return Source(name, values)


def style_of(part: Source, colours: Mapping[str, str]) -> Style:
    """Read how text is set; sizes are em heights in mm."""
    size = part.number("size")
    return Style(
        size=size,
        least=part.number("least", size),
        lines=int(part.number("lines", 1)),
        weight=WEIGHTS[part.choice("weight", frozenset(WEIGHTS), "regular")],
        colour=_colour(part, colours),
        spacing=part.number("spacing", 0.0),
        leading=part.number("leading", 1.4),
        align=part.choice("align", frozenset({"left", "center", "right"}), "left"),
        valign=part.choice("valign", frozenset({"top", "middle", "bottom"}), "top"),
    )


STYLE_KEYS = ("size", "least", "lines", "weight", "colour", "spacing", "leading", "align", "valign")


def _colour(part: Source, colours: Mapping[str, str]) -> str:
    word = part.text("colour", "ink")
    if word not in colours:
        raise part.fail("colour")
    return colours[word]


def spec_of(part: Source, colours: Mapping[str, str]) -> Spec:
    """Read one placed item of a template."""
    return _READERS[part.choice("kind", frozenset(_READERS), "text")](part, colours)


def _text_spec(part: Source, colours: Mapping[str, str]) -> TextSpec:
    part.only("kind", "box", "text", "name", "when", *STYLE_KEYS)
    return TextSpec(
        box=_box(part),
        text=part.text("text"),
        style=style_of(part, colours),
        name=part.text("name", ""),
        when=part.text("when", ""),
    )


def _box(part: Source) -> tuple[float, float, float, float]:
    x, y, width, height = part.numbers("box", 4)
    return x, y, width, height


def _rect_spec(part: Source, colours: Mapping[str, str]) -> RectSpec:
    part.only("kind", "box", "colour", "bleed", "radius", "stroke")
    sides = part.words("bleed")
    if not SIDES.issuperset(sides):
        raise part.fail("bleed")
    return RectSpec(
        box=_box(part),
        colour=_colour(part, colours),
        bleed=sides,
        radius=part.number("radius", 0.0),
        stroke=part.number("stroke", 0.0),
    )


def _emblem_spec(part: Source, colours: Mapping[str, str]) -> EmblemSpec:
    part.only("kind", "box", "colour")
    x, y, diameter = part.numbers("box", 3)
    return EmblemSpec(box=(x, y, diameter), colour=_colour(part, colours))


def _photo_spec(part: Source, _colours: Mapping[str, str]) -> PhotoSpec:
    part.only("kind", "box")
    return PhotoSpec(box=_box(part))


def _signature_spec(part: Source, colours: Mapping[str, str]) -> SignatureSpec:
    part.only("kind", "box", "width", "colour")
    return SignatureSpec(box=_box(part), width=part.number("width", 0.35), colour=_colour(part, colours))


def _qr_spec(part: Source, _colours: Mapping[str, str]) -> QrSpec:
    part.only("kind", "at", "text", "dots", "version", "when")
    x, y = part.numbers("at", 2)
    version = int(part.number("version")) if "version" in part.values else None
    return QrSpec(
        at=(x, y),
        text=part.text("text"),
        dots=int(part.number("dots", 4)),
        version=version,
        when=part.text("when", ""),
    )


_READERS: Mapping[str, Callable[[Source, Mapping[str, str]], Spec]] = {
    "text": _text_spec,
    "rect": _rect_spec,
    "emblem": _emblem_spec,
    "qr": _qr_spec,
    "photo": _photo_spec,
    "signature": _signature_spec,
}
