"""Unlocking: one field, Enter. Shown at every start, so it imports nothing heavy."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.paths import Paths
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import label, row
from ui.jobs import Jobs
from ui.operations import start
from ui.pages.start.frame import StartFrame
from ui.theme import Theme

if TYPE_CHECKING:
    from fieldapp.app import Application


_DAMAGE = ("store_damaged", "store_unreadable")


class UnlockPage(StartFrame):
    """Asks for the passphrase (or the recovery code). ``finished`` brings the open application.

    ``damage_found``: the passphrase is right and the data is not.
    """

    finished = Signal(object)
    restore_asked = Signal()
    damage_found = Signal()

    def __init__(self, jobs: Jobs, paths: Paths, theme: Theme) -> None:
        """Wait for a passphrase."""
        super().__init__(theme, _("打开本机数据"))
        self._jobs, self._paths = jobs, paths
        self._line = Line("passphrase")
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field(_("口令"), self._line)
        self._open = KeyButton("unlock", _("打开"), role="primary", shown="Enter")
        self.body.addWidget(self.field)
        self.body.addLayout(row(label(_("忘记口令?在这里输入恢复码"), "small"), None, self._open))
        restore = KeyButton("restore_asked", _("从备份恢复…"), "Ctrl+R")
        restore.clicked.connect(self.restore_asked)
        self.body.addLayout(row(label(_("数据损坏、丢失,或换了电脑?"), "small"), None, restore))
        practise = KeyButton("training_begin", _("进入演练"), "Ctrl+T")
        practise.clicked.connect(self.training_asked)
        self.body.addLayout(row(label(_("先练习?演练用假人、假打印机,不碰真数据"), "small"), None, practise))
        self._line.entered.connect(self._on_open)
        self._open.clicked.connect(self._on_open)

    def take_open_store(self) -> None:
        """Return nothing: this page never keeps an open store."""

    def focus_first(self) -> None:
        """Put the cursor into the field."""
        self._line.setFocus()

    def _on_open(self) -> None:
        if not self._line.text():
            self.field.say(_("请输入口令"), "warning")
            return
        self.field.say("")
        self.set_busy(_("正在打开…"))
        start.unlock(self._jobs, self._paths, self._line.text(), self._on_answer, self._on_failed)

    def _on_answer(self, answer: "Application | Refusal") -> None:
        self.set_busy("")
        if isinstance(answer, Refusal):
            said = message(answer.code, answer.details)
            self.field.say(f"{said.title} · {said.remedy}", "error")
            self._line.setFocus()
            self._line.selectAll()
            return
        self._line.clear()
        self.finished.emit(answer)

    def _on_failed(self, error: KnownError) -> None:
        self.set_busy("")
        if error.code in _DAMAGE:
            self.damage_found.emit()
            return
        said = message(error.code, error.details)
        self.foot.setText(f"{said.title}:{said.reason}{said.remedy}")
