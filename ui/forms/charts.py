"""Drawn numbers: today's curve by quarter hour, and bars per group or union."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.quarters import QUARTER
from fieldapp.domain.views import Count, QuarterHour
from ui.theme import Theme
from ui.wording import clock_time

_ROW = 34


class QuarterHourCurve(QWidget):
    """How many people came in each quarter of an hour; the quarter we are in stands out."""

    def __init__(self, theme: Theme) -> None:
        """Start empty."""
        super().__init__()
        self._theme = theme
        self._quarters: Sequence[QuarterHour] = ()
        self._now: datetime | None = None
        self.setMinimumHeight(130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_quarters(self, quarters: Sequence[QuarterHour], now: datetime | None = None) -> None:
        """Draw these, in order of time and without gaps; ``now`` marks the quarter we are in, else the last one."""
        self._quarters, self._now = quarters, now
        counted = (one for one in quarters if one.count)
        self.setAccessibleName(", ".join(f"{clock_time(one.start)} {one.count}" for one in counted))
        self.update()

    @property
    def marked(self) -> int:
        """Return the place of the quarter that stands out, -1 for none."""
        if self._now is None:
            return len(self._quarters) - 1
        places = (n for n, one in enumerate(self._quarters) if one.start <= self._now < one.start + QUARTER)
        return next(places, -1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars with the number on top, empty quarters as a tick, and the hours below."""
        painter, look = QPainter(self), self._theme.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = painter.fontMetrics().height()
        area = QRectF(6, line + 4, self.width() - 12, self.height() - 2 * line - 12)
        painter.setPen(QPen(QColor(look["line"]), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._quarters:
            return
        most = max(1, *(one.count for one in self._quarters))
        step = area.width() / max(len(self._quarters), 12)
        for place, one in enumerate(self._quarters):
            height = area.height() * one.count / most if one.count else 2.0
            bar = QRectF(area.left() + place * step + step * 0.18, area.bottom() - height, step * 0.64, height)
            self._draw_bar(painter, bar, one, is_marked=place == self.marked)
        self._draw_hours(painter, area, step)

    def _draw_bar(self, painter: QPainter, bar: QRectF, one: QuarterHour, *, is_marked: bool) -> None:
        look = self._theme.look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look["action"] if is_marked else look["line_strong"]))
        painter.drawRoundedRect(bar, 3 if one.count else 0, 3 if one.count else 0)
        painter.setPen(QColor(look["ink"] if is_marked else look["ink_soft"]))
        words = str(one.count)
        if one.count and painter.fontMetrics().horizontalAdvance(words) <= bar.width() * 1.5:
            line = painter.fontMetrics().height()
            above = QRectF(bar.left() - 16, bar.top() - line - 2, bar.width() + 32, line)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_hours(self, painter: QPainter, area: QRectF, step: float) -> None:
        """Name full hours as often as there is room; the first quarter when no full hour is near."""
        painter.setPen(QColor(self._theme.look["ink_soft"]))
        room, until = painter.fontMetrics().horizontalAdvance("00:00") + 14.0, float("-inf")
        for place, one in enumerate(self._quarters):
            centre = area.left() + (place + 0.5) * step
            is_full = one.start.astimezone().minute == 0
            is_alone = place == 0 and all(other.start.astimezone().minute for other in self._quarters[1:4])
            if (is_full or is_alone) and centre - room / 2 >= until:
                left = max(0.0, centre - room / 2)  # the first hour may be wider than its bar
                below = QRectF(left, area.bottom() + 6, room, painter.fontMetrics().height())
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, clock_time(one.start))
                until = left + room


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
        said = [f"{one.label} {one.count:,}" for one in self._counts]
        self.setAccessibleName(", ".join(said))
        self.setToolTip("\n".join(said))
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
        bed = QRectF(0.5, 2.5, self.width() - 1, 9)
        painter.setPen(QPen(QColor(look["line_strong"]), 1))
        painter.setBrush(QColor(look["panel_soft"]))
        painter.drawRoundedRect(bed, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._target and self._done:
            painter.setBrush(QColor(look["success"]))
            painter.drawRoundedRect(QRectF(0, 2, bed.width() * min(1.0, self._done / self._target), 10), 5, 5)
