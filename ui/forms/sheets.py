"""A sheet that lies over a form: it takes the keys while it is open and gives the cursor back when it goes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QVBoxLayout, QWidget

from ui.theme import set_role

_MARGIN = 12
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move})
_OF_THE_ROOM = (Qt.Key.Key_F4, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10)


class Sheet(QFrame):
    """Enter (F10, Ctrl+Enter) does what the sheet is for, Esc puts it away; the keys of the form sleep meanwhile."""

    went_away = Signal()

    def __init__(self, name: str, words: str, room: QWidget, place: Callable[[], QWidget]) -> None:
        """Lie in a room (a page) over a place (its form), hidden until ``open``."""
        super().__init__(room)
        self._room, self._place = room, place
        self._before: QWidget | None = None
        self._followed: QWidget | None = None
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setProperty("floats", True)
        self.setProperty("lies_over", True)
        set_role(self, "panel")
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(18, 14, 18, 14)
        self.lines.setSpacing(10)
        room.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Lie over the place and take the keys."""
        if self.isVisible():
            return
        self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.fit()
        self.first().setFocus()

    def first(self) -> QWidget:
        """Return what has the cursor when the sheet opens."""
        return self

    def accept(self) -> None:
        """Do what the sheet is for."""

    def put_away(self) -> None:
        """Hide and give the cursor back."""
        was_open = self.isVisible()
        self.hide()
        before, self._before = self._before, None
        if was_open and before is not None and before.isVisible():
            before.setFocus()
        if was_open:
            self.went_away.emit()

    def fit(self) -> None:
        """Lie inside the place; where large letters need more height, over the whole room: nothing peeps out."""
        self.lines.activate()  # the words may have changed just now
        place = self._place()
        self._follow(place)
        edge = _edge(place)
        inside = QRect(place.mapTo(self._room, QPoint()), place.size()).marginsRemoved(edge)
        least = self.minimumSizeHint()
        wide = max(inside.width(), least.width())
        least.setHeight(max(least.height(), self.lines.minimumHeightForWidth(wide)))
        if least.height() > inside.height():
            self.setGeometry(self._room.rect())
            return
        size = inside.size().expandedTo(least).boundedTo(self._room.size())
        left = min(inside.left(), self._room.width() - size.width())
        self.setGeometry(QRect(QPoint(left, inside.top()), size))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else it accepts."""
        if event.key() in _ENTER or event.key() == Qt.Key.Key_F10:
            focused = self.focusWidget()
            if event.key() in _ENTER and isinstance(focused, QAbstractButton) and focused.hasFocus():
                focused.click()
            else:
                self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() not in _OF_THE_ROOM:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the form behind from acting under the sheet."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_of_the_room(event):
            event.accept()
            return True
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return done

    def _follow(self, place: QWidget) -> None:
        """Hear of the place, too: with other letters it is arranged anew in a room that stays as it was."""
        if place is not self._followed and place is not self._room:
            self._followed = place
            place.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Follow the room and the place when they move or change their size."""
        if watched in (self._room, self._followed) and event.type() in _MOVES and self.isVisible():
            self.fit()
        return False


def _edge(place: QWidget) -> QMargins:
    """Return what stays free around the sheet: never more than around the parts it has to cover."""
    layout = place.layout()
    free = layout.contentsMargins() if layout is not None else QMargins()
    return QMargins(*(min(_MARGIN, side) for side in (free.left(), free.top(), free.right(), free.bottom())))


def _is_of_the_room(event: QKeyEvent) -> bool:
    is_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return event.key() in _OF_THE_ROOM or bool(is_control and event.key() in (*_ENTER, Qt.Key.Key_N, Qt.Key.Key_S))
