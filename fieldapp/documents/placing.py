"""Fills a template's placed items with facts: specs and words in, items of a page out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldapp.documents.pages import DOT, Ellipse, ImageBox, Item, Rect, Strokes
from fieldapp.documents.symbols import symbol
from fieldapp.documents.templates import EmblemSpec, PhotoSpec, QrSpec, RectSpec, SignatureSpec, Spec, TextSpec
from fieldapp.documents.typesetting import fitted
from fieldapp.domain.photos import photo_from_jpeg
from fieldapp.domain.problems import Refusal
from fieldapp.domain.signatures import Signature, lines_within, unpack
from fieldapp.errors import KnownError


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What a paper shows besides words: a photo as checked JPEG and a signature; either may be missing."""

    photo: bytes = b""
    signature: Signature | None = None


NO_PICTURES = Pictures()


def pictures_of(photo: bytes, signature: bytes) -> Pictures | Refusal:
    """Return what a paper shows of kept bytes, empty when there are none.

    Refuses ``photo_too_large``, ``photo_unfit`` and ``signature_unreadable``: nothing unchecked is drawn.
    """
    checked = photo_from_jpeg(photo) if photo else None
    written = unpack(signature) if signature else None
    if isinstance(checked, Refusal):
        return checked
    return written if isinstance(written, Refusal) else Pictures(photo=photo, signature=written)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Put facts into a text with {placeholders}; one that no fact has is a slip in the template."""
    try:
        return text.format_map(facts)
    except (KeyError, ValueError, IndexError) as error:
        raise KnownError("template_invalid", file="", place=text) from error


Bleed = tuple[float, float]
"""How far colour runs over the edges: left and right, top and bottom (mm)."""
NO_BLEED: Bleed = (0.0, 0.0)


def placed(
    specs: Iterable[Spec], facts: Mapping[str, str], bleed: Bleed = NO_BLEED, pictures: Pictures = NO_PICTURES
) -> tuple[Item, ...] | Refusal:
    """Return the items of one side; what has nothing to say is left out. Refuses ``qr_too_long``."""
    found: list[Item] = []
    for spec in specs:
        if isinstance(spec, PhotoSpec | SignatureSpec):
            found.extend(_pictured(spec, pictures))
            continue
        items = _items(spec, facts, bleed)
        if isinstance(items, Refusal):
            return items
        found.extend(items)
    return tuple(found)


def _pictured(spec: PhotoSpec | SignatureSpec, pictures: Pictures) -> tuple[Item, ...]:
    if isinstance(spec, SignatureSpec):
        return written(pictures.signature, spec) if pictures.signature is not None else ()
    x, y, width, height = spec.box
    photo = ImageBox(x=x, y=y, width=width, height=height, content=pictures.photo)
    return (photo,) if pictures.photo else ()


def written(signature: Signature, spec: SignatureSpec) -> tuple[Strokes]:
    """Return a signature inside its box, ends of the pen included."""
    x, y, width, height = spec.box
    half = spec.width / 2
    inner = (x + half, y + half, width - spec.width, height - spec.width)
    return (Strokes(lines=lines_within(signature, inner), width=spec.width, colour=spec.colour),)


def _items(
    spec: TextSpec | RectSpec | EmblemSpec | QrSpec, facts: Mapping[str, str], bleed: Bleed
) -> tuple[Item, ...] | Refusal:
    if isinstance(spec, RectSpec):
        return (_rect(spec, bleed),)
    if isinstance(spec, EmblemSpec):
        return emblem(*spec.box, spec.colour)
    text = filled(spec.text, facts)
    if not text.strip() or (spec.when and not facts.get(spec.when)):
        return ()
    if isinstance(spec, TextSpec):
        x, y, width, height = spec.box
        return (fitted(text, x=x, y=y, width=width, height=height, style=spec.style, name=spec.name),)
    return _qr(spec, text)


def _qr(spec: QrSpec, text: str) -> tuple[Item, ...] | Refusal:
    x, y = spec.at
    code = symbol(text, x=x, y=y, module=spec.dots * DOT, version=spec.version)
    return code if isinstance(code, Refusal) else (code,)


def _rect(spec: RectSpec, bleed: Bleed) -> Rect:
    x, y, width, height = spec.box
    across, down = bleed
    left, right = (across * (side in spec.bleed) for side in ("left", "right"))
    top, bottom = (down * (side in spec.bleed) for side in ("top", "bottom"))
    return Rect(
        x=x - left,
        y=y - top,
        width=width + left + right,
        height=height + top + bottom,
        colour=spec.colour,
        radius=spec.radius,
        stroke=spec.stroke,
    )


def emblem(x: float, y: float, diameter: float, colour: str) -> tuple[Item, ...]:
    """Return the mark as shapes: a ring, and 工 as two bars with a stem."""
    ring = diameter * 0.055
    bar = diameter * 0.085
    wide, narrow = diameter * 0.46, diameter * 0.38
    middle = x + diameter / 2
    upper, lower = y + diameter * 0.31, y + diameter * 0.69 - bar
    return (
        Ellipse(
            x=x + ring / 2, y=y + ring / 2, width=diameter - ring, height=diameter - ring, colour=colour, stroke=ring
        ),
        Rect(x=middle - narrow / 2, y=upper, width=narrow, height=bar, colour=colour),
        Rect(x=middle - bar / 2, y=upper, width=bar, height=lower - upper + bar, colour=colour),
        Rect(x=middle - wide / 2, y=lower, width=wide, height=bar, colour=colour),
    )
