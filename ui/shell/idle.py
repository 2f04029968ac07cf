"""Notices that nobody touched the window for a while. Knows nothing of what happens then."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.hearing import Hearing

SETTING = "idle_minutes"
USUAL_MINUTES = 5
CHOICES = (2, 5, 10, 30, 0)
"""Minutes a person can choose; 0 never locks."""
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """``idled`` comes once after the minutes without a key, touch or movement; ``begin`` starts anew."""

    idled = Signal()

    def __init__(self, window: QWidget) -> None:
        """Watch nothing yet."""
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idled)
        self._hearing = Hearing(self, window)
        self._hearing.moved.connect(self._on_sign)
        self._hearing.begin()

    @property
    def is_watching(self) -> bool:
        """Whether the time runs."""
        return self._timer.isActive()

    def begin(self, minutes: int) -> None:
        """Count from now on; 0 never ends."""
        handle = self._window.windowHandle()
        if handle is not None:  # mouse and fingers come to it first, and to no widget's filter that is not theirs
            handle.installEventFilter(self)
        if minutes > 0:
            self._timer.start(minutes * 60_000)
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Begin again at every sign of life; never takes an event."""
        if event.type() in _SIGNS:
            self._on_sign()
        return False

    def _on_sign(self, _before: object = None) -> None:
        if self._timer.isActive():
            self._timer.start()
