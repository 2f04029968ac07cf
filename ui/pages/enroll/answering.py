"""What F10 did, told by the band, the chip and the fields; and taking the last person back."""

from PySide6.QtCore import QObject, Signal

from fieldapp.domain.problems import Problem, Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.operations import enrollment, printing
from ui.pages.enroll.band import Answer, Band
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.key_keeper import KeyKeeper
from ui.pages.enroll.known import KnownDesk
from ui.pages.enroll.side import LastPerson, number_words
from ui.pages.enroll.verdicts import missing_fields, words_for, worst
from ui.session import Session


class AnswerDesk(QObject):
    """Commits the person in the form and shows the answer.

    ``done`` says that the form is free for the next person, ``refused`` that this one stays in it.
    """

    done = Signal()
    refused = Signal()

    def __init__(self, session: Session, band: Band, form: EnrollForm, last: LastPerson, known_desk: KnownDesk) -> None:
        """Nobody was answered yet."""
        super().__init__(form)
        self._session, self._band, self._form = session, band, form
        self._last, self._known_desk = last, known_desk
        self._keys = KeyKeeper(form)
        self._last_rec, self._remedy_rec = "", ""
        self._is_busy = False
        band.action_taken.connect(self._on_remedy)

    def commit(self, *, prints: bool) -> bool:
        """Save what stands in the form; print, and go on to the next person. Say whether that began."""
        if self._is_busy or self._session.current_event is None or not self._known_desk.is_ready():
            return False
        self._form.drop_act_of_another()
        if self._form.consent.is_unread and not self._form.consent.take_sheet():
            self._form.go_to("consent")
            return False
        self._is_busy = True
        self._keys.hold()
        self._known_desk.commit(lambda result: self._on_committed(result, prints=prints), self._on_refused)
        return True

    def greet(self, *, was_dropped: bool = False) -> None:
        """Ask for the next person, or say what the one in the form still lacks; a known one keeps the band."""
        if self._known_desk.known is not None:
            return
        draft = self._form.draft()
        if self._form.is_empty and was_dropped:
            title, line = _("草稿已丢弃"), _("Ctrl+Z 找回 · 或请下一位出示证件")
        elif self._form.is_empty:
            title = _("请出示证件")
            line = _("输入证件号码,或粘贴“姓名 电话 身份证”;回车到下一格,F10 完成")
        else:
            missing = missing_fields(draft, self._form.faulty(), self._form.required)
            title = _("登记中") if missing else _("可以完成了")
            line = _("还差:{fields}").format(fields="、".join(missing)) if missing else _("按 F10 完成")
        greeting = Answer(tone="", title=title, line=line)
        if greeting != self._band.answer:
            self._band.show_answer(greeting)

    def reprint(self) -> None:
        """Go to the papers of the last person: the one of this window, else the newest of the event."""
        rec = self._last_rec or enrollment.newest_record(self._session)
        if rec:
            self._session.go_to("cards", rec)
        else:
            self._session.say(message("nobody_to_reprint"), "warning")

    def undo(self) -> None:
        """Take the last person back, by name."""
        if self._session.current_event is not None:
            enrollment.undo_last(self._session, self._last_rec, self._on_undone, self._on_undo_refused)

    def _on_committed(self, result: enrollment.Committed, *, prints: bool) -> None:
        self._is_busy = False
        self._last_rec = result.rec
        said = message(result.said)
        number = number_words(result.number)
        self._band.show_answer(Answer(tone=result.tone, title=f"{said.title} {number}", line=result.line))
        what = f"{result.number_label} {number}"
        self._last.show_person(result.name, said.title, what, result.tone, may_undo=result.may_undo)
        self._known_desk.clear(keep_answer=True)
        self.done.emit()
        self._keys.let_go()
        if prints:  # green is drawn before anybody asks what is on paper already
            self._session.jobs.after_drawing(
                lambda: printing.print_for(self._session, result.rec, result.prints, result.reason)
            )

    def _on_refused(self, refusal: Refusal) -> None:
        self._is_busy = False
        self._keys.let_go()
        self.refused.emit()
        if refusal.code == "sheet_used":
            self._say_whose_sheet(refusal)
            return
        for code in {one.field for one in refusal.problems}:
            of_field = worst(one for one in refusal.problems if one.field == code)
            if of_field is not None:
                self._form.say(code, *words_for(of_field))
        first: Problem | None = worst(refusal.problems)
        said = message(first.code, first.details) if first else message(refusal.code, refusal.details)
        others = len({one.field for one in refusal.problems if one.is_error}) - 1
        more = _("另有 {n} 处").format(n=others) if others > 0 else ""
        line = " · ".join(filter(None, (said.reason if not first else "", said.remedy, more)))
        self._band.show_answer(Answer(tone="error", title=said.title, line=line))
        if first is not None and first.is_error:
            self._form.go_to(first.field)

    def _say_whose_sheet(self, refusal: Refusal) -> None:
        """Name who signed this form: it stands for nobody else."""
        said = message(refusal.code)
        signer = self._session.application.read.details(refusal.details["rec"])
        whose = _("这张表已用于 {name}").format(name=signer.name if signer else "")
        self._form.say("consent", whose, "error")
        self._band.show_answer(Answer(tone="error", title=said.title, line=f"{whose} · {said.remedy}"))
        self._form.go_to("consent")

    def _on_undone(self, name: str) -> None:
        self._last_rec = ""
        self._last.show_nobody()
        line = _("{name} 的登记已撤销").format(name=name)
        self._band.show_answer(Answer(tone="warning", title=_("已撤销"), line=line))

    def _on_undo_refused(self, refusal: Refusal) -> None:
        """Say why, and offer the way to the record: there a supervisor voids it."""
        self._remedy_rec = refusal.details.get("rec", "")
        details = self._session.application.read.details(self._remedy_rec) if self._remedy_rec else None
        code = f"undo_{refusal.details['why']}" if "why" in refusal.details else refusal.code
        said = message(code, {"name": details.name if details else ""})
        line = f"{said.reason}{said.remedy}"
        self._band.show_answer(Answer(tone="warning", title=said.title, line=line, remedy=said.action))

    def _on_remedy(self) -> None:
        self._session.go_to("records", self._remedy_rec)
