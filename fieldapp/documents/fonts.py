"""Which face has which character, and how wide it is: what layout needs to know of fonts.

Reads the coverage table that ``tools/fonts.py`` wrote beside the fonts, so that no font is opened to
measure a line. Knows no painter: the window and the papers load the files named here.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from resources import resource

REGULAR = 400
BOLD = 700


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One font file: its code points as sorted ranges, its widths in ``units`` per em.

    There is one object for each file, compared by identity: the ranges are long, and faces are keys.
    """

    file: str
    family: str
    weight: int
    units: int
    ascent: int
    descent: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    odd_starts: tuple[int, ...]
    odd_ends: tuple[int, ...]
    odd_widths: tuple[int, ...]

    @property
    def path(self) -> Path:
        """Where the font file lies."""
        return folder() / self.file

    def has(self, character: str) -> bool:
        """Whether the face has a glyph of its own for the character."""
        return _range_of(ord(character), self.starts, self.ends) >= 0

    def advance(self, character: str) -> float:
        """Return the width of a character in em; one that is missing counts as a full em."""
        place = _range_of(ord(character), self.odd_starts, self.odd_ends)
        return (self.odd_widths[place] if place >= 0 else self.units) / self.units


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one face can draw, and its width in em."""

    face: Face
    text: str
    advance: float


def folder() -> Path:
    """Return the folder of the fonts that set-up built."""
    return resource("fonts")


def _range_of(point: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> int:
    place = bisect_right(starts, point) - 1
    return place if place >= 0 and point <= ends[place] else -1


def _face(row: Mapping[str, Any]) -> Face:
    return Face(
        file=row["file"],
        family=row["family"],
        weight=row["weight"],
        units=row["units"],
        ascent=row["ascent"],
        descent=row["descent"],
        starts=tuple(start for start, _ in row["covers"]),
        ends=tuple(end for _, end in row["covers"]),
        odd_starts=tuple(start for start, _, _ in row["widths"]),
        odd_ends=tuple(end for _, end, _ in row["widths"]),
        odd_widths=tuple(width for _, _, width in row["widths"]),
    )


@cache
def faces() -> tuple[Face, ...]:
    """Return all faces, the main ones first; ``KnownError`` ``fonts_missing`` when none was built."""
    table = folder() / "coverage.json"
    if not table.exists():
        raise KnownError("fonts_missing")
    return tuple(_face(row) for row in json.loads(table.read_text(encoding="utf-8"))["faces"])


@cache
def _in_order(weight: int) -> tuple[Face, ...]:
    """Return the faces to ask for a weight: the main one of that weight, then those for rare characters."""
    main = faces()[0].family
    return tuple(face for face in faces() if face.family != main or face.weight == weight)


@cache
def face_of(character: str, weight: int) -> Face | None:
    """Return the first face that has the character, None when no font does."""
    return next((face for face in _in_order(weight) if face.has(character)), None)


def runs(text: str, weight: int) -> Iterator[Run]:
    """Split a line into stretches of one face each; a missing character falls to the main face.

    Whoever prints asks ``missing`` first; only then is every character sure to have its glyph.
    """
    main = _in_order(weight)[0]
    current, start, advance = main, 0, 0.0
    for index, character in enumerate(text):
        face = face_of(character, weight) or main
        if face is not current and index > start:
            yield Run(current, text[start:index], advance)
            start, advance = index, 0.0
        current = face
        advance += face.advance(character)
    if text:
        yield Run(current, text[start:], advance)


def width(text: str, weight: int, spacing: float = 0.0) -> float:
    """Return the width of a line in em; ``spacing`` (em) stands between characters, not after the last."""
    return sum(run.advance for run in runs(text, weight)) + spacing * max(0, len(text) - 1)


def rise(weight: int) -> tuple[float, float]:
    """Return how far the main face reaches above and below the baseline, in em."""
    main = _in_order(weight)[0]
    return main.ascent / main.units, main.descent / main.units


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the code points (``U+20BB7``) that no font has, each once, in the order met."""
    found = {
        character: None
        for text in texts
        for character in text
        if face_of(character, REGULAR) is None or face_of(character, BOLD) is None
    }
    return tuple(f"U+{ord(character):04X}" for character in found)


def coverage_problem(texts: Iterable[str]) -> Refusal | None:
    """Refuse text that would print as boxes; the refusal names the code points, never the text."""
    absent = missing(texts)
    return Refusal(code="glyph_missing", details={"characters": ", ".join(absent)}) if absent else None
