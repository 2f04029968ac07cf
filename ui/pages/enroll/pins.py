"""Pins (图钉): which fields keep their value for the next person. Will and consent and 农民工 have none."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QWidget

from fieldapp.domain.applications import CARRIED, PINNABLE
from fieldapp.messages import translate as _
from ui.forms.fields import Field
from ui.theme import set_look, set_role

_TARGET = 40
_DRAWN = 30
"""A small drawing in a large target (px): the words of the line keep clear of the drawing only."""


class PinButton(QPushButton):
    """A drawing pin at the right end of a line: filled while the value stays for the next person."""

    def __init__(self, code: str, words: str) -> None:
        """Pulled out."""
        super().__init__()
        set_role(self, "pin")
        self.setObjectName(f"pin_{code}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip(_("图钉:{field} 下一位沿用  Alt+K").format(field=words))
        self.setAccessibleName(_("固定{field}").format(field=words))
        self.toggled.connect(lambda is_on: set_look(self, "chosen", "true" if is_on else ""))

    def sizeHint(self) -> QSize:
        """Ask for a target that a finger hits, as high as the line."""
        return QSize(_TARGET, _TARGET)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pin: upright and filled, or tilted and hollow, so that not only the colour tells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(self.foregroundRole())
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.translate(self.width() / 2, self.height() / 2)
        if self.isChecked():
            painter.setBrush(colour)
        else:
            painter.rotate(40)
        painter.drawRect(QRectF(-2.5, -6.5, 5, 5))
        painter.drawPolygon(QPolygonF([QPointF(-5, 1.5), QPointF(5, 1.5), QPointF(2.5, -1.5), QPointF(-2.5, -1.5)]))
        painter.drawLine(QPointF(0, 2), QPointF(0, 6.5))


class Pins(QObject):
    """The pins of a form. ``moved`` says that one was put in or pulled out."""

    moved = Signal()

    def __init__(self, form: QWidget, fields: Mapping[str, Field]) -> None:
        """Put in what is the same for most people of an event."""
        super().__init__(form)
        self._buttons = {code: PinButton(code, fields[code].line.accessibleName()) for code in PINNABLE}
        for code, button in self._buttons.items():
            fields[code].add_inside(button, _DRAWN)
            button.clicked.connect(self.moved)
        self.show_pins(CARRIED)

    def show_pins(self, codes: tuple[str, ...]) -> None:
        """Show which fields are kept."""
        for code, button in self._buttons.items():
            button.setChecked(code in codes)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the fields that are kept, in the order of the form."""
        return tuple(code for code, button in self._buttons.items() if button.isChecked())

    def toggle(self, code: str) -> bool:
        """Put a pin in or pull it out; False for a field that has none."""
        if code not in self._buttons:
            return False
        self._buttons[code].toggle()
        self.moved.emit()
        return True
