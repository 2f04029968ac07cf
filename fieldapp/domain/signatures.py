"""Signatures (签字) as strokes of a pen: what counts as one, its compact bytes, its lines for a page.

Lengths are thousandths of the pad's width, times are milliseconds since the pen first touched the
pad. Nothing here compares handwriting, and nothing may: a signature is kept to be shown again.
"""

import json
from dataclasses import dataclass
from itertools import pairwise
from math import dist

from fieldapp.domain.problems import Refusal

ROLE, MIME = "signature", "application/vnd.fieldapp.signature+json"
MAX_BYTES = 12_000
"""A signature's size in the store; longer scribbles lose points, never strokes."""
LEAST_INK, LEAST_WIDTH, LEAST_HEIGHT = 300.0, 60, 30
"""A dot, a tick and a line by accident are shorter, narrower or flatter."""
LONGEST_MS = 600_000
"""Nobody writes longer at one name; a pad left open counts no further."""
_WIDEST, _MOST_STROKES = 4_000, 200
_TOLERANCES = (-1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Point:
    """Where the pen was, and when."""

    x: int
    y: int
    ms: int


Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """The strokes of one signature, none of them empty, in the order they were written."""

    strokes: tuple[Stroke, ...]


def ink(signature: Signature) -> float:
    """Return how far the pen went on the pad."""
    return sum(dist((a.x, a.y), (b.x, b.y)) for stroke in signature.strokes for a, b in pairwise(stroke))


def is_signed(signature: Signature) -> bool:
    """Whether this is more than a dot, a tick or a slip of the hand."""
    if not any(signature.strokes):
        return False
    left, top, right, bottom = _bounds(signature)
    is_large = right - left >= LEAST_WIDTH and bottom - top >= LEAST_HEIGHT
    return is_large and ink(signature) >= LEAST_INK


def lines_within(
    signature: Signature, box: tuple[float, float, float, float]
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the strokes without the empty pad around them, as large as a box takes and in its middle.

    ``box`` is x, y, width, height in any unit; the proportions of the writing stay.
    """
    left, top, right, bottom = _bounds(signature)
    x, y, width, height = box
    scale = min(width / max(1, right - left), height / max(1, bottom - top))
    across = x + (width - (right - left) * scale) / 2
    down = y + (height - (bottom - top) * scale) / 2
    return tuple(
        tuple((across + (point.x - left) * scale, down + (point.y - top) * scale) for point in stroke)
        for stroke in signature.strokes
    )


def pack(signature: Signature) -> bytes:
    """Return a signature as bytes, at most ``MAX_BYTES``: as many points are left out as it takes."""
    packed = b""
    for tolerance in _TOLERANCES:
        strokes = [_differences(_thinned(stroke, tolerance)) for stroke in signature.strokes[:_MOST_STROKES]]
        packed = json.dumps({"v": 1, "s": strokes}, separators=(",", ":")).encode("ascii")
        if len(packed) <= MAX_BYTES:
            return packed
    ends = [_differences((stroke[0], stroke[-1])) for stroke in signature.strokes[:_MOST_STROKES]]
    return json.dumps({"v": 1, "s": ends}, separators=(",", ":")).encode("ascii")


def unpack(packed: bytes) -> Signature | Refusal:
    """Return the signature these bytes are; refused ``signature_unreadable``."""
    if len(packed) > MAX_BYTES:
        return Refusal(code="signature_unreadable")
    try:
        form = json.loads(packed)
        strokes = tuple(_stroke(numbers) for numbers in form["s"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Refusal(code="signature_unreadable")
    return Signature(strokes) if strokes and form.get("v") == 1 else Refusal(code="signature_unreadable")


def _bounds(signature: Signature) -> tuple[int, int, int, int]:
    points = [point for stroke in signature.strokes for point in stroke]
    across, down = [point.x for point in points], [point.y for point in points]
    return min(across), min(down), max(across), max(down)


def _thinned(stroke: Stroke, tolerance: int) -> Stroke:
    """Leave out points that lie nearer than ``tolerance`` to the one kept before; both ends stay."""
    kept = [stroke[0]]
    for point in stroke[1:-1]:
        if dist((point.x, point.y), (kept[-1].x, kept[-1].y)) > tolerance:
            kept.append(point)
    return (*kept, stroke[-1]) if len(stroke) > 1 else tuple(kept)


def _differences(stroke: Stroke) -> list[int]:
    numbers, before = list[int](), Point(0, 0, 0)
    for point in stroke:
        numbers += [point.x - before.x, point.y - before.y, point.ms - before.ms]
        before = point
    return numbers


def _stroke(numbers: list[int]) -> Stroke:
    if not numbers or len(numbers) % 3 or not all(type(number) is int for number in numbers):
        raise ValueError("a point has three whole numbers")
    points, x, y, ms = list[Point](), 0, 0, 0
    for place in range(0, len(numbers), 3):
        x, y, ms = x + numbers[place], y + numbers[place + 1], ms + numbers[place + 2]
        if not (0 <= x <= _WIDEST and 0 <= y <= _WIDEST and 0 <= ms <= LONGEST_MS):
            raise ValueError("outside the pad")
        points.append(Point(x, y, ms))
    return tuple(points)
