"""Hands on the keyboard: real key events, input-method commits, and waiting for signals, never for time."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTableView, QWidget

from fieldapp.errors import BugError
from ui.jobs import Jobs
from ui.shell.window import Window

W = TypeVar("W", bound=QObject)
_PATIENCE_MS = 30_000
NO = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Hands:
    """What a person can do at one window: press, type, click, read, wait until the work is done."""

    def __init__(self, window: Window) -> None:
        """Sit down at a window that is shown."""
        self.window = window
        self.jobs: Jobs = window.jobs

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
        """Press one key where the focus is."""
        QTest.keyClick(self._focused(), key, modifiers)
        self.look()

    def write(self, text: str) -> None:
        """Type text: ASCII key by key, everything else as an input method commits it."""
        for run in _runs(text):
            if run.isascii():
                QTest.keyClicks(self._focused(), run)
            else:
                self.compose(run)
        self.look()

    def compose(self, text: str) -> None:
        """Let an input method commit a text."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._focused(), event)
        self.look()

    def paste(self, text: str) -> None:
        """Put a text on the clipboard and press Ctrl+V; what was there before does not come back."""
        QApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CTRL)
        QApplication.clipboard().clear()

    def scan(self, text: str, gap_ms: int = 5, start_ms: int = 10_000) -> None:
        """Let a hand scanner type: every key with its own time stamp, Enter at the end."""
        now = start_ms
        for character in [*text, "\r"]:
            key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
            self.send_key(key, character, now)
            now += gap_ms
        self.look()

    def send_key(self, key: Qt.Key, text: str, at_ms: int) -> None:
        """Send one key with a time stamp of its own."""
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, NO, text)
            event.setTimestamp(at_ms)
            QCoreApplication.sendEvent(self._focused(), event)

    def click(self, name: str) -> None:
        """Click a button by its name."""
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)
        self.look()

    def focus(self, name: str) -> None:
        """Click into a field."""
        line = self.find(QLineEdit, name)
        line.setFocus(Qt.FocusReason.TabFocusReason)
        self.look()

    def find(self, kind: type[W], name: str) -> W:
        """Return the visible widget with this name; ``BugError`` when there is none."""
        found = [one for one in self.window.findChildren(kind, name) if not isinstance(one, QWidget) or one.isVisible()]
        if not found:
            raise BugError(f"no visible {kind.__name__} {name}")
        return found[0]

    def sees(self, name: str) -> bool:
        """Whether a widget with this name is on the screen."""
        return any(one.isVisible() for one in self.window.findChildren(QWidget, name))

    def read(self, name: str) -> str:
        """Return the words of a label, a field or a button."""
        widget = self.find(QWidget, name)
        if isinstance(widget, QLabel | QLineEdit):
            return widget.text()
        if isinstance(widget, QAbstractButton):
            return widget.accessibleName() or widget.text()
        raise BugError(f"{name} has no words")

    def rows(self, name: str) -> list[list[str]]:
        """Return what a table shows."""
        model = self.find(QTableView, name).model()
        return [
            [str(model.index(line, column).data() or "") for column in range(model.columnCount())]
            for line in range(model.rowCount())
        ]

    @property
    def focused(self) -> str:
        """Return the name of the widget that has the focus."""
        return self._focused().objectName()

    def look(self) -> None:
        """Let the window draw and deliver what is queued."""
        QApplication.processEvents()

    def settle(self) -> None:
        """Wait until no work is under way."""
        self.until(lambda: self.jobs.open_count == 0, self.jobs.settled)

    def put_away(self) -> None:
        """Close the window and let Qt forget it: the next look is put on every widget there is, closed or not."""
        self.settle()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def until(self, condition: Callable[[], bool], *signals: object) -> None:
        """Wait for signals until a condition holds; ``BugError`` after half a minute."""
        self.look()
        while not condition():
            loop, timer = QEventLoop(), QTimer(singleShot=True, interval=_PATIENCE_MS)
            timer.timeout.connect(lambda loop=loop: loop.exit(1))
            for signal in signals:
                signal.connect(loop.quit)  # type: ignore[attr-defined]  # a bound signal
            timer.start()
            ended = loop.exec()
            timer.stop()
            for signal in signals:
                signal.disconnect(loop.quit)  # type: ignore[attr-defined]
            self.look()
            if ended == 1 and not condition():
                raise BugError("the window did not come to rest")
        self.look()

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def _runs(text: str) -> list[str]:
    """Part a text into runs of ASCII and of other characters."""
    runs: list[str] = []
    for character in text:
        if runs and runs[-1].isascii() == character.isascii():
            runs[-1] += character
        else:
            runs.append(character)
    return runs
