"""上次没导完: an import that was cut off is gone on with or taken away; nobody has to remember how far it was."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import UnfinishedRoster
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import ElidedLabel, column, label, row
from ui.jobs import Progress
from ui.operations import roster_imports
from ui.operations.roster_imports import CheckedRow, RosterFile
from ui.pages.rosters.reading_bar import ReadingBar
from ui.session import Session
from ui.theme import set_role, set_tone


class ResumeBar(QFrame):
    """Shown while an import waits. ``resumed`` brings the file and its checked rows, ready to be written."""

    resumed = Signal(object, object)

    def __init__(self, session: Session) -> None:
        """Hide until there is something."""
        super().__init__()
        self._session = session
        self._cut: UnfinishedRoster | None = None
        set_role(self, "panel")
        set_tone(self, "warning")
        self.setObjectName("resume_bar")
        self._words = ElidedLabel("heading", "resume_words")
        self._said = label("", "soft", name="resume_said", wraps=True)
        self.go_on_button = KeyButton("resume_import", _("接着导入"), "Ctrl+U", role="primary")
        self._other = KeyButton("resume_other_file", _("文件换了地方…"), "Alt+F")
        self._away = KeyButton("resume_discard", _("撤掉已导入的行"), "Ctrl+D")
        self.reading = ReadingBar(session, "resume_stop", "Ctrl+U")
        inner = row(spacing=10)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.addLayout(column(self._words, self._said, self.reading, spacing=2), 1)
        self._ways = (self._away, self._other, self.go_on_button)
        for one in self._ways:
            inner.addWidget(one)
        self.setLayout(inner)
        self.reading.stopped.connect(self._on_stopped)
        self.go_on_button.clicked.connect(self._on_go_on)
        self._other.clicked.connect(self._on_other)
        self._away.clicked.connect(self._on_away)
        self.hide()

    def show_unfinished(self, found: Sequence[UnfinishedRoster]) -> None:
        """Show the oldest import that waits; hide without one. While one is read, it stays in front."""
        if self.reading.is_reading:
            return
        self._cut = found[0] if found else None
        self.setVisible(self._cut is not None)
        self._show_ways()
        if self._cut is not None:
            words = _("上次导入没有做完:{company} · 已导入 {here:,} / {all:,} 行")
            self._words.setText(words.format(company=self._cut.company, here=self._cut.here, all=self._cut.expected))
            self._said.setText(_("{name} · 接着导入不会重复,也不会少").format(name=self._cut.file_name))
            set_tone(self._said, "")

    def go_on_with(self, path: Path) -> None:
        """Read and check the file again, off the window's thread."""
        if self._cut is None:
            return
        progress = self.show_reading(path)

        def done(file: RosterFile, rows: list[CheckedRow]) -> None:
            if self.reading.is_wanted(progress):
                self._on_checked(file, rows)

        def refused(refusal: Refusal) -> None:
            if self.reading.is_wanted(progress):
                self._on_refused(refusal)

        roster_imports.go_on(self._session, self._cut, path, progress=progress, done=done, refused=refused)

    def show_reading(self, path: Path) -> Progress:
        """Show that the file is read again, instead of what may be done; returns what stops it."""
        for one in (self._said, *self._ways):
            one.hide()
        return self.reading.begin(path)

    def _show_ways(self) -> None:
        self.reading.end()
        self.setEnabled(True)
        for one in (self._said, *self._ways):
            one.show()

    def _on_stopped(self) -> None:
        self._on_refused(Refusal(code="resume_stopped"), "warning")

    def _on_checked(self, file: RosterFile, rows: list[CheckedRow]) -> None:
        self.reading.end()
        self.hide()
        self.resumed.emit(file, rows)

    def _on_refused(self, refusal: Refusal, tone: str = "error") -> None:
        said = message(refusal.code, refusal.details)
        self._show_ways()
        self._said.setText(f"{said.title}:{said.reason}{said.remedy}")
        set_tone(self._said, tone)

    def _on_go_on(self) -> None:
        if self._cut is not None:
            self.go_on_with(Path(self._cut.source))

    def _on_other(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选择同一份名册"))
        if path:
            self.go_on_with(Path(path))

    def _on_away(self) -> None:
        if self._cut is not None:
            self.setEnabled(False)
            self._said.setText(_("正在撤掉…"))
            roster_imports.discard(self._session, self._cut.id, self.hide, self._on_refused)
