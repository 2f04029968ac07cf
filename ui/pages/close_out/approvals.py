"""Approving those who wait, all or some, after showing again who one is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QTableView, QVBoxLayout, QWidget

from fieldapp.domain.closing import Waiting
from fieldapp.domain.events import ApprovalWindow, Event
from fieldapp.domain.problems import Refusal
from fieldapp.messages import catalogue, message
from fieldapp.messages import translate as _
from fieldapp.services.approvals import ApprovalResult
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import closing
from ui.session import Session
from ui.theme import set_tone
from ui.wording import clock_time, hidden_tail


class ApprovalsSheet(QWidget):
    """The list of who waits; nothing marked means everybody."""

    def __init__(self, session: Session) -> None:
        """Start with nobody."""
        super().__init__()
        self._session = session
        self._window: ApprovalWindow | None = None
        self.model: ValuesModel[Waiting] = ValuesModel(_columns(session))
        self.view = table("waiting", self.model, session.theme)
        self.view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.view.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_count())
        self._approver = Choice("batch_approver")
        self._approver_box = labelled(_("批准人"), self._approver)
        self._secret = Field(_("PIN 或本机口令"), Line("batch_secret"), compact=True)
        self._secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.line.entered.connect(self._on_approve)
        self._said = label("", "soft", name="batch_said", wraps=True)
        self.approve_button = KeyButton("batch_approve", _("批准"), role="primary", shown="Enter")
        self.approve_button.clicked.connect(self._on_approve)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        fill(inner, label(_("批量批准"), "title"))
        fill(inner, label(_("不选就是全部;按住 Ctrl 或 Shift 可以只选几位。"), "small", wraps=True))
        inner.addWidget(self.view, 1)
        both = row(spacing=10)
        both.addWidget(self._approver_box, 1)
        both.addWidget(self._secret, 1)
        fill(inner, both, self._said, row(None, self.approve_button))

    def show_waiting(self, event: Event, waiting: Sequence[Waiting], window: ApprovalWindow | None) -> None:
        """Show who waits; an open window has its approver already."""
        self._window = window
        self.model.set_rows(waiting)
        names = (window.approver,) if window else (event.delegation.approvers if event.delegation else ())
        self._approver.offer((name, name) for name in names)
        self._show_count()

    def begin(self) -> None:
        """Put the cursor into the field that is asked for."""
        self._secret.line.setFocus()

    def chosen(self) -> tuple[str, ...]:
        """Return the records that are approved by the button, in the order they came."""
        places = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        rows = [self.model.rows[place] for place in places] or list(self.model.rows)
        return tuple(one.rec for one in rows)

    def _show_count(self) -> None:
        count = len(self.chosen())
        self.approve_button.setEnabled(bool(count))
        self.approve_button.say(_("批准 {n} 人").format(n=count) if count else _("没有人在等"))

    def _on_approve(self) -> None:
        secret, recs = self._secret.line.text(), self.chosen()
        self._secret.set_value("")
        if recs:
            chosen = closing.Batch(approver=self._approver.value() or "", secret=secret, recs=recs)
            closing.approve(self._session, chosen, self._on_done, self._on_refused)

    def _on_done(self, result: ApprovalResult) -> None:
        words = _("已批准 {n} 人,会员卡可以打印了。").format(n=len(result.numbers))
        if result.refused:
            reasons = sorted({_reason(code) for code in result.refused.values()})
            words += _("{n} 人没有批:{why}").format(n=len(result.refused), why=";".join(reasons))
        self._say(words, "warning" if result.refused else "success")

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self._say(f"{said.title}:{said.reason}{said.remedy}", "error")
        self._secret.line.setFocus()

    def _say(self, words: str, tone: str) -> None:
        self._said.setText(words)
        set_tone(self._said, tone)


def _reason(code: str) -> str:
    return message(code).title if code in catalogue() else code


def _columns(session: Session) -> tuple[Column[Waiting], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: f"{one.name} {hidden_tail(one.tail)}"),
        Column(title=_("工会"), text=lambda one: session.union_name(one.union)),
        Column(title=_("登记"), text=lambda one: f"{clock_time(one.time)} {one.operator}", width=124),
    )
