"""A studio: one window, pictured in every look (theme, size, letters), and contact sheets of what was pictured."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from ui.robots.hands import Hands
from ui.robots.sample_day import SampleDay
from ui.shell.window import Window
from ui.tokens import ThemeName

SIZES = ((1280, 720), (1920, 1080))
SCALES = (100, 150)
_ACROSS, _THUMB_WIDTH, _CAPTION, _GAP = 4, 640, 30, 14


@dataclass(frozen=True, slots=True)
class Look:
    """One way to see the window: a theme, a size in logical pixels, a font scale in per cent."""

    theme: ThemeName
    scale: int
    size: tuple[int, int]

    @property
    def name(self) -> str:
        """Return the look as a file name."""
        return f"{self.theme}_{self.size[0]}x{self.size[1]}_{self.scale}"


LOOKS = tuple(Look(*one) for one in product(ThemeName, SCALES, SIZES))
"""Sizes change fastest: another size costs a layout, another theme or scale a whole style sheet."""
LARGEST = tuple(Look(theme, 200, size) for theme, size in product(ThemeName, SIZES))
"""Pictured only when somebody asks: everything may scroll there, nothing may be cut or lie on something else."""

Seen = Callable[[str, Look, Window], None]
"""Gets the name of a state, the look it is shown in, and the window that shows it."""


@dataclass(kw_only=True)
class Studio:
    """Shows each state in each look to ``seen``; the state itself is made once."""

    window: Window
    hands: Hands
    day: SampleDay
    seen: Seen
    looks: tuple[Look, ...] = LOOKS
    names: list[str] = field(default_factory=list)

    def shoot(self, name: str, window: Window | None = None) -> None:
        """Show what the window (or another one) shows now in every look, and come back to the first.

        Raises ValueError for a name that was given before: its picture would be lost.
        """
        if name in self.names:
            raise ValueError(name)
        shown = window or self.window
        Hands(shown).settle()
        self.names.append(name)
        for look in self.looks:
            self.wear(look, shown)
            self.seen(name, look, shown)
        self.wear(self.looks[0], shown)

    def page(self, name: str) -> None:
        """Open a page and show it."""
        if self.window.workspace is not None:
            self.window.workspace.open_page(name)
        self.shoot(name)

    def wear(self, look: Look, window: Window) -> None:
        """Put a look on; one that is worn already costs nothing."""
        if (look.theme, look.scale) != (window.theme.name, window.theme.scale):
            window.change_look(look.theme, look.scale)
        window.resize(*look.size)
        Hands(window).settle()


class Album:
    """Keeps pictures in a folder per look and lays each look out on one sheet."""

    def __init__(self, folder: Path) -> None:
        """Write below ``folder``."""
        self._folder = folder

    def keep(self, name: str, look: Look, window: Window) -> None:
        """Save one picture."""
        target = self._folder / look.name
        target.mkdir(parents=True, exist_ok=True)
        window.grab().toImage().save(str(target / f"{name}.png"), "PNG", 60)  # type: ignore[call-overload]

    def lay_out(self, looks: tuple[Look, ...], names: list[str]) -> None:
        """Write a contact sheet per look."""
        for look in looks:
            pictures = [(name, QImage(str(self._folder / look.name / f"{name}.png"))) for name in names]
            contact_sheet(pictures).save(str(self._folder / f"sheet_{look.name}.png"))


def contact_sheet(pictures: list[tuple[str, QImage]]) -> QImage:
    """Return pictures of one size in rows of four, each over its name."""
    shape = pictures[0][1].size()
    high = round(_THUMB_WIDTH * shape.height() / shape.width())
    step_x, step_y = _THUMB_WIDTH + _GAP, high + _CAPTION + _GAP
    rows = -(-len(pictures) // _ACROSS)
    sheet = QImage(step_x * _ACROSS + _GAP, step_y * rows + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(QFont(painter.font().family(), 13))
    painter.setPen(QColor("#ffffff"))
    for place, (name, picture) in enumerate(pictures):
        x, y = _GAP + place % _ACROSS * step_x, _GAP + place // _ACROSS * step_y
        small = picture.scaled(
            _THUMB_WIDTH, high, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(x, y, small)
        painter.drawText(QRect(x, y + high, _THUMB_WIDTH, _CAPTION), int(Qt.AlignmentFlag.AlignVCenter), name)
    painter.end()
    return sheet
