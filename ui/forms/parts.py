"""Small parts: labels with a role, panels, rows, figures, empty-page hints."""

from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import set_role, set_tone

_CAPS = ("pill", "source", "key", "training")


def label(words: str, role: str = "", tone: str = "", *, name: str = "", wraps: bool = False) -> QLabel:
    """Return a label with its part in the style sheet; what stands in it is never taken for a page of HTML."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    set_role(made, role, tone)
    made.setObjectName(name)
    made.setWordWrap(wraps)
    if role in _CAPS:
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def tip(words: str) -> str:
    """Return words for a tool tip, which Qt would read as HTML if a person's name looked like it."""
    return f"<span>{escape(words)}</span>" if "<" in words or "&lt;" in words else words


class ElidedLabel(QLabel):
    """A line of words that gives way: cut with an ellipsis when there is no room, whole in its tool tip."""

    def __init__(self, role: str = "", name: str = "") -> None:
        """Start empty."""
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self, role)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Ask for height only."""
        return QSize(0, super().minimumSizeHint().height())

    def setText(self, words: str) -> None:
        """Show words; the tool tip has all of them."""
        super().setText(words)
        self.setToolTip(tip(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        side = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.style().drawItemText(painter, self.rect(), side, self.palette(), True, words, self.foregroundRole())


def panel(role: str = "panel", *, margin: int = 16, spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """Return a framed panel and its column."""
    frame = QFrame()
    set_role(frame, role)
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return frame, column


def fill(layout: QBoxLayout, *things: QWidget | QLayout | int | None) -> None:
    """Add widgets, layouts, gaps (pixels) and stretches (None) in order."""
    for thing in things:
        if thing is None:
            layout.addStretch(1)
        elif isinstance(thing, int):
            layout.addSpacing(thing)
        elif isinstance(thing, QLayout):
            layout.addLayout(thing)
        else:
            layout.addWidget(thing)


def row(*things: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Return a row without margins."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    fill(made, *things)
    return made


def column(*things: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """Return a column without margins."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    fill(made, *things)
    return made


def clear(layout: QBoxLayout) -> None:
    """Take every widget out of a layout; none of them is drawn again."""
    while layout.count():
        item = layout.takeAt(0)
        if item is not None and (widget := item.widget()) is not None:
            widget.hide()  # it is deleted only when control returns to Qt, and would be drawn until then
            widget.deleteLater()


def rule() -> QFrame:
    """Return a hairline."""
    line = QFrame()
    set_role(line, "rule")
    line.setFixedHeight(1)
    return line


class Figure(QWidget):
    """A number people look at, and the word under it."""

    def __init__(self, name: str, words: str, tone: str = "") -> None:
        """Start at a dash: nothing counted yet."""
        super().__init__()
        self._tone = tone
        self.number = label("–", "figure", name=name)
        self.words = label(words)
        self.number.setAccessibleName(words)
        for part in (self.number, self.words):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        fill(inner, self.number, self.words)

    def show_number(self, number: int) -> None:
        """Show a count; the tone of a figure is for numbers above nought."""
        self.number.setText(f"{number:,}")
        set_tone(self.number, self._tone if number else "")


class EmptyHint(QWidget):
    """What an empty page says: what to do first."""

    def __init__(self, title: str, hint: str) -> None:
        """Stand in the middle."""
        super().__init__()
        self._words = label(hint, "soft", wraps=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._head = label(title, "title", wraps=True)
        for part in (self._head, self._words):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = QVBoxLayout(self)
        fill(inner, None, self._head, 4, self._words, None)

    @property
    def title(self) -> str:
        """Return what it says first."""
        return self._head.text()

    def say(self, title: str, hint: str) -> None:
        """Say something else: the page is empty for another reason."""
        self._head.setText(title)
        self._words.setText(hint)


class Scrolled(QScrollArea):
    """Room for something that may be larger than the window; what has the focus is always in sight."""

    def __init__(self, inside: QWidget) -> None:
        """Show ``inside`` at its least size or larger."""
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _before: QWidget | None, focused: QWidget | None) -> None:
        if focused is not None and self.isAncestorOf(focused):
            part = focused.parentWidget() or focused  # a field, with its label above and its verdict below
            is_small = part is not self.widget() and part.height() < self.viewport().height() // 2
            self.ensureWidgetVisible(part if is_small else focused, 0, 8 if is_small else 24)


class WholeParts(Scrolled):
    """A column that scrolls and ends with a whole part: one that would be cut by the lower edge is scrolled to."""

    hidden_changed = Signal(int)
    """How many parts lie below the edge now."""

    def __init__(self, inside: QWidget) -> None:
        """Show a widget whose layout stands its parts one below the other."""
        super().__init__(inside)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The parts were laid out anew."""
        if watched is self.widget() and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """End with a whole part in another room too."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leave the part free that the lower edge would cut."""
        room = self.height()
        ends = [one.geometry().bottom() + 1 for one in self._parts()]
        whole = max((end for end in ends if end <= room), default=room)
        self.setViewportMargins(0, 0, 0, room - whole if ends and ends[-1] > room else 0)
        self._tell()

    def _parts(self) -> list[QWidget]:
        inside = self.widget()
        parts = inside.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return sorted((one for one in parts if one.isVisibleTo(inside)), key=QWidget.y)

    def _tell(self) -> None:
        edge = self.verticalScrollBar().value() + self.viewport().height()
        self.hidden_changed.emit(sum(one.geometry().bottom() >= edge for one in self._parts()))
