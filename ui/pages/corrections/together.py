"""One answer for many records with the same fault (一起改): what they shall all be, and why."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import InboxItem
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.corrections import RevisedTogether
from ui.forms.buttons import KeyButton, button
from ui.forms.choices import ChoiceLine
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.operations import corrections
from ui.pages.corrections.words import reason_of
from ui.pages.enroll.options import code_options, county_options, union_options
from ui.session import Session
from ui.theme import set_role
from ui.wording import field_words, hidden_tail

_FIELDS = ("group", "employment", "region", "union", "employer")
"""What many people can have wrong alike; names and numbers are everybody's own."""
_NAMED = 6


class TogetherForm(QFrame):
    """Asks once for all records of one fault; ``ended`` says that it is done or left."""

    ended = Signal()

    def __init__(self, session: Session) -> None:
        """Hide until there is something to mend."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self._recs: tuple[str, ...] = ()
        self._title = label("", "strong", name="together_title", wraps=True)
        self._who = label("", "small", name="together_who", wraps=True)
        lines: dict[str, Line] = {
            code: ChoiceLine(f"together_{code}", is_free=code == "employer", input_method=code == "employer")
            for code in _FIELDS
        }
        lines["reason"] = Line("together_reason", input_method=True)
        words = {code: field_words(code) for code in _FIELDS} | {"reason": _("更正原因")}
        self.fields = {code: Field(words[code], line, compact=True) for code, line in lines.items()}
        self.send = KeyButton("together_send", "", "Ctrl+S", role="primary", shown="Enter")
        away = button("together_away", _("先放着"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(6)
        fill(inner, self._title, self._who, grid)
        inner.addStretch(1)
        fill(inner, row(away, None, self.send))
        self._connect()
        away.clicked.connect(self.ended)
        self.hide()

    def _connect(self) -> None:
        fields = list(self.fields.values())
        for before, after in pairwise(fields):
            before.line.entered.connect(after.line.setFocus)
            after.line.backed.connect(before.line.setFocus)
        fields[-1].line.entered.connect(self._on_send)
        self.send.clicked.connect(self._on_send)
        for field in fields:
            field.line.escaped.connect(self.ended)

    def open_items(self, items: Sequence[InboxItem]) -> None:
        """Ask for these items, which have one fault."""
        self._recs = tuple(item.rec for item in items)
        self._title.setText(_("一起改 {n} 条:{why}").format(n=len(items), why=reason_of(items[0]) or _("待更正")))
        named = "、".join(f"{item.name} {hidden_tail(item.tail)}" for item in items[:_NAMED])
        self._who.setText(_("{names} 等 {n} 人").format(names=named, n=len(items)) if len(items) > _NAMED else named)
        self.send.say(_("改好 {n} 条").format(n=len(items)))
        self._offer()
        wrong = next((error.pointer.rpartition("/")[2] for item in items for error in item.errors), "")
        self.show()
        self.fields[wrong if wrong in _FIELDS else "group"].line.setFocus()

    def _offer(self) -> None:
        event, read = self._session.current_event, self._session.application.read
        near = event.region if event else ""
        offered = {
            "group": code_options("groups"),
            "employment": code_options("employment"),
            "region": county_options(near),
            "union": union_options(read.organisations(), near),
        }
        for code, field in self.fields.items():
            if isinstance(field.line, ChoiceLine):
                field.line.set_options(offered.get(code, ()))
                field.line.setPlaceholderText(_("不改就留空"))
            field.set_value("")
            field.say("")

    def _on_send(self) -> None:
        reason = self.fields["reason"]
        changed = {code: self.fields[code].value() for code in _FIELDS if self.fields[code].value()}
        if not changed:
            self._session.say_refusal(Refusal(code="nothing_changed"))
        elif not reason.value():
            reason.say(_("请写明原因"), "error")
            reason.line.setFocus()
        else:
            corrections.correct_together(self._session, self._recs, changed, reason.value(), self._on_done)

    def _on_done(self, done: RevisedTogether) -> None:
        said = {"n": str(len(done.revised)), "left": str(len(done.refused))}
        code = "corrected_together_but" if done.refused else "corrected_together"
        self._session.say(message(code, said), "warning" if done.refused else "success")
        self.ended.emit()
