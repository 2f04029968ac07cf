"""The window program: root of everything with a screen. Builds the parts and hands them down."""

import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fieldapp.paths import Paths, default_paths
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.shell.window import Window, theme_of


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the Qt application; on Linux the input method is named, because the wheels carry no fcitx plugin."""
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_IM_MODULE", "ibus")
    application = QApplication(list(arguments))
    application.setApplicationName("fieldapp")
    return application


def open_window(application: QApplication, paths: Paths) -> Window:
    """Build the window of one installation and its look."""
    paths.make()
    theme = theme_of(paths, load_fonts())
    theme.apply(application)
    return Window(paths, theme, Jobs())


def _keep_logs(paths: Paths) -> None:
    """Begin the log once the first window takes keys; its handlers are not needed before."""
    from fieldapp import logs

    logs.configure(paths.logs)


def main(arguments: Sequence[str] = ()) -> int:
    """Run until the window is closed; return Qt's exit status."""
    application = make_application(["fieldapp", *arguments])
    paths = default_paths()
    window = open_window(application, paths)
    window.show()
    QTimer.singleShot(0, lambda: _keep_logs(paths))
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
