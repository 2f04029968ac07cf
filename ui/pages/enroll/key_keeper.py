"""Keys typed while a commit is under way belong to the next person: they wait, and none is lost."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.forms.lines import is_character
from ui.hearing import Hearing


class KeyKeeper(QObject):
    """Holds characters typed on one page back until it is told to let them go."""

    def __init__(self, page: QWidget) -> None:
        """Hold nothing yet."""
        super().__init__(page)
        self._page = page
        self._held: list[QKeyEvent] = []
        self._hearing = Hearing(self, page)

    def hold(self) -> None:
        """Begin to hold characters back; all other keys go on their way."""
        self._hearing.begin()

    def let_go(self) -> None:
        """Type what was held into the field that has the cursor now."""
        self._hearing.end()
        held, self._held = self._held, []
        for key in held:
            target = QApplication.focusWidget()
            if target is not None:
                QCoreApplication.sendEvent(target, key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take characters typed on the page."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not is_character(event):
            return False
        if not isinstance(watched, QWidget) or not self._page.isAncestorOf(watched):
            return False
        self._held.append(QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
        return True
