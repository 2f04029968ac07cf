"""What stands there while a file is read and checked: how far, how long at most, and the key that ends it at once."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from fieldapp.files.sheets import ReadingLimits
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import ElidedLabel, column, row
from ui.jobs import Progress
from ui.session import Session

_LOOK_EVERY_MS = 200
_MOST = ReadingLimits().seconds
_MEGABYTE = 1 << 20
_STEPS = 1000


class ReadingBar(QWidget):
    """Hidden until ``begin``. ``stopped`` when somebody had enough: the child that read is dead already."""

    stopped = Signal()

    def __init__(self, session: Session, name: str, key: str) -> None:
        """Wait; ``name`` and ``key`` are the stop button's."""
        super().__init__()
        self._session = session
        self._progress: Progress | None = None
        self._began, self._file = 0.0, ""
        self._words = ElidedLabel("", f"{name}_words")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("读取进度"))
        self._stop = KeyButton(name, _("停止读取"), key)
        line = row(spacing=12)
        line.addLayout(column(self._words, self._bar, spacing=6), 1)
        line.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(line)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._show_time)
        self._stop.clicked.connect(self._on_stop)
        self.hide()

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read."""
        return self._progress is not None

    def begin(self, path: Path) -> Progress:
        """Show what is read; returns the progress that the reading reports to and that the key stops."""
        self.stop()
        self._progress = progress = Progress()
        progress.moved.connect(self._on_moved)
        self._began, self._file = self._now(), f"{path.name} · {_size_of(path)}"
        self._bar.setRange(0, _STEPS)
        self._show_time()
        self._timer.start()
        self.show()
        return progress

    def is_wanted(self, progress: Progress) -> bool:
        """Whether an answer is still waited for; what was stopped or begun anew meanwhile is not."""
        return progress is self._progress

    def end(self) -> None:
        """Go away: the answer is here."""
        self._progress = None
        self._timer.stop()
        self.hide()

    def stop(self) -> None:
        """End the reading and go away; nobody hears its answer. No harm when nothing is read."""
        if self._progress is not None:
            self._progress.stop()
            self.end()

    def _now(self) -> float:
        return self._session.application.clock.monotonic()

    def _show_time(self) -> None:
        passed = max(0.0, self._now() - self._began)
        self._bar.setValue(round(_STEPS * min(1.0, passed / _MOST)))
        words = _("正在读取,已 {passed:.0f} 秒,最多 {most:.0f} 秒 · {file}")
        self._words.setText(words.format(file=self._file, passed=passed, most=_MOST))

    def _on_moved(self, done: int, total: int) -> None:
        """The file is read; its rows are being checked."""
        self._timer.stop()
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        self._words.setText(
            _("正在核对 {done:,} / {total:,} 行 · {file}").format(done=done, total=total, file=self._file)
        )

    def _on_stop(self) -> None:
        self.stop()
        self.stopped.emit()


def _size_of(path: Path) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        return "–"
    return f"{size / _MEGABYTE:.1f} MB" if size >= _MEGABYTE else f"{-(-size // 1024)} KB"
