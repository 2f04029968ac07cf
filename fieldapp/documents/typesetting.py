"""Sets text into boxes: breaks lines as Chinese is broken, shrinks what is too wide, aligns.

Works in em and millimetres with the widths of ``fonts``; the result stands still whatever paints it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fieldapp.documents import fonts
from fieldapp.documents.pages import TextBox, TextLine

NOT_FIRST = frozenset("，。、；：！？）》」』】〉…—·,.;:!?)]}%")
"""Characters that must not begin a line (GB/T 15834: punctuation at line ends)."""
NOT_LAST = frozenset("（《「『【〈([{")
EM_TOP = 0.88
"""How far the em box of a Chinese face reaches above the baseline, in em."""
STEP = 0.96
"""Each try at shrinking takes this share of the size before."""
FLOOR = 1.1
"""Text is never set smaller than this (mm em height, about 3 pt), however long it is."""


_Paragraph = tuple[tuple[str, float], ...]
"""Pieces that must stay together, each with its width in em."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How text is set: em height ``size`` and ``least`` when shrinking, in mm.

    Down to ``least`` it stays on one line (``lines`` 1) or may take up to ``lines``; ``spacing`` in em,
    ``leading`` as a multiple of the size, ``align`` left, center or right, ``valign`` top, middle or bottom.
    """

    size: float
    least: float = 0.0
    lines: int = 1
    weight: int = fonts.REGULAR
    colour: str = "#000000"
    spacing: float = 0.0
    leading: float = 1.4
    align: str = "left"
    valign: str = "top"


@lru_cache(maxsize=512)
def fitted(text: str, *, x: float, y: float, width: float, height: float, style: Style, name: str = "") -> TextBox:
    """Set text into a box: one line while it fits at ``least`` or more, then more lines, then smaller."""
    size, lines = _sized(text, width, height, style)
    pitch = size * style.leading
    block = pitch * (len(lines) - 1) + size
    top = y + {"top": 0.0, "middle": (height - block) / 2, "bottom": height - block}[style.valign]
    placed = tuple(
        TextLine(line, x + _shift(line, width, size, style), top + index * pitch + EM_TOP * size)
        for index, line in enumerate(lines)
    )
    return TextBox(
        x=x,
        y=y,
        width=width,
        height=height,
        size=size,
        lines=placed,
        weight=style.weight,
        colour=style.colour,
        spacing=style.spacing * size,
        name=name,
    )


def _sized(text: str, width: float, height: float, style: Style) -> tuple[float, tuple[str, ...]]:
    """Return the size and the lines: for each allowed number of lines the largest size that fits."""
    paragraphs = _measured(text, style)
    least = style.least or style.size
    widest = max(_width(paragraph, style.spacing) for paragraph in paragraphs)
    if len(paragraphs) == 1 and width / max(widest, 1e-9) >= least:
        return min(style.size, height, width / max(widest, 1e-9)), (text.strip(),)
    for allowed in range(len(paragraphs), style.lines + 1):
        size = style.size
        while size >= least * 0.999:
            lines = _filled(paragraphs, width / size, style.spacing)
            if _fits(lines, size, allowed, height, style):
                return size, lines
            size *= STEP
    return _squeezed(paragraphs, width, height, style, least)


def _squeezed(
    paragraphs: tuple[_Paragraph, ...], width: float, height: float, style: Style, size: float
) -> tuple[float, tuple[str, ...]]:
    """Go below the smallest wanted size rather than lose a character of somebody's name."""
    lines = _filled(paragraphs, width / size, style.spacing)
    while size > FLOOR and not _fits(lines, size, style.lines, height, style):
        size *= STEP
        lines = _filled(paragraphs, width / size, style.spacing)
    return size, lines


def _width(paragraph: _Paragraph, spacing: float) -> float:
    return sum(wide for _, wide in paragraph) + spacing * max(0, len(paragraph) - 1)


def _fits(lines: tuple[str, ...], size: float, allowed: int, height: float, style: Style) -> bool:
    tall = size * style.leading * (len(lines) - 1) + size
    return len(lines) <= allowed and tall <= height * 1.001


def _shift(line: str, width: float, size: float, style: Style) -> float:
    if style.align == "left":
        return 0.0
    rest = width - fonts.width(line, style.weight, style.spacing) * size
    return rest / 2 if style.align == "center" else rest


def broken(text: str, width: float, style: Style) -> tuple[str, ...]:
    """Break text into lines of at most ``width`` em; a newline always breaks.

    A word of Latin letters or digits stays whole, even when it alone is wider than the line: whoever
    asked then shrinks the text.
    """
    return _filled(_measured(text, style), width, style.spacing)


def _measured(text: str, style: Style) -> tuple[_Paragraph, ...]:
    return tuple(
        tuple((piece, fonts.width(piece, style.weight, style.spacing)) for piece in _pieces(paragraph))
        for paragraph in text.split("\n")
    )


def _filled(paragraphs: tuple[_Paragraph, ...], width: float, spacing: float) -> tuple[str, ...]:
    """Fill lines with pieces, as many as fit; a blank never begins a line."""
    found: list[str] = []
    for paragraph in paragraphs:
        line, used = "", 0.0
        for piece, wide in paragraph:
            if line and used + spacing + wide > width + 1e-6:
                found.append(line.rstrip())
                line, used = "", 0.0
            if line or piece != " ":
                used += wide + (spacing if line else 0.0)
                line += piece
        found.append(line.rstrip())
    return tuple(found)


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay together: a word, or one character with the punctuation that clings to it."""
    start = 0
    for index in range(1, len(text)):
        if not _clings(text[index - 1], text[index]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _clings(before: str, character: str) -> bool:
    if character in NOT_FIRST or before in NOT_LAST:
        return True
    return _is_word(before) and _is_word(character)


def _is_word(character: str) -> bool:
    return character.isascii() and not character.isspace()
