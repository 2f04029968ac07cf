"""After a recovery code: a new passphrase and a new code, before any work; every old secret ends. Nothing is lost."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import column, fill, label, row
from ui.jobs import Jobs
from ui.operations import start
from ui.pages.start.code_card import CodeCard
from ui.pages.start.frame import StartFrame
from ui.theme import Theme

if TYPE_CHECKING:
    from fieldapp.app import Application


class RecoveredPage(StartFrame):
    """Whoever holds the code chooses who they are and a passphrase. ``finished`` brings the open application."""

    finished = Signal(object)

    def __init__(self, jobs: Jobs, theme: Theme, application: "Application", people: tuple[Operator, ...]) -> None:
        """Ask for the new passphrase first; ``people`` are the supervisors of this laptop."""
        super().__init__(theme, _("用恢复码打开了"))
        self._jobs, self._open_store = jobs, application
        self._who = Choice("recovered_who", [(one.id, one.name) for one in people])
        self._lines = (_secret("passphrase"), _secret("passphrase_again"))
        self.fields = (Field(_("新口令(至少 8 个字符)"), self._lines[0]), Field(_("再输一遍"), self._lines[1]))
        self._next = KeyButton("recovered_next", _("换上新口令"), role="primary", shown="Enter")
        self.code = CodeCard(jobs)
        self._done = KeyButton("code_next", _("开始工作"), role="primary", shown="Enter")
        self._asking, self._showing = QWidget(), QWidget()
        told = label(_("记录一条没少。旧口令和这张恢复码都要作废:现在设新口令,再抄下新的恢复码。"), "soft", wraps=True)
        asking = column(12, told, labelled(_("您是哪位负责人"), self._who), *self.fields, row(None, self._next))
        self._asking.setLayout(asking)
        self._showing.setLayout(column(12, self.code, row(None, self._done)))
        fill(self.body, self._asking, self._showing)
        self._showing.hide()
        self._connect()

    def _connect(self) -> None:
        self._lines[0].entered.connect(self._lines[1].setFocus)
        self._lines[1].entered.connect(self._on_next)
        self._next.clicked.connect(self._on_next)
        self._done.clicked.connect(self.code.confirm)
        self.code.confirmed.connect(self._on_confirmed)
        self.code.said.connect(self.foot.setText)

    def take_open_store(self) -> "Application | None":
        """Return the open store if nobody went on to work yet, for whoever closes the window now."""
        taken, self._open_store = self._open_store, None  # type: ignore[assignment]  # nobody works here any more
        return taken

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._lines[0].setFocus()

    def _on_next(self) -> None:
        first, second = (line.text() for line in self._lines)
        self.fields[0].say("")
        self.fields[1].say("" if first == second else _("两次输入不一样"), "" if first == second else "error")
        if first != second:
            self._lines[1].setFocus()
            return
        self.set_busy(_("正在换上新口令…"))
        start.start_over(self._jobs, self._open_store, first, self._who.value(), self._on_answer)

    def _on_answer(self, answer: "str | Refusal") -> None:
        self.set_busy("")
        if isinstance(answer, Refusal):
            said = message(answer.code, answer.details)
            self.fields[0].say(f"{said.title} · {said.remedy}", "error")
            self._lines[0].setFocus()
            return
        for line in self._lines:
            line.clear()
        application = self._open_store
        device = str(application.read.settings().get("device_name") or "")
        self._asking.hide()
        self._showing.show()
        self.code.show_code(answer, device, application.clock.now().astimezone().date())
        self.fit()
        self.code.focus_field()

    def _on_confirmed(self) -> None:
        self.code.forget()
        opened = self.take_open_store()
        if opened is not None:
            self.finished.emit(opened)


def _secret(name: str) -> Line:
    line = Line(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
