"""A child of the benchmark ``start``: shows a window and says when it took a key. Ours, or a bare one as rival.

Both are asked in the same way: every few milliseconds a key goes to the field that has the focus, and
the first one that stands in it ends the span.
"""

import sys

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

READY = "accepts keys"
EVERY_MS = 2


def ask(application: QApplication) -> QObject:
    """Ask until a field takes a key; keep what is returned."""
    timer = QTimer(application)
    timer.setInterval(EVERY_MS)
    timer.timeout.connect(lambda: _ask_once(application))
    timer.start()
    return timer


def _ask_once(application: QApplication) -> None:
    field = application.focusWidget()
    if not isinstance(field, QLineEdit) or not field.isVisible():
        return
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    application.sendEvent(field, press)
    if field.text() == "a":
        print(READY, flush=True)
        application.exit(0)


def _bare() -> int:
    application = QApplication([])
    window = QMainWindow()
    field = QLineEdit()
    window.setCentralWidget(field)
    window.show()
    field.setFocus()
    asking = ask(application)
    status = application.exec()
    del asking, window
    return status


def _ours() -> int:
    from ui import app

    make = app.make_application

    def made(arguments: list[str]) -> QApplication:
        application = make(arguments)
        ask(application)
        return application

    app.make_application = made  # type: ignore[assignment]  # the one place where the span can be watched from inside
    return app.main([])


if __name__ == "__main__":
    sys.exit(_bare() if sys.argv[1:] == ["bare"] else _ours())
