"""Our own icons: SVG strokes, coloured by the theme when they are drawn."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int, paper: str = "#ffffff") -> QPixmap:
    """Draw an icon ``size`` logical pixels wide; ``paper`` is the colour of strokes inside filled marks."""
    screen = QGuiApplication.primaryScreen()
    return _drawn(name, colour, size, paper, screen.devicePixelRatio() if screen else 1.0)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, paper: str, ratio: float) -> QPixmap:
    """Draw an icon once: the band shows its mark at every key that is typed."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    svg = _source(name).replace("currentColor", colour).replace('"paper"', f'"{paper}"')
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def icon(name: str, colour: str, chosen: str | None = None, size: int = 24) -> QIcon:
    """Return an icon that turns to the colour ``chosen`` when its button is checked."""
    made = QIcon(pixmap(name, colour, size))
    if chosen:
        made.addPixmap(pixmap(name, chosen, size), QIcon.Mode.Normal, QIcon.State.On)
    return made
