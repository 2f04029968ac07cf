"""登记: the entry loop. Collects a draft, says what is wrong as fields are left, commits with F10."""

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from fieldapp.domain.applications import ApplicationDraft, ConsentMethod, Source
from fieldapp.domain.changes import Topic
from fieldapp.domain.duplicates import KnownPersonAction
from fieldapp.domain.events import Event
from fieldapp.domain.names import normalise_name
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.scans import ScanKind, route_scan
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.choices import ChoiceLine
from ui.forms.parts import panel, row
from ui.operations import drafts, enrollment, printing
from ui.pages.enroll.band import Answer, Band
from ui.pages.enroll.consent import SigningSheet
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.known import KnownDesk
from ui.pages.enroll.options import code_options, county_options, reason_words, union_options
from ui.pages.enroll.pasting import split_line
from ui.pages.enroll.side import SidePanel, number_words
from ui.pages.enroll.verdicts import is_complete, verdict_of, while_typing, words_for, worst
from ui.pages.page import Page
from ui.session import Session

_SAVE_AFTER_MS = 300
_RECENT = 40


class EnrollPage(Page):
    """One person after the other."""

    name = "enroll"
    topics = frozenset({Topic.APPLICATIONS, Topic.OUTCOMES, Topic.ORGANISATIONS, Topic.EVENTS, Topic.LEASES})

    def __init__(self, session: Session) -> None:
        """Build band, form and side, and take up the draft that was left."""
        super().__init__(session)
        self.band = Band(session.theme)
        self.form = EnrollForm()
        self.side = SidePanel(session.theme)
        self.commit_button = KeyButton("commit", "", "F10", "Ctrl+Return", "Ctrl+Enter", role="primary")
        self.save_button = KeyButton("save_only", _("仅保存"), "F9", "Ctrl+S")
        self.next_button = KeyButton("next_person", _("新的一位"), "F4", "Ctrl+N")
        self.sheet = SigningSheet(self, session.theme.look["ink"])
        self.known_desk = KnownDesk(session, self.band, self.form)
        self._last_rec = ""
        self._dropped: ApplicationDraft | None = None
        self._organisations: tuple[Organisation, ...] = ()
        self._at = ""
        self._is_busy = False
        self._autosave = QTimer(self, interval=_SAVE_AFTER_MS, singleShot=True)
        self._lay_out()
        self._connect()
        self.form.fields["group"].line.set_options(code_options("groups"))  # type: ignore[attr-defined]  # a ChoiceLine
        self.form.fields["employment"].line.set_options(code_options("employment"))  # type: ignore[attr-defined]

    def _lay_out(self) -> None:
        left, inside = panel(margin=16, spacing=8)
        area = QScrollArea()
        area.setObjectName("form_area")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        inside.setContentsMargins(16, 10, 16, 12)
        inside.addWidget(area, 1)
        buttons = row(spacing=10)
        buttons.addWidget(self.commit_button, 1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.next_button)
        for one in (self.commit_button, self.save_button, self.next_button):
            one.setProperty("tall", True)
        inside.addLayout(buttons)
        body = QHBoxLayout()
        body.setSpacing(11)
        body.addWidget(left, 69)
        body.addWidget(self.side, 31)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        outer.addWidget(self.band)
        outer.addLayout(body, 1)
        self._form_panel = left

    def _connect(self) -> None:
        self.form.edited.connect(self._on_edited)
        self.form.left.connect(self._on_left)
        self.form.committed.connect(self.commit)
        self.form.drop_asked.connect(self.start_over)
        self.commit_button.clicked.connect(self.commit)
        self.save_button.clicked.connect(lambda: self.commit(prints=False))
        self.next_button.clicked.connect(self.start_over)
        self.known_desk.moved.connect(self._show_commit_words)
        self._autosave.timeout.connect(self.save_draft)
        self.sheet.signed.connect(self._on_signed)
        self.sheet.put_away.connect(lambda: self.form.go_to("consent"))
        self.side.last.reprint.clicked.connect(self._reprint)
        self.side.last.undo.clicked.connect(self._undo)
        self.side.person_opened.connect(lambda rec: self.session.go_to("records", rec))
        on_keys(self, self._open_sheet, "Alt+S")
        on_keys(self, lambda: self.form.consent.make(ConsentMethod.PHONE, None), "Alt+M")
        on_keys(self, self.form.next_document_check, "Alt+D")
        on_keys(self, self.form.next_document_type, "Alt+T")
        on_keys(self, self._reprint, "F8", "Ctrl+P")
        on_keys(self, self._undo_when_empty, "Ctrl+Z")

    def refresh(self) -> None:
        """Read figures, list, unions; keep what stands in the form."""
        event = self.session.current_event
        self.setEnabled(event is not None)
        self.side.show_scale(self.session.theme.scale)
        if event is None:
            return
        read = self.session.application.read
        self.side.show_figures(read.figures(event.id))
        self.side.show_recent(read.recent(event.id, _RECENT))
        self._organisations = read.organisations()
        self._choice("region").set_options(county_options(event.region))
        self._choice("union").set_options(union_options(self._organisations, event.region))
        if self._at != event.id:
            self._at = event.id
            self._take_up(event)
        self._show_commit_words()

    def _take_up(self, event: Event) -> None:
        """Begin at another event: with the draft that was left there, or with its county pinned."""
        draft = self.session.application.read.draft(event.id)
        self.known_desk.clear()
        if draft is not None:
            self.form.show_draft(draft)
            self.known_desk.look_up(draft if is_complete(draft) else None)
        else:
            self.form.begin_next()
            self.form.fields["region"].set_value(event.region, Source.PINNED)
            self._propose_union()
        self._greet()

    def stop(self) -> None:
        """Save the draft as it stands now."""
        if self._autosave.isActive():
            self._autosave.stop()
            self.save_draft()

    def show_look(self) -> None:
        """Let the band grow with the letters."""
        self.band.show_look()
        super().show_look()

    def arrive(self, subject: str) -> None:
        """Put the cursor back where it was."""
        super().arrive(subject)
        self.form.go_to(self.form.draft().focus)

    def show_subject(self, subject: str) -> None:
        """Take a scanned text: a sheet number, or a bare document number."""
        scan = route_scan(subject)
        if scan.kind is ScanKind.SHEET:
            self.form.consent.sign_with(scan.text)
        elif scan.kind is ScanKind.DOCUMENT:
            self.form.fields["document_no"].set_value(scan.text, Source.READER)
            self._on_edited("document_no")
            self.form.go_on("document_no")
        elif scan.kind is ScanKind.NUMBER:
            self.session.go_to("records", scan.text)
        else:
            self.session.say(message("scan_not_for_here"), "warning")

    @property
    def today(self) -> date:
        """Return the day as the store's clock has it, in local time."""
        return self.session.application.clock.now().astimezone().date()

    def commit(self, *_args: object, prints: bool = True) -> None:
        """Save what stands in the form; print, and go on to the next person."""
        if self._is_busy or self.session.current_event is None or not self.known_desk.is_ready():
            return
        if self.form.consent.is_unread and not self.form.consent.take_sheet():
            self.form.go_to("consent")
            return
        self._is_busy = True
        self.known_desk.commit(
            lambda result: self._on_committed(result, prints=prints),
            self._on_refused,
        )

    def start_over(self) -> None:
        """Drop the draft and begin with the next person; Ctrl+Z on the empty form brings it back."""
        dropped = None if self.form.is_empty and not self.form.was_emptied else self.form.draft_to_drop()
        self.known_desk.clear()
        self.form.begin_next()
        self._dropped = dropped
        self._greet()
        self._autosave.stop()
        if self.session.current_event is not None:
            drafts.drop(self.session)
        self._propose_union()
        self.form.go_to("document_no")

    def _on_edited(self, code: str) -> None:
        if code == "document_no" and self._split_pasted():
            return
        if code in ("document_no", "name", "phone") and self.band.answer.tone in ("success", "error"):
            self._greet()
        if not self.form.is_empty:
            self._dropped = None
        if code == "consent":
            self.known_desk.forget_seen()
        draft = self.form.draft()
        self.form.say(code, *while_typing(code, self.form.fields[code].value() if code in self.form.fields else ""))
        if code in ("document_no", "document_type"):
            self.known_desk.look_up(draft if is_complete(draft) else None)
            if is_complete(draft):
                self.form.say("document_no", *verdict_of(draft, "document_no", self.today))
        if code in ("group", "employment", "region", "employer"):
            self._propose_union()
        self._autosave.start()
        self._show_commit_words()

    def _on_left(self, code: str) -> None:
        draft = self.form.draft()
        if code != "consent" and not self.form.fields[code].value():
            return
        self.form.say(code, *verdict_of(draft, code, self.today))
        if code == "document_no":
            self.known_desk.look_up(draft)
        elif code == "name":
            self._normalise_name(draft)
        elif code == "phone":
            self._warn_of_shared_phone(draft)

    def _normalise_name(self, draft: ApplicationDraft) -> None:
        """Show the name as it will be kept, and say that it changed."""
        name, field = normalise_name(draft.name), self.form.fields["name"]
        if name != draft.name and not field.verdict:
            field.set_value(name, field.source)
            field.say(_("已规范写法:{name}").format(name=name), "warning")

    def _warn_of_shared_phone(self, draft: ApplicationDraft) -> None:
        """Say who else stated this phone at this event; it stops nobody (families share one)."""
        field = self.form.fields["phone"]
        other = "" if field.verdict else enrollment.phone_shared_with(self.session, draft)
        if other:
            field.say(_("与 {name} 同号,请核对").format(name=other), "warning")

    def _split_pasted(self) -> bool:
        parts = split_line(self.form.fields["document_no"].line.text())
        if parts is None:
            return False
        for code, value in parts.items():
            self.form.fields[code].set_value(value, Source.TYPED)
            self._on_left(code)
        self._on_edited("document_no")
        self.form.go_on("phone" if "phone" in parts else "name")
        return True

    def _propose_union(self) -> None:
        event, field = self.session.current_event, self.form.fields["union"]
        if event is None or field.source is Source.TYPED or self.known_desk.way is KnownPersonAction.UPDATE:
            return
        found = enrollment.proposals(self.session, self._organisations, self.form.draft(), self.today)
        names: dict[str, str] = {one.id: one.name for one in self._organisations}
        if not found:
            field.set_value("")
            return
        best, *others = found
        field.set_value(best.union or "", Source.DERIVED)
        field.set_source(Source.DERIVED, reason_words(best))
        also = [_("先入周转池") if one.pool else names.get(one.union or "", "") for one in others[:3]]
        field.say(_("也可:{unions}").format(unions=" · ".join(filter(None, also))) if also else "")

    def _on_committed(self, result: enrollment.Committed, *, prints: bool) -> None:
        self._is_busy = False
        self._last_rec = result.rec
        said = message(result.said)
        self.band.show_answer(
            Answer(tone=result.tone, title=f"{said.title} {number_words(result.number)}", line=result.line)
        )
        self.side.last.show_person(
            result.name,
            said.title,
            f"{result.number_label} {number_words(result.number)}",
            result.tone,
            may_undo=result.may_undo,
        )
        self._dropped = None
        self.known_desk.clear(keep_answer=True)
        self._autosave.stop()
        self.form.begin_next()
        self._propose_union()
        self.form.go_to("document_no")
        self.session.sounds.play(result.tone)
        if prints:
            printing.print_for(self.session, result.rec, result.prints)

    def _on_refused(self, refusal: Refusal) -> None:
        self._is_busy = False
        if refusal.code == "sheet_used":
            self._warn_of_used_sheet(refusal)
            return
        self.session.sounds.play("error")
        for code in {one.field for one in refusal.problems}:
            of_field = worst(one for one in refusal.problems if one.field == code)
            if of_field is not None:
                self.form.say(code, *words_for(of_field))
        first: Problem | None = worst(refusal.problems)
        said = message(first.code, first.details) if first else message(refusal.code, refusal.details)
        others = len({one.field for one in refusal.problems if one.is_error}) - 1
        more = _("另有 {n} 处").format(n=others) if others > 0 else ""
        line = " · ".join(filter(None, (said.reason if not first else "", said.remedy, more)))
        self.band.show_answer(Answer(tone="error", title=said.title, line=line))
        if first is not None and first.is_error:
            self.form.go_to(first.field)

    def _warn_of_used_sheet(self, refusal: Refusal) -> None:
        """Name who signed this form; the next F10 goes on in spite of it."""
        said = message(refusal.code)
        signer = self.session.application.read.details(refusal.details["rec"])
        whose = _("这张表已用于 {name}").format(name=signer.name if signer else "")
        self.session.sounds.play("warning")
        self.known_desk.note_seen(refusal.code)
        self.form.say("consent", whose, "warning")
        self.band.show_answer(Answer(tone="warning", title=said.title, line=f"{whose} · {said.remedy}"))
        self.form.go_to("consent")

    def _greet(self) -> None:
        if self.known_desk.known is None:
            title = _("请出示证件")
            line = _("输入证件号码,或粘贴“姓名 电话 身份证”;回车到下一格,F10 完成")
            if self._dropped is not None:
                title, line = _("草稿已丢弃"), _("Ctrl+Z 找回 · 或请下一位出示证件")
            self.band.show_answer(Answer(tone="", title=title, line=line))

    def _show_commit_words(self) -> None:
        union, known, way = self.form.fields["union"], self.known_desk.known, self.known_desk.way
        words = enrollment.words_for_commit(self.session, way, known, union.value(), self._organisations)
        self.commit_button.say(words)
        is_open = known is None and enrollment.open_delegation(self.session) is not None
        if is_open and not enrollment.may_approve(self.session, union.value(), self._organisations):
            union.say(_("此工会不在本场授权内,只受理不批准"), "warning")

    def save_draft(self) -> None:
        """Keep what stands in the form, unless nothing was typed yet."""
        if self.session.current_event is not None and not self.form.is_empty:
            drafts.save(self.session, self.form.draft())

    def _open_sheet(self) -> None:
        if self.form.consent.act is None:
            self.sheet.open_over(self._form_panel)

    def _on_signed(self, digest: str) -> None:
        self.form.consent.make(ConsentMethod.PEN, digest)
        self.form.go_to("consent")

    def _reprint(self) -> None:
        if self._last_rec:
            self.session.go_to("cards", self._last_rec)

    def _undo_when_empty(self) -> None:
        """Ctrl+Z on the empty form: first what was dropped comes back, then the last person goes."""
        if not self.form.is_empty:
            return
        if self._dropped is None:
            self._undo()
            return
        dropped, self._dropped = self._dropped, None
        self.form.show_draft(dropped)
        self.known_desk.look_up(dropped if is_complete(dropped) else None)
        self._greet()
        self._autosave.start()
        self._show_commit_words()

    def _undo(self) -> None:
        if self.session.current_event is not None:
            enrollment.undo_last(self.session, self._last_rec, self._on_undone)

    def _on_undone(self, name: str) -> None:
        self._last_rec = ""
        self.side.last.show_nobody()
        self.band.show_answer(
            Answer(tone="warning", title=_("已撤销"), line=_("{name} 的登记已撤销").format(name=name))
        )

    def _choice(self, code: str) -> ChoiceLine:
        line = self.form.fields[code].line
        if not isinstance(line, ChoiceLine):
            raise TypeError(code)
        return line
