"""What the print queue is doing, in one line over the journal, with pause and go on."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from fieldapp.domain.views import PrintJobView, PrintState
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import ElidedLabel, fill, label
from ui.icons import pixmap
from ui.session import Session
from ui.theme import set_role, set_tone

_ICON = 22


class QueueBar(QFrame):
    """A shape, a line, a remedy, and one button."""

    def __init__(self, session: Session) -> None:
        """Show the queue as it is, now and whenever it moves."""
        super().__init__()
        set_role(self, "answer_band")
        self._session = session
        self._jobs: tuple[PrintJobView, ...] = ()
        self._shape, self._title = QLabel(), label("", "strong", name="queue_title")
        self._line = ElidedLabel("small", "queue_line")
        self.button = KeyButton("queue_toggle", "", "Alt+P")
        self.button.clicked.connect(self._on_toggle)
        words = QVBoxLayout()
        words.setSpacing(1)
        fill(words, self._title, self._line)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(14, 8, 10, 8)
        inner.setSpacing(12)
        inner.addWidget(self._shape)
        inner.addLayout(words, 1)
        inner.addWidget(self.button)
        session.prints.moved.connect(self.show_queue)
        self.show_queue()

    def show_jobs(self, jobs: tuple[PrintJobView, ...]) -> None:
        """Count these jobs."""
        self._jobs = jobs
        self.show_queue()

    def show_queue(self) -> None:
        """Say what goes on."""
        prints = self._session.prints
        tone, title, line = self._said()
        self._title.setText(title)
        self._line.setText(line)
        set_tone(self, tone)
        look = self._session.theme.look
        shape = {"success": "printer", "warning": "mark_warning", "error": "mark_error"}.get(tone, "printer")
        self._shape.setPixmap(pixmap(shape, look[tone or "ink_soft"], _ICON))
        waiting = self._waiting
        self.button.say(_("暂停") if not prints.is_held else _("继续打印"))
        self.button.setVisible(prints.is_held or prints.is_busy or bool(waiting))
        if not prints.is_held and not prints.is_busy and waiting:
            self.button.say(_("现在就打"))

    @property
    def _waiting(self) -> int:
        return sum(job.state is PrintState.QUEUED for job in self._jobs)

    def _said(self) -> tuple[str, str, str]:
        prints, waiting = self._session.prints, self._waiting
        if prints.trouble is not None:
            said = message(prints.trouble.code, prints.trouble.details)
            return "error", f"{said.title} · {prints.current_printer}", f"{said.reason}{said.remedy}"
        if prints.is_held:
            return "warning", _("队列已暂停"), _("{n} 份在等。核对无误后继续。").format(n=waiting)
        if prints.is_busy:
            return "success", _("正在打印 · {printer}").format(printer=prints.current_printer), self._behind(waiting)
        if waiting and not prints.has_printer:
            return "warning", _("{n} 份在等,还没有选打印机").format(n=waiting), _("右边选好打印机再打印。")
        if waiting:
            return "", _("{n} 份在等").format(n=waiting), _("凑满一页会自动打;也可以现在就打。")
        printer = prints.current_printer or _("没有选打印机,新的只排队")
        return "", _("队列空闲"), printer

    @staticmethod
    def _behind(waiting: int) -> str:
        return _("后面还有 {n} 份,照常登记").format(n=waiting) if waiting else _("这是最后一份")

    def _on_toggle(self) -> None:
        prints = self._session.prints
        if prints.is_held or (not prints.is_busy and self._waiting):
            prints.resume()
        else:
            prints.hold()
