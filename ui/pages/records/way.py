"""The way of a record from the desk into the union, drawn: done, now, still open, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.stories import StepState
from fieldapp.messages import translate as _
from ui.forms.parts import tip
from ui.theme import Theme

_SPOKEN = {
    StepState.DONE: "已完成",
    StepState.NOW: "进行中",
    StepState.OPEN: "还没有",
    StepState.STOPPED: "停在这里",
}
_NODE = 22
_WIDEST = 150
"""Between two nodes (px at font scale 100), so that a wide window does not tear the way apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step as it is drawn."""

    title: str
    note: str
    state: StepState


class WayStrip(QWidget):
    """Nodes on a line; shape and colour say how far each is, words under it say what and when."""

    def __init__(self, theme: Theme) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("story_way")
        self._theme = theme
        self._nodes: Sequence[Node] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """Return everything it says, for ears and robots."""
        return self.accessibleName()

    def show_nodes(self, nodes: Sequence[Node]) -> None:
        """Draw these."""
        self._nodes = nodes
        said = (" ".join(filter(None, (one.title, _(_SPOKEN[one.state]), one.note))) for one in nodes)
        self.setAccessibleName(";".join(said))
        self.setToolTip(tip(self.accessibleName()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Take room for a node and two lines of words."""
        return QSize(320, self._theme.px(_NODE + 54))

    def minimumSizeHint(self) -> QSize:
        """Give way sideways only."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw lines first, then nodes with their words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._nodes:
            return
        step = min(self.width() / len(self._nodes), self._theme.px(_WIDEST))
        size = self._theme.px(_NODE)
        centres = [QPointF(step * (place + 0.5), size / 2 + 3) for place in range(len(self._nodes))]
        for before, after, node in zip(centres, centres[1:], self._nodes[1:], strict=False):
            self._draw_line(painter, before, after, size, node.state)
        for centre, node in zip(centres, self._nodes, strict=True):
            self._draw_mark(painter, centre, size, node.state)
            self._draw_words(painter, centre, step, size, node)

    def _draw_line(self, painter: QPainter, before: QPointF, after: QPointF, size: int, state: StepState) -> None:
        look = self._theme.look
        is_walked = state in (StepState.DONE, StepState.STOPPED)
        style = Qt.PenStyle.SolidLine if is_walked else Qt.PenStyle.DotLine
        painter.setPen(QPen(QColor(look["success" if is_walked else "line_strong"]), 2, style))
        gap = size / 2 + 5
        painter.drawLine(QPointF(before.x() + gap, before.y()), QPointF(after.x() - gap, after.y()))

    def _draw_mark(self, painter: QPainter, centre: QPointF, size: int, state: StepState) -> None:
        look, half = self._theme.look, size / 2
        colour = {"done": "success", "now": "action", "open": "line_strong", "stopped": "error"}[state]
        ink = QColor(look[colour])
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink if state in (StepState.DONE, StepState.STOPPED) else QColor(look["panel"]))
        if state is StepState.STOPPED:
            top, foot = centre.y() - half, centre.y() + half * 0.8
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(centre.x(), top), QPointF(centre.x() + half, foot), QPointF(centre.x() - half, foot)]
                )
            )
        else:
            painter.drawEllipse(centre, half - 1, half - 1)
        paper = QPen(QColor(look["panel"]), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        if state is StepState.DONE:
            painter.setPen(paper)
            x, y = centre.x(), centre.y()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(
                QPolygonF([QPointF(x - half * 0.4, y), QPointF(x - half * 0.1, y + half * 0.35),
                           QPointF(x + half * 0.45, y - half * 0.35)])
            )  # fmt: skip
        elif state is StepState.STOPPED:
            painter.setPen(paper)
            painter.drawLine(QPointF(centre.x(), centre.y() - half * 0.3), QPointF(centre.x(), centre.y() + half * 0.2))
            painter.drawPoint(QPointF(centre.x(), centre.y() + half * 0.55))
        elif state is StepState.NOW:
            painter.setBrush(ink)
            painter.drawEllipse(centre, half * 0.36, half * 0.36)

    def _draw_words(self, painter: QPainter, centre: QPointF, step: float, size: int, node: Node) -> None:
        look, scale = self._theme.look, self._theme.scale / 100
        is_on = node.state is not StepState.OPEN
        tone = {StepState.NOW: "action", StepState.STOPPED: "error"}.get(node.state, "ink_soft")
        top = size + 8.0
        for words, pixels, colour, is_bold in (
            (node.title, 15, "ink" if is_on else "ink_soft", is_on),
            (node.note, 13, tone, False),
        ):
            font = QFont(self.font())
            font.setPixelSize(round(pixels * scale))
            font.setBold(is_bold)
            painter.setFont(font)
            painter.setPen(QColor(look[colour]))
            metrics = QFontMetrics(font)
            room = QRectF(centre.x() - step / 2 + 2, top, step - 4, metrics.height())
            cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), cut)
            top += metrics.height()
