"""Drawn numbers: today's curve by quarter hour, and bars per group or union."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.views import Count, QuarterHour
from ui.theme import Theme
from ui.wording import clock_time

_ROW = 34


class QuarterHourCurve(QWidget):
    """How many people came in each quarter of an hour."""

    def __init__(self, theme: Theme) -> None:
        """Start empty."""
        super().__init__()
        self._theme = theme
        self._quarters: Sequence[QuarterHour] = ()
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_quarters(self, quarters: Sequence[QuarterHour]) -> None:
        """Draw these, in order of time."""
        self._quarters = quarters
        self.setAccessibleName(", ".join(f"{clock_time(one.start)} {one.count}" for one in quarters))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars with the number on top, and the hours below."""
        painter, look = QPainter(self), self._theme.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(6, 22, self.width() - 12, self.height() - 48)
        painter.setPen(QPen(QColor(look["line"]), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._quarters:
            return
        most = max(1, *(one.count for one in self._quarters))
        step = area.width() / max(len(self._quarters), 12)
        for place, one in enumerate(self._quarters):
            height = area.height() * one.count / most
            bar = QRectF(area.left() + place * step + step * 0.18, area.bottom() - height, step * 0.64, height)
            self._draw_bar(painter, bar, one, place)

    def _draw_bar(self, painter: QPainter, bar: QRectF, one: QuarterHour, place: int) -> None:
        look = self._theme.look
        is_last = place == len(self._quarters) - 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look["action"] if is_last else look["line_strong"]))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(QColor(look["ink"] if is_last else look["ink_soft"]))
        wide = bar.adjusted(-16, 0, 16, 0)
        if one.count:
            painter.drawText(
                QRectF(wide.left(), bar.top() - 20, wide.width(), 18), Qt.AlignmentFlag.AlignCenter, str(one.count)
            )
        if one.start.astimezone().minute == 0 or place == 0 or len(self._quarters) < 8:
            painter.setPen(QColor(look["ink_soft"]))
            below = QRectF(wide.left() - 10, self.height() - 24, wide.width() + 20, 20)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, clock_time(one.start))


class Bars(QWidget):
    """One bar per label, the longest first."""

    def __init__(self, theme: Theme, name: str) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._counts: Sequence[Count] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[Count]) -> None:
        """Draw these."""
        self._counts = sorted(counts, key=lambda one: -one.count)[:8]
        self.setFixedHeight(max(1, len(self._counts)) * _ROW)
        self.setAccessibleName(", ".join(f"{one.label} {one.count}" for one in self._counts))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw label, bar, number."""
        painter, look = QPainter(self), self._theme.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((one.count for one in self._counts), default=1) or 1
        names = min(230.0, self.width() * 0.42)
        for place, one in enumerate(self._counts):
            top = place * _ROW
            painter.setPen(QColor(look["ink"]))
            words = painter.fontMetrics().elidedText(one.label, Qt.TextElideMode.ElideRight, int(names) - 10)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, names, _ROW), left, words)
            room = self.width() - names - 56
            bar = QRectF(names, top + 10, max(3.0, room * one.count / most), _ROW - 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look["action"]))
            painter.drawRoundedRect(bar, 4, 4)
            painter.setPen(QColor(look["ink"]))
            painter.drawText(QRectF(bar.right() + 8, top, 60, _ROW), left, f"{one.count:,}")


class TargetBar(QWidget):
    """How far we are from the day's target."""

    def __init__(self, theme: Theme) -> None:
        """Start at nothing."""
        super().__init__()
        self._theme, self._done, self._target = theme, 0, 0
        self.setFixedHeight(14)

    def show_progress(self, done: int, target: int) -> None:
        """Draw done of target."""
        self._done, self._target = done, target
        self.setAccessibleName(f"{done} / {target}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a rounded bar in a rounded bed."""
        painter, look = QPainter(self), self._theme.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bed = QRectF(0, 2, self.width(), 10)
        painter.setBrush(QColor(look["line"]))
        painter.drawRoundedRect(bed, 5, 5)
        if self._target and self._done:
            painter.setBrush(QColor(look["success"]))
            painter.drawRoundedRect(QRectF(0, 2, bed.width() * min(1.0, self._done / self._target), 10), 5, 5)
