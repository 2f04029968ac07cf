"""Step 4: say once more what will be written, write it, and say what was written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.rosters import RosterResult
from ui.forms.buttons import KeyButton, button
from ui.forms.parts import fill, label, panel, row
from ui.operations import rosters
from ui.operations.rosters import CheckedRow, Defaults
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
        self._path, self._company, self._defaults = Path(), "", Defaults()
        self._words = label("", "big", name="confirm_words", wraps=True)
        self._facts = label("", "soft", name="confirm_facts", wraps=True)
        self._said = label("", "", name="confirm_said", wraps=True)
        self.commit_button = KeyButton("roster_commit", _("确认导入"), "F10", "Ctrl+Return", role="primary")
        back = button("confirm_back", _("上一步"))
        frame, inside = panel(margin=28, spacing=12)
        promise = label(
            _("导入的人不会自动成为会员,也不计入统计:本人到场同意,或在签名表上签字并由负责人登记,才成为入会申请。"),
            "soft",
            wraps=True,
        )
        fill(inside, None, self._words, self._facts, promise, self._said, None)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame, 1)
        outer.addLayout(row(None, back, self.commit_button, spacing=10))
        self.commit_button.clicked.connect(self._on_commit)
        back.clicked.connect(self.backed)

    def take_focus(self) -> None:
        """Let Enter go onward."""
        self.commit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rows(self, rows: Sequence[CheckedRow], path: Path, company: str, defaults: Defaults) -> None:
        """Say what will be written."""
        self._rows, self._path, self._company, self._defaults = rows, path, company, defaults
        fix = sum(one.kind == "fix" for one in rows)
        known = sum(one.kind == "known" for one in rows)
        good = len(rows) - fix
        self._words.setText(_("{company}:导入 {n} 人").format(company=company, n=good))
        parts = [
            _("{n} 人已是会员,到场时按转会办理").format(n=known) if known else "",
            _("{n} 行留在待修正,修好后可以再次导入同一份文件").format(n=fix) if fix else "",
            _("用工形式:{words}").format(words=label_of("employment", defaults.employment))
            if defaults.employment
            else "",
        ]
        self._facts.setText("\n".join(filter(None, parts)))
        self._said.setText("")
        self.commit_button.setEnabled(good > 0)

    def _on_commit(self) -> None:
        self.commit_button.setEnabled(False)
        rosters.commit(
            self._session,
            self._path,
            self._company,
            self._rows,
            defaults=self._defaults,
            done=self._on_done,
            refused=self._on_refused,
        )

    def _on_done(self, result: RosterResult) -> None:
        words = {"committed": str(result.committed), "skipped": str(result.skipped)}
        self._session.say(message("roster_committed", words), "success")
        self.committed.emit(result.roster)

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self._said.setText(f"{said.title}:{said.reason}{said.remedy}")
        set_tone(self._said, "error")
        self.commit_button.setEnabled(True)
