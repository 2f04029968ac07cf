"""Notices that nobody touched the window for a while. Knows nothing of what happens then."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

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

    def __init__(self, parent: QObject) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idled)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    @property
    def is_watching(self) -> bool:
        """Whether the time runs."""
        return self._timer.isActive()

    def begin(self, minutes: int) -> None:
        """Count from now on; 0 never ends."""
        if minutes > 0:
            self._timer.start(minutes * 60_000)
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Begin again at every sign of life; never takes an event."""
        if event.type() in _SIGNS and self._timer.isActive():
            self._timer.start()
        return False
