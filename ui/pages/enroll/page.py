"""登记: the entry loop. Puts form, band, side and the desks behind them together, and wires their keys."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.domain.applications import Source
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.codes import asked_fields, required_fields
from fieldapp.domain.events import Event
from fieldapp.domain.id_cards import IdCard
from fieldapp.domain.identity import match_form, normalise_document_no
from fieldapp.domain.intentions import Intention
from fieldapp.domain.paper_sets import PaperSet
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import ScanKind, route_scan
from fieldapp.domain.views import DayFigures, RecentPerson
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.parts import Scrolled, panel, row
from ui.operations import enrollment, pre_registrations
from ui.operations.rosters import TAKE_UP
from ui.pages.enroll.acts import ConsentActs
from ui.pages.enroll.answering import AnswerDesk
from ui.pages.enroll.arrangement import Desk
from ui.pages.enroll.band import Band
from ui.pages.enroll.checking import FieldDesk
from ui.pages.enroll.drafting import DraftKeeper
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.intentions import IntentionsSheet
from ui.pages.enroll.known import KnownDesk
from ui.pages.enroll.options import code_options
from ui.pages.enroll.paper_sets import PaperSetSheet
from ui.pages.enroll.pasting import SPLIT
from ui.pages.enroll.photo import PhotoDesk
from ui.pages.enroll.reading import ReaderDesk
from ui.pages.enroll.side import SidePanel
from ui.pages.enroll.unions import UnionDesk
from ui.pages.page import Page
from ui.session import Session

_RECENT = 40
_FRAME = frozenset({Topic.ORGANISATIONS, Topic.EVENTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """What stands beside the form, and the stack of papers that is typed in."""

    papers: PaperSet | None
    recent: tuple[RecentPerson, ...]
    figures: DayFigures


class EnrollPage(Page):
    """One person after the other."""

    name = "enroll"
    topics = frozenset({Topic.APPLICATIONS, Topic.OUTCOMES, Topic.ORGANISATIONS, Topic.EVENTS, Topic.LEASES})
    scans = frozenset({ScanKind.DOCUMENT, ScanKind.SHEET, ScanKind.PRE_REGISTRATION})

    def __init__(self, session: Session) -> None:
        """Build band, form and side, and take up the draft that was left."""
        super().__init__(session)
        self.band = Band(session.theme, session.sounds)
        self.form = EnrollForm()
        self.side = SidePanel(session.theme)
        self.commit_button = KeyButton("commit", "", "F10", "Ctrl+Return", "Ctrl+Enter", role="primary")
        self.save_button = KeyButton("save_only", _("仅保存"), "F9", "Ctrl+S")
        self.next_button = KeyButton("next_person", _("新的一位"), "F4", "Ctrl+N")
        self.known_desk = KnownDesk(session, self.band, self.form)
        self.fields = FieldDesk(session, self.form, self.known_desk)
        self.unions = UnionDesk(session, self.form, self.known_desk)
        self.drafts = DraftKeeper(session, self.form)
        self.answers = AnswerDesk(session, self.band, self.form, self.side.last, self.known_desk)
        self._at, self._asked = "", 0
        self._lay_out()
        self.photos = PhotoDesk(session, self, self._form_panel, self.form.photo)
        self.intentions = IntentionsSheet(session, self, lambda: self._form_panel)
        self.papers = PaperSetSheet(session, self, lambda: self._form_panel)
        self.reader = ReaderDesk(session, self)
        self.acts = ConsentActs(session, self, lambda: self._form_panel, self.form.consent)
        self._connect()
        self._connect_keys()
        self.form.choice("group").set_options(code_options("groups"))
        self.form.choice("employment").set_options(code_options("employment"))

    def _lay_out(self) -> None:
        left, inside = panel(margin=16, spacing=8)
        area = Scrolled(self.form)
        area.setObjectName("form_area")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setContentsMargins(16, 10, 16, 12)
        inside.addWidget(area, 1)
        beside = row(spacing=10)
        beside.addWidget(self.commit_button, 1)
        beside.addWidget(self.save_button)
        beside.addWidget(self.next_button)
        inside.addLayout(beside)
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
        stops = (self.form.line("union"), *self.form.consent.stops(), self.commit_button)
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)
        buttons = (self.commit_button, self.save_button, self.next_button)
        self._desk = Desk(self.form, self.side, self.band, buttons, (outer, inside, beside))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._desk.arrange(self, self.session.theme.scale):
            self.unions.propose(self.fields.today)

    def _connect(self) -> None:
        self.form.edited.connect(self._on_edited)
        self.form.left.connect(self._on_left)
        self.form.committed.connect(self.commit)
        self.form.drop_asked.connect(self.start_over)
        self.commit_button.clicked.connect(self.commit)
        self.save_button.clicked.connect(lambda: self.commit(prints=False))
        self.next_button.clicked.connect(self.start_over)
        self.known_desk.moved.connect(self._show_commit_words)
        self.answers.done.connect(self._on_done)
        self.answers.refused.connect(self.drafts.note_change)
        self.form.document.nothing_shown.connect(self.intentions.ask)
        self.intentions.taken_up.connect(self._take_up_intention)
        self.reader.card_read.connect(self._take_card)
        self.side.last.reprint.clicked.connect(self.answers.reprint)
        self.side.last.undo.clicked.connect(self.answers.undo)
        self.side.person_opened.connect(lambda rec: self.session.go_to("records", rec))

    def _connect_keys(self) -> None:
        on_keys(self, self.form.document.next_check, "Alt+D")
        on_keys(self, self.form.document.next_kind, "Alt+T")
        on_keys(self, self._toggle_pin, "Alt+K")
        on_keys(self, self.intentions.ask, "Alt+I")
        on_keys(self, self.papers.ask, "Alt+B")
        on_keys(self, self._undo_when_empty, "Ctrl+Z")

    def refresh(self) -> None:
        """Read figures, list, unions; keep what stands in the form."""
        event = self.session.current_event
        self.setEnabled(event is not None)
        if event is None:
            return
        self.unions.refresh(event)
        if self._at != event.id:
            self._at = event.id
            self._take_up(event)
        self._show_progress(event)

    def show_changes(self, changes: Changes) -> None:
        """After a person only figures, list and papers moved; the unions stay as they are."""
        event = self.session.current_event
        if event is None or event.id != self._at or changes & _FRAME:
            self.refresh()
        else:
            self._show_progress(event)

    def _show_progress(self, event: Event) -> None:
        self._read_side(event.id)
        self.photos.refresh()
        self._show_commit_words()

    def _read_side(self, event: str) -> None:
        """Read papers, figures and list beside the window's thread: who types on does not wait for them."""
        self._asked += 1
        mine, read, jobs = self._asked, self.session.application.read, self.session.jobs

        def work() -> _Side:
            papers, recent = read.paper_set(event), read.recent(event, _RECENT)
            jobs.give_way()
            return _Side(papers=papers, recent=recent, figures=read.figures(event))

        def show(found: _Side) -> None:
            if mine == self._asked:  # else newer ones are on their way
                self.papers.show_set(found.papers)
                self.form.consent.ask_for(self.papers.placeholder)
                self.side.show_figures(found.figures)
                self.side.show_recent(found.recent)

        jobs.in_background(work, show)

    def _take_up(self, event: Event) -> None:
        """Begin at another event: with the draft that was left there, or with its county pinned."""
        self.drafts.work_at(event.id)
        self.form.ask_for(asked_fields(event.province), required_fields(event.province))
        draft = self.session.application.read.draft(event.id)
        self.known_desk.clear()
        if draft is not None:
            self.form.show_draft(draft)
            self.fields.look_up(draft)
        else:
            self.form.begin_at(event.region)
        self.unions.propose(self.fields.today)
        self._greet()

    def reprint(self) -> bool:
        """F8: the papers of the last person."""
        self.answers.reprint()
        return True

    def stop(self) -> None:
        """Save the draft as it stands now."""
        self.drafts.stop()
        self.reader.stop()

    def show_look(self) -> None:
        """Let the band grow with the letters."""
        self.band.show_look()
        self._arrange()
        super().show_look()

    def arrive(self, subject: str) -> None:
        """Put the cursor back where it was, unless what was scanned moved it."""
        super().arrive(subject)
        if not subject or not self.isAncestorOf(self.focusWidget() or self):
            self.form.resume()

    def show_subject(self, subject: str) -> None:
        """Take a scanned text: a sheet number, or the number of a document; or the draft begun elsewhere."""
        event = self.session.current_event
        if subject == TAKE_UP and event is not None:
            self._take_up(event)
            return
        scan = route_scan(subject)
        if scan.kind is ScanKind.SHEET:
            self.form.consent.sign_with(scan.text)
        elif scan.kind is ScanKind.DOCUMENT:
            self._take_document(scan.text)
        elif scan.kind is ScanKind.PRE_REGISTRATION:
            self._take_pre_registration(scan.text)

    def _take_pre_registration(self, text: str) -> None:
        """Fill the form with what a phone says; the operator checks it against the document."""
        if not self.form.is_empty:
            tail = self.form.fields["document_no"].value()[-4:]
            self.session.say(message("form_is_taken", {"tail": tail}), "warning")
            return
        draft = pre_registrations.read(self.session, text, self.form.draft())
        if isinstance(draft, Refusal):
            self.session.say(message(draft.code, draft.details), "warning")
            return
        self.form.show_draft(draft)
        self.fields.look_up(draft)
        self.unions.propose(self.fields.today)
        self.drafts.note_change()
        if self.known_desk.known is None:
            self.session.say(message("pre_registration_taken"))
            self.form.go_on("document_no")
        self._greet()
        self._show_commit_words()

    def _take_document(self, number: str) -> None:
        """Put a scanned number into the form, unless somebody else stands there."""
        if self._is_taken(number):
            return
        self.form.fields["document_no"].set_value(number, Source.READER)
        self._on_edited("document_no")
        if self.known_desk.known is None:
            self.form.go_on("document_no")

    def _is_taken(self, number: str) -> bool:
        """Whether somebody else stands in the form, and say so; the beginning of the same number is nobody else."""
        before = normalise_document_no(self.form.fields["document_no"].value())
        if number.startswith(before) or match_form(before) == match_form(number):
            return False
        self.session.say(message("form_is_taken", {"tail": before[-4:]}), "warning")
        return True

    def _take_card(self, card: IdCard) -> None:
        """Put what the reader read into the form, unless somebody else stands there; the name is looked at again."""
        if self._is_taken(card.number):
            return
        self.form.take_card(card)
        self._on_edited("name")
        self._on_edited("document_no")
        self.fields.on_left("name")
        if self.known_desk.known is None:
            self.form.go_on("document_no")

    def _take_up_intention(self, one: Intention) -> None:
        """Begin with somebody who left name and phone; the document is asked for now."""
        self.start_over()
        for code, value in (("name", one.name), ("phone", one.phone)):
            self.form.fields[code].set_value(value, Source.TYPED)
        self._on_edited("name")
        self.form.go_to("document_no")

    def commit(self, *_args: object, prints: bool = True) -> None:
        """Save what stands in the form; print, and go on to the next person."""
        if self.answers.commit(prints=prints):
            self.drafts.pause()

    def start_over(self) -> None:
        """Drop the draft and begin with the next person; Ctrl+Z on the empty form brings it back."""
        dropped = None if self.form.is_empty and not self.form.was_emptied else self.form.draft_to_drop()
        self.known_desk.clear()
        self.drafts.drop(dropped)
        self._begin_next(is_after_person=False)
        self._greet()

    def _begin_next(self, *, is_after_person: bool) -> None:
        self.form.begin_next(is_after_person=is_after_person)
        self.unions.propose(self.fields.today)
        self.form.go_to("document_no")
        self.drafts.save()

    def _on_done(self) -> None:
        self.drafts.drop(None)
        self._begin_next(is_after_person=True)

    def _on_left(self, code: str) -> None:
        self.fields.on_left(code)
        self.drafts.note_change()  # the cursor comes back to where it stands now

    def _on_edited(self, code: str) -> None:
        if code in SPLIT and self.fields.split_pasted(code):
            return
        self.fields.on_edited(code)
        if code in ("group", "employment", "region", "employer"):
            self.unions.propose(self.fields.today)
        self.drafts.note_change()
        if not self.form.is_empty or not self.band.answer.tone:
            self._greet()
        self._show_commit_words()

    def _greet(self) -> None:
        self.answers.greet(was_dropped=self.drafts.dropped is not None)

    def _show_commit_words(self) -> None:
        words = self.unions.words_for_commit()
        self.commit_button.say(words, enrollment.short_words(words))

    def _toggle_pin(self) -> None:
        """Pin the field with the cursor, or pull its pin out."""
        if not self.form.pins.toggle(self.form.draft().focus):
            self.session.say(message("field_has_no_pin"))

    def _undo_when_empty(self) -> None:
        """Ctrl+Z on the empty form: first what was dropped comes back, then the last person goes."""
        if not self.form.is_empty:
            return
        dropped = self.drafts.bring_back()
        if dropped is None:
            self.answers.undo()
            return
        self.fields.look_up(dropped)
        self._greet()
        self._show_commit_words()
