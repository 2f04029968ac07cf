"""What is said of the fields while they are typed and as they are left."""

from datetime import date

from fieldapp.domain.applications import ApplicationDraft, Source
from fieldapp.domain.identity import normalise_document_no
from fieldapp.domain.names import normalise_name
from fieldapp.domain.phones import normalise_phone
from fieldapp.messages import translate as _
from ui.forms.choices import ChoiceLine
from ui.operations import enrollment
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.known import KnownDesk
from ui.pages.enroll.pasting import SPLIT, split_line
from ui.pages.enroll.verdicts import is_complete, verdict_of, while_typing
from ui.session import Session

_NUMBERS = {"document_no": normalise_document_no, "phone": normalise_phone}


class FieldDesk:
    """Says the verdicts under the fields, and looks the person up once the number is complete."""

    def __init__(self, session: Session, form: EnrollForm, known_desk: KnownDesk) -> None:
        """Watch nothing by itself: the page tells what happened."""
        self._session, self._form, self._known_desk = session, form, known_desk

    @property
    def today(self) -> date:
        """Return the day as the store's clock has it, in local time."""
        return self._session.application.clock.now().astimezone().date()

    def on_edited(self, code: str) -> None:
        """Say what can be said before the field is left."""
        if code == "document_no":
            self._form.fit_kind()
        draft = self._form.draft()
        value = self._form.fields[code].value() if code in self._form.fields else ""
        self._form.say(code, *while_typing(code, value))
        if code in ("document_no", "document_type"):
            self.look_up(draft)
            if is_complete(draft):
                self._form.say("document_no", *verdict_of(draft, "document_no", self.today))

    def on_left(self, code: str) -> None:
        """Say the verdict of a field that was left with something in it."""
        if code == "document_no":
            self._form.fit_kind()
        draft = self._form.draft()
        if code != "consent" and not self._form.fields[code].value():
            self._say_of_no_option(code)
            return
        self._form.say(code, *verdict_of(draft, code, self.today))
        self._show_as_read(code)
        self._form.drop_act_of_another()
        if code == "document_no":
            self._known_desk.look_up(draft)
        elif code == "name":
            self._normalise_name(draft)
        elif code == "phone":
            self._warn_of_shared_phone(draft)

    def _say_of_no_option(self, code: str) -> None:
        """Say it of letters that lead to nothing in the list: nobody may believe that something was chosen."""
        line = self._form.fields[code].line
        if isinstance(line, ChoiceLine) and line.is_unknown:
            self._form.say(code, _("没有这一项,按 ↓ 选"), "error")

    def look_up(self, draft: ApplicationDraft) -> None:
        """Look the person up once the number is complete; before that nobody is known."""
        self._known_desk.look_up(draft if is_complete(draft) else None)

    def split_pasted(self, into: str) -> bool:
        """Take a line of several fields apart that was pasted into one of them; say whether it was one.

        Somebody known keeps the keys at the answer; else the cursor goes to what the line did not say.
        """
        parts = split_line(self._form.fields[into].line.text())
        if parts is None:
            return False
        for code, value in {into: "", **parts}.items():
            self._form.fields[code].set_value(value, Source.TYPED if value else None)
            self.on_left(code)
        self._form.edited.emit("document_no")
        if self._known_desk.known is None:
            lacking = next((code for code in SPLIT if not self._form.fields[code].value()), None)
            self._form.go_to(lacking) if lacking else self._form.go_on("phone")
        return True

    def _show_as_read(self, code: str) -> None:
        """Show a number in its groups, without what came with it (+86, dashes, full width)."""
        normalise, field = _NUMBERS.get(code), self._form.fields.get(code)
        if normalise is None or field is None or field.is_faulty:
            return
        plain = normalise(field.value())
        if plain != field.value():
            field.set_value(plain, field.source)

    def _normalise_name(self, draft: ApplicationDraft) -> None:
        """Show the name as it will be kept, and say that it changed."""
        name, field = normalise_name(draft.name), self._form.fields["name"]
        if name != draft.name and not field.verdict:
            field.set_value(name, field.source)
            field.say(_("已规范写法:{name}").format(name=name), "warning")

    def _warn_of_shared_phone(self, draft: ApplicationDraft) -> None:
        """Say who else stated this phone at this event; it stops nobody (families share one)."""
        field = self._form.fields["phone"]
        other = "" if field.verdict else enrollment.phone_shared_with(self._session, draft)
        if other:
            field.say(_("与 {name} 同号,请核对").format(name=other), "warning")
