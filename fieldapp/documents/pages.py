"""Printed matter as data: pages of placed items, in millimetres from the upper left corner.

Responsible for the vocabulary only. Knows neither templates nor painters: whoever draws (the window,
a PDF, a printer) gets the same frozen pages and must not measure anything again.
"""

from dataclasses import dataclass, replace

POINT = 25.4 / 72
"""One typographic point in millimetres."""
DOT = 25.4 / 300
"""One printer dot at 300 dpi in millimetres; QR modules are whole multiples of it."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as it will stand: ``x`` of its left end and ``baseline``, both on the page."""

    text: str
    x: float
    baseline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox:
    """Text already broken, measured and aligned inside a box.

    ``size`` is the em height in mm, ``spacing`` is added after each character (mm), ``weight`` is
    400 or 700. ``lines`` lie inside the box: shrinking and wrapping happened before.
    """

    x: float
    y: float
    width: float
    height: float
    size: float
    lines: tuple[TextLine, ...]
    weight: int = 400
    colour: str = "#000000"
    spacing: float = 0.0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A filled rectangle, with ``radius`` for round corners; ``stroke`` > 0 draws its outline instead."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float = 0.0
    stroke: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line of ``width`` mm; ``dash`` alternates marks and gaps of that length (0 = solid)."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: str = "#000000"
    dash: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse:
    """An ellipse in a box; ``stroke`` > 0 draws its outline of that width, else it is filled."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    stroke: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QrBox:
    """A QR symbol as modules, pure black, drawn as filled rectangles and never smoothed.

    ``x`` and ``y`` are the corner of the symbol itself, the quiet zone lies around it. ``rows``
    holds one integer per row, the leftmost module in its highest bit.
    """

    x: float
    y: float
    module: float
    rows: tuple[int, ...]

    @property
    def side(self) -> float:
        """Edge of the symbol without the quiet zone, in mm."""
        return self.module * len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageBox:
    """A picture (PNG or JPEG bytes) fitted into a box with its proportions kept."""

    x: float
    y: float
    width: float
    height: float
    content: bytes


Place = tuple[float, float]
"""A point of a page, in mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strokes:
    """What a pen wrote, as lines of ``width`` mm with round ends; a line of one point is a dot."""

    lines: tuple[tuple[Place, ...], ...]
    width: float
    colour: str = "#000000"


Item = TextBox | Rect | Line | Ellipse | QrBox | ImageBox | Strokes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One side of paper, all its items inside or bleeding over it.

    ``trim`` (x, y, width, height) is the finished size when the paper is cut inside the page, ``bleed``
    how far colour runs over it; ``corner`` is the radius a preview rounds its corners with. A page that
    ``is_back`` lies behind the one before it.
    """

    width: float
    height: float
    items: tuple[Item, ...]
    trim: tuple[float, float, float, float] | None = None
    bleed: float = 0.0
    corner: float = 0.0
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Pages that belong to one print job; the title is ASCII, because job names must be."""

    title: str
    pages: tuple[Page, ...]


def moved(item: Item, dx: float, dy: float) -> Item:
    """Return the item shifted by (dx, dy) mm; a QR symbol snaps to the nearest 300-dpi dot."""
    if isinstance(item, Line):
        return replace(item, x1=item.x1 + dx, y1=item.y1 + dy, x2=item.x2 + dx, y2=item.y2 + dy)
    if isinstance(item, QrBox):
        return replace(item, x=_on_dot(item.x + dx), y=_on_dot(item.y + dy))
    if isinstance(item, Strokes):
        return replace(item, lines=tuple(tuple((x + dx, y + dy) for x, y in line) for line in item.lines))
    if isinstance(item, TextBox):
        lines = tuple(TextLine(line.text, line.x + dx, line.baseline + dy) for line in item.lines)
        return replace(item, x=item.x + dx, y=item.y + dy, lines=lines)
    return replace(item, x=item.x + dx, y=item.y + dy)


def _on_dot(position: float) -> float:
    return round(position / DOT) * DOT


def texts(page: Page) -> tuple[str, ...]:
    """Return every line of text on the page, in the order in which it is drawn."""
    return tuple(line.text for item in page.items if isinstance(item, TextBox) for line in item.lines)
