"""A hand scanner types like a very fast person: tells the two apart by the events' own time stamps.

A burst of at least eight characters, each at most 30 ms after the one before, ended by Enter or
Tab, is a scan. It is taken out of the field it fell into and handed on as one text.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

LEAST = 8
GAP_MS = 30


class Scanner(QObject):
    """Watches all keys of the application. ``scanned`` brings the text."""

    scanned = Signal(str)

    def __init__(self, application: QApplication) -> None:
        """Watch from now on."""
        super().__init__(application)
        self._text = ""
        self._last_ms = 0
        self._field: QLineEdit | None = None
        self._before = ""
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Collect bursts; swallow the key that ends one, and function keys inside one."""
        if not isinstance(event, QKeyEvent) or watched is not self._target():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            is_inside = self._is_function_key(event) and self._follows(event)
            if is_inside:
                event.accept()  # otherwise the shortcut acts before the key itself arrives
            return is_inside
        return event.type() == QEvent.Type.KeyPress and self._on_key(event)

    def _follows(self, event: QKeyEvent) -> bool:
        now = event.timestamp()
        return bool(self._text) and now > 0 and now - self._last_ms <= GAP_MS

    @staticmethod
    def _is_function_key(event: QKeyEvent) -> bool:
        return Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35

    def _target(self) -> QObject | None:
        return QApplication.focusWidget()

    def _on_key(self, event: QKeyEvent) -> bool:
        follows = self._follows(event)
        self._last_ms = event.timestamp()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            return self._end(is_scan=follows and len(self._text) >= LEAST)
        if not event.text() or not event.text().isprintable():
            return follows and self._is_function_key(event)
        if not follows:
            self._begin()
        self._text += event.text()
        return False

    def _begin(self) -> None:
        focused = QApplication.focusWidget()
        self._field = focused if isinstance(focused, QLineEdit) else None
        self._before = focused.text() if isinstance(focused, QLineEdit) else ""
        self._text = ""

    def _end(self, *, is_scan: bool) -> bool:
        text, self._text = self._text, ""
        if not is_scan:
            return False
        if self._field is not None:
            self._field.setText(self._before)
            self._field.textEdited.emit(self._before)
        self.scanned.emit(text)
        return True
