"""The panel 审计: how long the log is, what the centre knows of it, and whether it is whole."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldapp.domain.audits import AuditFault, AuditHead
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, panel, row
from ui.operations import audit
from ui.session import Session
from ui.theme import set_tone
from ui.wording import day_and_time


class AuditPanel(QWidget):
    """For supervisors. The log is read only when somebody asks."""

    def __init__(self, session: Session) -> None:
        """Say nothing of the log yet."""
        super().__init__()
        self._session = session
        self._standing = label("", "soft", name="audit_standing", wraps=True)
        self._answer = label("", "strong", name="audit_answer", wraps=True)
        self.check = KeyButton("audit_check", _("查验"), "Alt+V")
        self.compare = KeyButton("audit_compare", _("拿中心的头部来比…"), "Alt+C")
        self.check.clicked.connect(lambda: self._verify(()))
        self.compare.clicked.connect(self._on_compare)
        frame, inside = panel(margin=18, spacing=6)
        words = label(_("谁在什么时候做了什么,一条接一条,改一条、删一条都看得出。"), "small", wraps=True)
        actions = row(None, self.compare, self.check)
        fill(inside, label(_("审计"), "title"), words, self._standing, self._answer, actions)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._answer.hide()

    def refresh(self) -> None:
        """Read how long the log is; only a supervisor sees it."""
        is_boss = self._session.operator.role is OperatorRole.SUPERVISOR
        self.setVisible(is_boss)
        if is_boss:
            self._standing.setText(self._words())

    def _words(self) -> str:
        found = self._session.application.read.audit_standing()
        rows = _("共 {n} 条").format(n=f"{found.rows:,}")
        if found.told_at is None:
            return _("{rows} · 还没有头部交给中心(收摊时交)").format(rows=rows)
        place = _("已在中心") if found.is_at_centre else _("还在本机,等同步")
        told = _("{rows} · 最近一次头部:第 {n} 条,{when},{place}")
        return told.format(rows=rows, n=f"{found.told_row:,}", when=day_and_time(found.told_at), place=place)

    def compare_with(self, path: Path) -> None:
        """Hold the log against the heads in a file of the centre."""
        found = audit.read_heads(self._session, path)
        if isinstance(found, Refusal):
            said = message(found.code)
            self._say(f"{said.title} · {said.remedy}", "error")
        else:
            self._verify(found)

    def _on_compare(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选择中心导出的头部文件"), "", "JSON (*.json)")
        if path:
            self.compare_with(Path(path))

    def _verify(self, heads: tuple[AuditHead, ...]) -> None:
        self._say(_("正在查验…"), "")
        audit.verify(self._session, heads, lambda fault: self._show(fault, len(heads)))

    def _show(self, fault: AuditFault | None, heads: int) -> None:
        self.refresh()
        if fault is None:
            against = _(",与中心的 {n} 个头部相符").format(n=heads) if heads else ""
            self._say(_("完整,一条不缺{against}").format(against=against), "success")
            return
        details = {"first": f"{fault.first:,}", "last": f"{fault.last:,}"}
        said = message(f"audit_{fault.why}", details)
        self._say(f"{said.title}。{said.remedy}", "error")

    def _say(self, words: str, tone: str) -> None:
        self._answer.setText(words)
        set_tone(self._answer, tone)
        self._answer.show()
