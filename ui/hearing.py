"""Hears the keys where they go: at the widget that has the cursor, wherever that is.

A filter on the whole application is asked about every event of every widget, some thousands for each person, and each
question waits its turn behind whoever draws or imports on another thread. Keys only ever go to one widget.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class Hearing(QObject):
    """Keeps one filter (``ear``) at the widget with the cursor and at the window; ``moved`` brings who had it."""

    moved = Signal(object)

    def __init__(self, ear: QObject, window: QWidget) -> None:
        """Hear nothing yet; what is heard comes to the ``eventFilter`` of ``ear``."""
        super().__init__(ear)
        self._ear, self._window = ear, window
        self._at: QWidget | None = None
        self._is_on = False

    def begin(self) -> None:
        """Hear from now on, before every filter that was there already."""
        self._window.installEventFilter(self._ear)
        self._go_to(QApplication.focusWidget())
        application = QApplication.instance()
        if isinstance(application, QApplication) and not self._is_on:
            self._is_on = True
            application.focusChanged.connect(self._on_moved)

    def end(self) -> None:
        """Hear nothing more."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and self._is_on:
            self._is_on = False
            application.focusChanged.disconnect(self._on_moved)
        self._go_to(None)
        self._window.removeEventFilter(self._ear)

    def _on_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        self._go_to(now)
        self.moved.emit(before)

    def _go_to(self, widget: QWidget | None) -> None:
        if self._at is not None and self._at is not self._window and isValid(self._at):
            self._at.removeEventFilter(self._ear)
        self._at = widget
        if widget is not None:
            widget.installEventFilter(self._ear)
