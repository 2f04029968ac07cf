"""Drop-down choices for forms that are filled once a day: a label above, our own arrow."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ui.forms.parts import label


class Choice(QComboBox):
    """A combo box over (value, words)."""

    def __init__(self, name: str, entries: Iterable[tuple[Any, str]] = ()) -> None:
        """Fill it at once; more can come with ``offer``."""
        super().__init__()
        self._values: list[Any] = []
        self.setObjectName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentTextChanged.connect(self.setToolTip)
        self.offer(entries)

    def offer(self, entries: Iterable[tuple[Any, str]]) -> None:
        """Offer these; the value chosen before stays chosen when it is still there."""
        before = self.value()
        self.clear()
        # Kept here and not as item data: Qt would hand an enumeration back as plain text.
        self._values = []
        for value, words in entries:
            self._values.append(value)
            self.addItem(words)
        self.choose(before)
        self.setToolTip(self.currentText())  # also when nobody may hear of the change

    @property
    def values(self) -> list[Any]:
        """Return what is offered, in order."""
        return list(self._values)

    def value(self) -> Any:
        """Return the chosen value, None when there is nothing to choose."""
        place = self.currentIndex()
        return self._values[place] if 0 <= place < len(self._values) else None

    def choose(self, value: Any) -> None:
        """Choose a value if it is offered."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow ourselves: style sheets only know pictures."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(self.foregroundRole())
        painter.setPen(
            QPen(QColor(colour), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        x, y = self.width() - 18.0, self.height() / 2
        painter.drawPolyline(QPolygonF([QPointF(x - 5, y - 2), QPointF(x, y + 3), QPointF(x + 5, y - 2)]))


def labelled(words: str, widget: QWidget) -> QWidget:
    """Return a widget under its label."""
    holder = QWidget()
    name = label(words, "label")
    name.setBuddy(widget)
    widget.setAccessibleName(words)
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(4)
    inner.addWidget(name)
    inner.addWidget(widget)
    return holder
