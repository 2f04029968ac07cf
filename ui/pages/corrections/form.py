"""The form of one correction (更正): what stands there now, what it shall be, and why."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from fieldapp.domain.outcomes import FieldError
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import ApplicationDetails
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.choices import ChoiceLine
from ui.forms.fields import Field
from ui.forms.lines import DOCUMENT_GROUPS, PHONE_GROUPS, GroupedLine, Line
from ui.forms.parts import fill, label, row
from ui.operations import corrections
from ui.pages.enroll.options import code_options, union_options
from ui.session import Session
from ui.theme import set_role
from ui.wording import field_words, hidden_tail, sentence_of

_MASKED = ("document_no", "phone")
"""Fields whose present value is not shown whole: who corrects them types them anew."""
_ORDER = ("name", "document_no", "phone", "group", "employment", "employer", "union", "reason")


class CorrectionForm(QFrame):
    """One record's fields. ``saved`` and ``left`` say how it ended; hidden until a record is opened."""

    saved = Signal()
    left = Signal()

    def __init__(self, session: Session) -> None:
        """Hide until a record is opened."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self._rec = ""
        self._title = label("", "strong", name="correction_title")
        self._why = label("", "", "warning", name="correction_why", wraps=True)
        self.fields = _fields()
        self.send = KeyButton("correct_send", _("保存更正"), "Ctrl+S", role="primary", shown="Enter")
        away = button("correct_away", _("先放着"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        for place, code in enumerate(_ORDER):
            grid.addWidget(self.fields[code], place // 2, place % 2)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(6)
        fill(inner, self._title, self._why, grid, row(away, None, self.send))
        self._connect()
        away.clicked.connect(self.left)
        self.hide()

    def _connect(self) -> None:
        self.send.clicked.connect(self._on_send)
        for before, after in pairwise(_ORDER):
            self.fields[before].line.entered.connect(self.fields[after].line.setFocus)
            self.fields[after].line.backed.connect(self.fields[before].line.setFocus)
        self.fields["reason"].line.entered.connect(self._on_send)
        for field in self.fields.values():
            field.line.escaped.connect(self.left)

    def open_record(self, rec: str, why: str = "", errors: Sequence[FieldError] = ()) -> None:
        """Open one record; ``errors`` mark the fields the centre did not take, the first one is stood in."""
        found = self._session.application.read.details(rec)
        if found is None:
            return
        self._rec = rec
        self._title.setText(_("更正 {who}").format(who=f"{found.name} {hidden_tail(found.document_no[-4:])}"))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._offer(found)
        wrong = self._mark(errors)
        self.show()
        self.fields[wrong or "name"].line.setFocus()

    def _offer(self, found: ApplicationDetails) -> None:
        options = {
            "group": code_options("groups"),
            "employment": code_options("employment"),
            "union": union_options(self._session.application.read.organisations(), found.region),
        }
        for code, field in self.fields.items():
            if isinstance(field.line, ChoiceLine) and code in options:
                field.line.set_options(options[code])
            field.set_value("" if code in _MASKED or code == "reason" else str(getattr(found, code) or ""))
            field.say("")
        for code in _MASKED:
            tail = hidden_tail(getattr(found, code)[-4:])
            self.fields[code].line.setPlaceholderText(_("不改就留空 · {tail}").format(tail=tail))

    def _mark(self, errors: Sequence[FieldError]) -> str:
        wrong = ""
        for error in errors:
            code = error.pointer.rpartition("/")[2]
            if code in self.fields:
                self.fields[code].say(sentence_of(error.code) or _("请改正"), "error")
                wrong = wrong or code
        return wrong

    def _on_send(self) -> None:
        if not self._rec:
            return
        reason = self.fields["reason"]
        reason.say("" if reason.value() else _("请写明原因"), "" if reason.value() else "error")
        if not reason.value():
            reason.line.setFocus()
            return
        values = {code: self.fields[code].value() for code in _ORDER if code != "reason"}
        wanted = corrections.Wanted(rec=self._rec, values=values, reason=reason.value())
        corrections.correct(self._session, wanted, self._on_done, self._on_refused)

    def _on_refused(self, refusal: Refusal) -> None:
        """Say it under the fields it names, else in the window's line."""
        named = [problem for problem in refusal.problems if problem.field in self.fields]
        for problem in named:
            self.fields[problem.field].say(message(problem.code, problem.details).title, "error")
        if named:
            self.fields[named[0].field].line.setFocus()
        else:
            self._session.say_refusal(refusal)

    def _on_done(self) -> None:
        self._rec = ""
        self._session.say(message("correction_saved"), "success")
        self.saved.emit()


def _fields() -> dict[str, Field]:
    lines: dict[str, Line] = {
        "name": Line("correct_name", input_method=True),
        "document_no": GroupedLine("correct_document_no", DOCUMENT_GROUPS, keypad_x=True),
        "phone": GroupedLine("correct_phone", PHONE_GROUPS),
        "group": ChoiceLine("correct_group"),
        "employment": ChoiceLine("correct_employment"),
        "employer": Line("correct_employer", input_method=True),
        "union": ChoiceLine("correct_union"),
        "reason": Line("correct_reason", input_method=True),
    }
    words = {code: field_words(code) for code in lines} | {"reason": _("更正原因")}
    return {code: Field(words[code], line, compact=True) for code, line in lines.items()}
