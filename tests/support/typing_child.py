"""A child that types on 登记 until it is killed: ``python -m tests.support.typing_child HOME TEXT``.

Every 40 ms one key; ``\\n`` is Enter, anything that is no ASCII is committed by an input method. Each
key is told on a line of its own once it was sent.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from fieldapp.app import Application
from fieldapp.paths import under
from tests.support.desk import PASSPHRASE
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.robots.hands import Hands
from ui.shell.window import Window, theme_of

EVERY_MS = 40


def main(home: Path, keys: str) -> int:
    """Type until the text is at its end, then wait for the end."""
    application = QApplication(["fieldapp"])
    paths = under(home)
    opened = Application.unlock(paths, PASSPHRASE)
    if not isinstance(opened, Application):
        return 1
    theme = theme_of(paths, load_fonts())
    theme.apply(application)
    window = Window(paths, theme, Jobs())
    window.show()
    window.activateWindow()
    window.open_workspace(opened)
    hands = Hands(window)
    hands.settle()
    hands.focus("document_no")
    left = list(keys)
    timer = QTimer(window, interval=EVERY_MS)
    timer.timeout.connect(lambda: _type(hands, left))
    timer.start()
    return application.exec()


def _type(hands: Hands, left: list[str]) -> None:
    if not left:
        return
    key = left.pop(0)
    if key == "\n":
        hands.press(Qt.Key.Key_Return)
    else:
        hands.write(key)
    sys.stdout.write(key.encode("unicode_escape").decode("ascii") + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
