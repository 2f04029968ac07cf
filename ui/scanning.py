"""A hand scanner types like a very fast person: tells the two apart by the events' own time stamps.

A burst of at least eight characters, each at most 30 ms after the one before, ended by Enter or Tab,
is a scan. Printable keys are held back until it is clear what they are: a single digit may answer a
question or move the cursor, and no field could take that back. What was typed by a person is handed
on in order, at most a few hundredths of a second late.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.domain.scans import is_prefixed
from ui.forms.lines import is_character
from ui.hearing import Hearing

LEAST = 8
GAP_MS = 30
_PATIENCE_MS = GAP_MS + 2
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_HEARD = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod})
_SHIFTS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)


class Scanner(QObject):
    """Watches all keys of the application while its window lives. ``scanned`` brings the text.

    ``is_wanted`` says whether somebody can take a scan now; before that keys are only keys.
    """

    scanned = Signal(str)

    def __init__(self, window: QWidget, is_wanted: Callable[[], bool]) -> None:
        """Watch from now on."""
        super().__init__(window)
        self._is_wanted = is_wanted
        self._held: list[QKeyEvent] = []
        self._last_ms = 0
        self._is_handing_on = False
        self._timer = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._hand_on)
        self._hearing = Hearing(self, window)
        self._hearing.moved.connect(self._on_moved)
        self._hearing.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold printable keys back, swallow what belongs to a scan; everything else goes on its way."""
        kind = event.type()
        if kind not in _HEARD:
            return False
        if self._is_handing_on or watched is not _target() or not self._is_wanted():
            return False
        if isinstance(event, QInputMethodEvent):
            return self._on_commit(event)
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            is_inside = _is_function_key(event) and self._follows(event)
            if is_inside:
                event.accept()  # otherwise the shortcut acts before the key itself arrives
            return is_inside
        return kind == QEvent.Type.KeyPress and self._on_key(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        follows = self._follows(event)
        if event.key() in _ENDS:
            return self._end(is_scan=follows and len(self._held) >= LEAST)
        if follows and (event.key() in _SHIFTS or _is_function_key(event)):
            self._last_ms = event.timestamp()
            return _is_function_key(event)
        if event.timestamp() == 0 or event.isAutoRepeat() or not is_character(event):
            # a key without a time stamp was made by no keyboard
            self._hand_on()
            return False
        if not follows:
            self._hand_on()
        self._held.append(QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
        self._last_ms = event.timestamp()
        self._timer.start()
        return True

    def _follows(self, event: QKeyEvent) -> bool:
        now = event.timestamp()
        return bool(self._held) and now > 0 and now - self._last_ms <= GAP_MS and not event.isAutoRepeat()

    def _end(self, *, is_scan: bool) -> bool:
        if not is_scan:
            self._hand_on()
            return False
        text = "".join(key.text() for key in self._held)
        self._held = []
        self._timer.stop()
        self.scanned.emit(text)
        return True

    def _on_commit(self, event: QInputMethodEvent) -> bool:
        """An input method that was on swallowed the burst and commits it as one text."""
        text = event.commitString()
        if not is_prefixed(text):
            return False
        self.scanned.emit(text)
        return True

    def _on_moved(self, before: QObject | None) -> None:
        """The cursor went elsewhere (a mouse, a page): what was typed is of where it was."""
        if self._held and before is not None and not self._is_handing_on:
            self._hand_on(before)

    def _hand_on(self, place: QObject | None = None) -> None:
        """Let the keys that were held go to whatever has the focus, or to a place: a person typed them."""
        self._timer.stop()
        held, self._held = self._held, []
        self._is_handing_on = True
        for key in held:
            target = place or _target()
            if target is not None:
                QCoreApplication.sendEvent(target, key)
        self._is_handing_on = False


def _target() -> QObject | None:
    return QApplication.focusWidget() or QApplication.activeWindow()


def _is_function_key(event: QKeyEvent) -> bool:
    return Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
