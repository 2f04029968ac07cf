"""The signing sheet (签字板): somebody signs with pen, finger or mouse, over the form of their application."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.domain.notices import notice
from fieldapp.domain.signatures import LONGEST_MS, Point, Signature, is_signed
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, row
from ui.forms.sheets import Sheet

_UNITS = 1000
"""A signature's lengths are thousandths of the pad's width."""
_PEN_SHARE = 0.0052
_BASE_LINE = 0.76
_MOST_POINTS = 20_000
"""Far more than a name takes: somebody who scribbles on and on must not make the window slow."""


class SignaturePad(QWidget):
    """A sheet to sign on: strokes as points with their time."""

    inked = Signal()

    def __init__(self) -> None:
        """Start blank."""
        super().__init__()
        self.setObjectName("signature_pad")
        self.setAccessibleName(_("签字板"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._strokes: list[list[Point]] = []
        self._began = 0

    def sizeHint(self) -> QSize:
        """Ask for room to write three or four characters."""
        return QSize(640, 200)

    def minimumSizeHint(self) -> QSize:
        """Never get smaller than a hand can sign on."""
        return QSize(420, 140)

    def signature(self) -> Signature:
        """Return what was written."""
        return Signature(tuple(tuple(stroke) for stroke in self._strokes))

    def clear(self) -> None:
        """Take a new sheet."""
        self._strokes.clear()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down; a tablet's pen arrives as a mouse too."""
        if not self._strokes:
            self._began = event.timestamp()
        self._strokes.append([self._point(event)])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw."""
        if self._strokes and sum(map(len, self._strokes)) < _MOST_POINTS:
            self._strokes[-1].append(self._point(event))
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lift the pen."""
        self.inked.emit()

    def _point(self, event: QMouseEvent) -> Point:
        scale, place = _UNITS / self.width(), event.position()
        across, down = round(place.x() * scale), round(place.y() * scale)
        lowest = round(self.height() * scale)
        since = min(max(0, event.timestamp() - self._began), LONGEST_MS)
        return Point(min(max(across, 0), _UNITS), min(max(down, 0), lowest), since)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the base line and the strokes, rounded as ink is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.5, Qt.PenStyle.DashLine))
        level = self.height() * _BASE_LINE
        painter.drawLine(QPointF(24, level), QPointF(self.width() - 24, level))
        width = max(2.5, self.width() * _PEN_SHARE)
        pen = QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        scale = self.width() / _UNITS
        for stroke in self._strokes:
            painter.drawPath(curve([QPointF(point.x * scale, point.y * scale) for point in stroke]))


def curve(points: list[QPointF]) -> QPainterPath:
    """Return a smooth line through the middles between points, which takes the corners off a quick pen."""
    path = QPainterPath(points[0])
    if len(points) < 3:
        path.lineTo(points[-1] + QPointF(0.01, 0))  # a dot is a very short line
    for before, after in pairwise(points[1:]):
        path.quadTo(before, (before + after) * 0.5)
    if len(points) > 2:
        path.lineTo(points[-1])
    return path


class SigningSheet(Sheet):
    """The pad with its words and keys; ``signed`` brings a ``Signature`` that is one."""

    signed = Signal(object)

    def __init__(self, room: QWidget, place: Callable[[], QWidget]) -> None:
        """Lie over the form."""
        super().__init__("signing_sheet", _("本人签字"), room, place)
        self.pad = SignaturePad()
        self._agreed = label("", "soft", name="sign_agreed", wraps=True)
        self._verdict = label("", "verdict", "error", name="sign_verdict")
        done = KeyButton("sign_done", _("签好了"), role="primary", shown="Enter")
        again = KeyButton("sign_again", _("重签"), "Alt+R")
        away = KeyButton("sign_away", _("不签"), shown="Esc")
        fill(self.lines, label(notice().will, "heading", wraps=True), self._agreed)
        self.lines.addWidget(self.pad, 1)
        fill(self.lines, row(again, away, 8, self._verdict, None, done))
        for one in (again, away, done):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        done.clicked.connect(self.accept)
        again.clicked.connect(self.take_new)
        away.clicked.connect(self.put_away)
        self.pad.inked.connect(lambda: self._verdict.setText(""))

    def ask(self, agreed: str) -> None:
        """Open with a blank pad; ``agreed`` says what else the person agrees to."""
        self._agreed.setText(agreed)
        self.take_new()
        self.open()

    def take_new(self) -> None:
        """Begin again."""
        self.pad.clear()
        self._verdict.setText("")

    def accept(self) -> None:
        """Take the signature, unless there is none yet."""
        signature = self.pad.signature()
        if is_signed(signature):
            self.put_away()
            self.signed.emit(signature)
            return
        said = message("signature_too_little" if signature.strokes else "signing_sheet_blank")
        self._verdict.setText(f"{said.title} · {said.remedy}")
