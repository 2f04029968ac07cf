"""Working on a record that came back: change the named fields, or turn it into a transfer."""

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.views import InboxItem
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.fields import Field
from ui.forms.lines import DOCUMENT_GROUPS, PHONE_GROUPS, GroupedLine, Line
from ui.forms.parts import fill, label, row
from ui.operations import corrections
from ui.session import Session
from ui.theme import set_role
from ui.wording import hidden_tail


class Correction(QFrame):
    """The form of one correction, hidden until a record is opened."""

    def __init__(self, session: Session) -> None:
        """Hide until a record is opened."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self._item: InboxItem | None = None
        self._title, self._why = label("", "strong", name="correction_title"), label("", "small", wraps=True)
        self.fields = {
            "document_no": Field(_("证件号码"), GroupedLine("correct_document_no", DOCUMENT_GROUPS, keypad_x=True)),
            "name": Field(_("姓名"), Line("correct_name", input_method=True)),
            "phone": Field(_("手机号码"), GroupedLine("correct_phone", PHONE_GROUPS)),
            "reason": Field(_("更正原因"), Line("correct_reason", input_method=True)),
        }
        self.send = KeyButton("correct_send", _("保存更正"), role="primary", shown="Enter")
        self.transfer = button("correct_transfer", _("按转会办理"))
        away = button("correct_away", _("先放着"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(18, 14, 18, 14)
        inner.setSpacing(6)
        fill(inner, self._title, self._why, grid, row(away, None, self.transfer, self.send))
        self.send.clicked.connect(self._on_send)
        self.transfer.clicked.connect(self._on_transfer)
        away.clicked.connect(self.hide)
        self.fields["reason"].line.entered.connect(self._on_send)
        self.hide()

    def open_item(self, item: InboxItem) -> None:
        """Open one record with its values."""
        found = self._session.application.read.details(item.rec)
        if found is None:
            return
        self._item = item
        self._title.setText(f"{item.name} {hidden_tail(item.tail)}")
        self._why.setText(item.reason or "")
        for code in ("document_no", "name", "phone"):
            self.fields[code].set_value(getattr(found, code))
            self.fields[code].say("")
        for error in item.errors:
            code = error.pointer.rpartition("/")[2]
            if code in self.fields:
                self.fields[code].say(message(error.code).title if error.code else "", "error")
        self.transfer.setVisible(item.outcome is Outcome.DUPLICATE)
        self.show()
        self.fields["document_no"].line.setFocus()

    def _on_send(self) -> None:
        if self._item is None:
            return
        reason = self.fields["reason"]
        if not reason.value():
            reason.say(_("请写明原因"), "error")
            reason.line.setFocus()
            return
        values = {code: self.fields[code].value() for code in ("document_no", "name", "phone")}
        wanted = corrections.Wanted(rec=self._item.rec, values=values, reason=reason.value())
        corrections.correct(self._session, wanted, self._on_done)

    def _on_transfer(self) -> None:
        if self._item is not None:
            corrections.turn_into_transfer(self._session, self._item.rec, self._on_done)

    def _on_done(self) -> None:
        self.hide()
        self.fields["reason"].set_value("")
        self._session.say(message("correction_saved"), "success")
