"""Step 4: say once more what will be written, write it piece by piece, and say what was written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import RosterTable
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.roster_imports import RosterResult
from ui.forms.buttons import KeyButton, button
from ui.forms.parts import fill, label, panel, row
from ui.jobs import Progress
from ui.operations.roster_imports import CheckedRow, Importing, RosterFile
from ui.session import Session
from ui.theme import set_tone
from ui.wording import label_of


class ConfirmStep(QWidget):
    """The last look. ``committed`` brings the roster's id."""

    committed = Signal(str)
    backed = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for rows."""
        super().__init__()
        self._session = session
        self._rows: Sequence[CheckedRow] = ()
        self._file = RosterFile(path=Path(), digest="", table=RosterTable(sheet="", rows=()))
        self._import: Importing | None = None
        self._started = 0.0
        self._words = label("", "big", name="confirm_words", wraps=True)
        self._facts = label("", "soft", name="confirm_facts", wraps=True)
        self._said = label("", "", name="confirm_said", wraps=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.commit_button = KeyButton("roster_commit", _("确认导入"), "F10", "Ctrl+Return", role="primary")
        self._stop = KeyButton("commit_stop", _("停止导入,一行不留"), "Esc")
        self._back = button("confirm_back", _("上一步"))
        frame, inside = panel(margin=28, spacing=12)
        promise = label(
            _("导入的人不会自动成为会员,也不计入统计:本人到场同意,或在签名表上签字并由负责人登记,才成为入会申请。"),
            "soft",
            wraps=True,
        )
        fill(inside, None, self._words, self._facts, promise, self._bar, self._said, None)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame, 1)
        outer.addLayout(row(None, self._back, self._stop, self.commit_button, spacing=10))
        self.commit_button.clicked.connect(self.commit)
        self._stop.clicked.connect(self._on_stop)
        self._back.clicked.connect(self.backed)
        self._show_moving(is_moving=False)

    def take_focus(self) -> None:
        """Let Enter go onward."""
        self.commit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_importing(self) -> bool:
        """Whether rows are being written."""
        return self._import is not None

    def show_rows(self, file: RosterFile, rows: Sequence[CheckedRow]) -> None:
        """Say what will be written."""
        self._rows, self._file = rows, file
        fix = sum(one.kind == "fix" for one in rows)
        known = sum(one.kind == "known" for one in rows)
        good = len(rows) - fix
        self._words.setText(_("{company}:导入 {n:,} 人").format(company=file.company, n=good))
        parts = [
            _("{n:,} 人已是会员,到场时按转会办理").format(n=known) if known else "",
            _("{n:,} 行留在待修正,导入后在名册页改好即可办理").format(n=fix) if fix else "",
            _("没写用工形式的行:{words}").format(words=label_of("employment", file.answers.employment))
            if file.answers.employment
            else "",
            _("只读了工作表“{sheet}”,另外几张没有读").format(sheet=file.table.sheet) if file.table.alike else "",
            _unseen_words(file),
        ]
        self._facts.setText("\n".join(filter(None, parts)))
        self._said.setText("")
        self._show_moving(is_moving=False)

    def commit(self) -> None:
        """Write the rows, piece by piece."""
        if self._import is not None:
            return
        progress = Progress()
        progress.moved.connect(self._on_moved)
        self._started = self._session.application.clock.monotonic()
        self._import = Importing(
            session=self._session,
            file=self._file,
            rows=self._rows,
            progress=progress,
            done=self._on_done,
            stopped=self._on_stopped,
            refused=self._on_refused,
        )
        self._show_moving(is_moving=True)
        self._say(_("正在导入…"))
        self._import.begin()

    def halt(self) -> None:
        """Begin no further piece; what was written stays to be gone on with."""
        if self._import is not None:
            self._import.halt()

    def _show_moving(self, *, is_moving: bool) -> None:
        self._bar.setVisible(is_moving)
        self._stop.setVisible(is_moving)
        self._stop.setEnabled(is_moving)
        self._back.setVisible(not is_moving)
        self.commit_button.setVisible(not is_moving)
        self.commit_button.setEnabled(bool(self._rows) and not is_moving)

    def _on_moved(self, done: int, total: int) -> None:
        passed = max(0.001, self._session.application.clock.monotonic() - self._started)
        speed = max(1.0, done / passed)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        words = _("已导入 {done:,} / {total:,} 行 · {speed:,.0f} 行/秒 · 还需 {left:.0f} 秒 · 可以先去登记,导入不会停")
        self._say(words.format(done=done, total=total, speed=speed, left=(total - done) / speed))

    def _on_stop(self) -> None:
        if self._import is not None:
            self._import.progress.stop()
            self._stop.setEnabled(False)
            self._say(_("正在停止,把已导入的行撤掉…"))

    def _on_stopped(self) -> None:
        self._import = None
        self._show_moving(is_moving=False)
        self._say(_("已停止,没有留下任何一行。可以重新导入,或回到上一步"), "warning")
        self.take_focus()

    def _on_done(self, result: RosterResult) -> None:
        self._import = None
        words = {
            "committed": f"{result.committed:,}",
            "to_fix": f"{result.to_fix:,}",
            "skipped": f"{result.skipped:,}",
        }
        said = message("roster_committed", words)
        self.committed.emit(result.roster)
        self._session.jobs.after_drawing(lambda: self._session.say(said, "success"))  # another page may be in front

    def _on_refused(self, refusal: Refusal) -> None:
        self._import = None
        said = message(refusal.code, refusal.details)
        self._show_moving(is_moving=False)
        self._say(f"{said.title}:{said.reason}{said.remedy}", "error")

    def _say(self, words: str, tone: str = "") -> None:
        self._said.setText(words)
        set_tone(self._said, tone)


def _unseen_words(file: RosterFile) -> str:
    """Return what becomes of the rows nobody sees in the file; empty where there are none."""
    if not file.hidden_people:
        return ""
    leaves = _("{n:,} 个隐藏或筛选掉的行没有带入") if file.answers.leaves_hidden else _("含 {n:,} 个隐藏或筛选掉的行")
    return leaves.format(n=file.hidden_people)
