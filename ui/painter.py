"""The one painter: draws a page of ``fieldapp.documents`` on whatever Qt can paint on.

Everything is drawn in a space of 1200 dots per inch, so that a preview, a PDF and a printer show the
same places. Measures nothing: lines, sizes and QR modules come finished with the page.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from fieldapp.documents import fonts
from fieldapp.documents.fonts import Face, Run
from fieldapp.documents.pages import Ellipse, ImageBox, Item, Line, Page, QrBox, Rect, Strokes, TextBox, TextLine
from ui.fonts import font

RESOLUTION = 1200
"""Dots per inch of the drawing space; one 300-dpi printer dot is four of them."""
UNIT = RESOLUTION / 25.4
"""Drawing units in one millimetre."""
_DARK = re.compile("1+")
_BOLDER = 0.065
"""How much thicker a bold stroke is than a regular one, in em; the faces for rare characters have thin strokes."""


@dataclass(slots=True)
class UsedCharacters:
    """Which characters were drawn with each font file, in the order of their first use."""

    by_file: dict[str, dict[str, None]] = field(default_factory=dict)

    def note(self, face: Face, text: str) -> None:
        """Remember the characters of one run."""
        self.by_file.setdefault(face.file, {}).update(dict.fromkeys(text))


def at_once() -> None:
    """Draw without a pause: nobody waits for anything else."""


def paint(
    painter: QPainter, page: Page, used: UsedCharacters | None = None, between: Callable[[], None] = at_once
) -> None:
    """Draw all items; the painter's own coordinates must be drawing units (see ``UNIT``).

    ``between`` is called before each of them, and may let others go first.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    for item in page.items:
        between()
        if isinstance(item, TextBox):
            _draw_text(painter, item, used)
        else:
            _DRAWERS[type(item)](painter, item)


def preview(page: Page, width: int) -> QImage:
    """Return the page as a picture ``width`` pixels wide, transparent outside its round corners."""
    scale = width / (page.width * UNIT)
    image = QImage(width, round(page.height * UNIT * scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    paper = QPainterPath()
    paper.addRoundedRect(
        _rect(0, 0, page.width, page.height), page.corner * UNIT, page.corner * UNIT, Qt.SizeMode.AbsoluteSize
    )
    painter.fillPath(paper, Qt.GlobalColor.white)
    painter.setClipPath(paper)
    paint(painter, page)
    painter.end()
    return image


def _rect(x: float, y: float, width: float, height: float) -> QRectF:
    return QRectF(x * UNIT, y * UNIT, width * UNIT, height * UNIT)


def _draw_text(painter: QPainter, box: TextBox, used: UsedCharacters | None) -> None:
    pixels = max(1, round(box.size * UNIT))
    painter.setPen(QColor(box.colour))
    for line in box.lines:
        for run, x in _placed_runs(line, box):
            painter.setFont(font(run.face, pixels))
            place = QPointF(x * UNIT, line.baseline * UNIT)
            painter.drawText(place, run.text)
            if box.weight > run.face.weight:
                _embolden(painter, box, pixels, run, place)
            if used is not None:
                used.note(run.face, run.text)
    painter.setPen(Qt.PenStyle.NoPen)


def _embolden(painter: QPainter, box: TextBox, pixels: int, run: Run, place: QPointF) -> None:
    """Thicken a character whose font has no bold face: its outline is drawn over the text, which stays text."""
    outline = QPainterPath()
    outline.addText(place, font(run.face, pixels), run.text)
    pen = QPen(QColor(box.colour), _BOLDER * pixels, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(outline, pen)


def _placed_runs(line: TextLine, box: TextBox) -> Iterator[tuple[Run, float]]:
    """Yield the runs of a line with their places; spaced text goes character by character.

    Qt's own letter spacing depends on the resolution of what is painted on.
    """
    x = line.x
    for piece in line.text if box.spacing else (line.text,):
        for run in fonts.runs(piece, box.weight):
            yield run, x
            x += run.advance * box.size
        x += box.spacing


def _draw_rect(painter: QPainter, item: Rect) -> None:
    area = _rect(item.x, item.y, item.width, item.height)
    _outline_or_fill(painter, item.colour, item.stroke)
    if item.radius:
        painter.drawRoundedRect(area, item.radius * UNIT, item.radius * UNIT, Qt.SizeMode.AbsoluteSize)
    else:
        painter.drawRects([area])
    painter.setPen(Qt.PenStyle.NoPen)


def _draw_ellipse(painter: QPainter, item: Ellipse) -> None:
    _outline_or_fill(painter, item.colour, item.stroke)
    painter.drawEllipse(_rect(item.x, item.y, item.width, item.height))
    painter.setPen(Qt.PenStyle.NoPen)


def _outline_or_fill(painter: QPainter, colour: str, stroke: float) -> None:
    if stroke:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), stroke * UNIT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))


def _draw_line(painter: QPainter, item: Line) -> None:
    pen = QPen(QColor(item.colour), item.width * UNIT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if item.dash:
        pen.setDashPattern([item.dash / item.width, item.dash / item.width])
    painter.setPen(pen)
    painter.drawLine(QPointF(item.x1 * UNIT, item.y1 * UNIT), QPointF(item.x2 * UNIT, item.y2 * UNIT))
    painter.setPen(Qt.PenStyle.NoPen)


def _draw_qr(painter: QPainter, item: QrBox) -> None:
    """Draw the modules in a space where each is one unit: short numbers make small files."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(QColor(0, 0, 0))
    painter.translate(item.x * UNIT, item.y * UNIT)
    painter.scale(item.module * UNIT, item.module * UNIT)
    painter.drawRects(list(_dark_runs(item.rows)))
    painter.restore()


def _dark_runs(rows: Sequence[int]) -> Iterator[QRect]:
    """Yield the dark modules, joined along each row."""
    side = len(rows)
    for row, bits in enumerate(rows):
        for stretch in _DARK.finditer(f"{bits:0{side}b}"):
            start, end = stretch.span()
            yield _run_of_modules(start, row, end - start)


@cache
def _run_of_modules(column: int, row: int, length: int) -> QRect:
    """Return a rectangle of modules; codes of one version share most of theirs."""
    return QRect(column, row, length, 1)


def _draw_image(painter: QPainter, item: ImageBox) -> None:
    picture = QImage.fromData(item.content)
    if picture.isNull():
        return
    box = _rect(item.x, item.y, item.width, item.height)
    scale = min(box.width() / picture.width(), box.height() / picture.height())
    fitted = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
    fitted.moveCenter(box.center())
    painter.drawImage(fitted, picture)


def _draw_strokes(painter: QPainter, item: Strokes) -> None:
    """Draw a pen's lines as one path: a file keeps them as lines, however large they are shown."""
    path = QPainterPath()
    for line in item.lines:
        path.moveTo(line[0][0] * UNIT, line[0][1] * UNIT)
        for x, y in line[1:] or line:
            path.lineTo(x * UNIT, y * UNIT)
    pen = QPen(QColor(item.colour), item.width * UNIT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)


_DRAWERS: dict[type[Item], Callable[[QPainter, Item], None]] = {
    Rect: _draw_rect,  # type: ignore[dict-item]  # each drawer is only ever given its own kind
    Ellipse: _draw_ellipse,  # type: ignore[dict-item]
    Line: _draw_line,  # type: ignore[dict-item]
    QrBox: _draw_qr,  # type: ignore[dict-item]
    ImageBox: _draw_image,  # type: ignore[dict-item]
    Strokes: _draw_strokes,  # type: ignore[dict-item]
}
