"""The list behind the strip: a sheet that stands on it, with one button per row. Keys 1-9 press a row's button."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import column, fill, label, row
from ui.shell.status_rows import StatusRow
from ui.theme import Theme, set_role

_WIDTH, _STRIP = 560, 34


class StatusList(QFrame):
    """Rows over the strip. ``taken`` brings the row whose button was pressed; Esc gives the keys back."""

    taken = Signal(object)

    def __init__(self, room: QWidget, theme: Theme) -> None:
        """Hide until asked."""
        super().__init__(room)
        set_role(self, "panel")
        self.setObjectName("status_list")
        self.setProperty("floats", True)
        self.setProperty("lies_over", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._room, self._theme = room, theme
        self._before: QWidget | None = None
        self._place: QWidget | None = None
        self._buttons: list[KeyButton] = []
        self._title = label("", "title", name="status_title")
        away = KeyButton("status_away", _("关闭"), shown="Esc")
        away.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        away.clicked.connect(self.put_away)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(18, 14, 18, 14)
        inner.setSpacing(12)
        fill(inner, row(self._title, None, away), self._rows)
        room.installEventFilter(self)
        self.hide()

    def open_above(self, place: QWidget, title: str, rows: tuple[StatusRow, ...], focus: QWidget | None) -> None:
        """Stand above a word of the strip; ``focus`` gets the keys back at the end."""
        if not self.isVisible():
            self._before = focus
        self._place = place
        self._title.setText(title)
        self._show_rows(rows)
        self.show()
        self.show_look()
        self.raise_()
        self.setFocus()

    def show_look(self) -> None:
        """Stand above the word with as much room as the letters want."""
        inner = self.layout()
        if self._place is None or inner is None or not self.isVisible():
            return
        place, room = self._place, self._room
        width = min(self._theme.px(_WIDTH), room.width() - 24)
        inner.activate()
        height = min(inner.totalHeightForWidth(width), room.height() - place.height() - 24)
        left = max(12, min(place.mapTo(room, QPoint(0, 0)).x(), room.width() - width - 12))
        self.setGeometry(left, room.height() - self._theme.px(_STRIP) - 6 - height, width, height)

    def put_away(self) -> None:
        """Go away and give the keys back."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the room when its size changes."""
        if event.type() == QEvent.Type.Resize:
            self.show_look()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter presses the first button, a digit the one that carries it."""
        key = event.key()
        place = 0 if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) else key - Qt.Key.Key_1
        if key == Qt.Key.Key_Escape:
            self.put_away()
        elif 0 <= place < len(self._buttons):
            self._buttons[place].click()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Somebody went on working elsewhere: the list is in the way now."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.hide()

    def _show_rows(self, rows: tuple[StatusRow, ...]) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = []
        for one in rows:
            self._rows.addWidget(self._row(one))

    def _row(self, one: StatusRow) -> QWidget:
        holder = QWidget()
        words = column(
            label(one.title, "strong", one.tone, wraps=True), label(one.reason, "small", wraps=True), spacing=2
        )
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        inner.addLayout(words, 1)
        if one.action:
            place = len(self._buttons) + 1
            pressed = KeyButton(f"status_{place}", one.action, shown=str(place))
            pressed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            pressed.clicked.connect(lambda: self._on_taken(one))
            self._buttons.append(pressed)
            inner.addWidget(pressed, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _on_taken(self, one: StatusRow) -> None:
        self.put_away()
        self.taken.emit(one)
