"""The window program: root of everything with a screen. Builds the parts and hands them down."""

import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fieldapp.errors import KnownError
from fieldapp.paths import Paths, default_paths
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.shell.window import Window, theme_of
from ui.traces import keep_no_history


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the Qt application; on Linux the input method is named, because the wheels carry no fcitx plugin."""
    keep_no_history()
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


def keep_watch(paths: Paths, jobs: Jobs) -> None:
    """Begin the log once the first window takes keys, and keep memory out of files; nobody's data is here before."""
    from fieldapp import logs
    from fieldapp.processes import keep_private

    keep_private()
    logs.configure(paths.logs)
    logs.note_faults(paths.logs)
    logs.install_crash_handler(lambda _kind: jobs.trouble.emit(KnownError("unexpected_error")))


def main(arguments: Sequence[str] = ()) -> int:
    """Run until the window is closed; return Qt's exit status."""
    application = make_application(["fieldapp", *arguments])
    paths = default_paths()
    window = open_window(application, paths)
    window.show()
    QTimer.singleShot(0, lambda: keep_watch(paths, window.jobs))
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
