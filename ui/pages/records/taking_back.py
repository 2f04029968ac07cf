"""Voiding a record (作废): the reason first, then Enter. Stands in the page, never in front of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.choices import ChoiceLine, Option
from ui.forms.fields import Field
from ui.forms.initials import initials
from ui.forms.parts import fill, label, row
from ui.theme import set_role

REASONS = ("重复登记", "本人不愿入会", "人员登记错了", "试登记")


class VoidForm(QFrame):
    """Asks why; ``confirmed`` brings the reason, ``left`` says that nothing is voided."""

    confirmed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        """Hide until somebody wants to void."""
        super().__init__()
        set_role(self, "panel")
        self._title = label("", "strong", name="void_title", wraps=True)
        line = ChoiceLine("void_reason", is_free=True, input_method=True)
        line.set_options([Option(value=one, label=one, words=(initials(one),)) for one in map(_, REASONS)])
        self.reason = Field(_("作废原因(选一条或自己写)"), line, compact=True)
        self.confirm = KeyButton("void_confirm", _("作废"), role="primary", shown="Enter")
        away = button("void_away", _("不作废"))
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(8)
        words = label(_("号码不再使用,中心会收到作废;打印过的凭证和会员卡请收回。"), "small", wraps=True)
        fill(inner, self._title, words, self.reason, row(away, None, self.confirm))
        self.confirm.clicked.connect(self._on_confirm)
        line.entered.connect(self._on_confirm)
        line.escaped.connect(self.left)
        away.clicked.connect(self.left)
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for the reason to void this person's record."""
        self._title.setText(_("作废 {name} 的记录").format(name=name))
        self.reason.set_value("")
        self.reason.say("")
        self.show()
        self.reason.line.setFocus()

    def _on_confirm(self) -> None:
        reason = self.reason.value()
        if reason:
            self.confirmed.emit(reason)
        else:
            self.reason.say(_("请写明原因"), "error")
            self.reason.line.setFocus()
