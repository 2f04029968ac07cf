"""One record in front: who, its way, what is left to check, the button that helps, and everything that happened."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from fieldapp.domain.numbering import grouped
from fieldapp.domain.phones import grouped_phone
from fieldapp.domain.stories import RecordStory, TimelineEntry
from fieldapp.messages import translate as _
from fieldapp.services.reveals import RevealedNumbers
from ui.forms.buttons import KeyButton
from ui.forms.lines import DOCUMENT_GROUPS
from ui.forms.lines import grouped as parted
from ui.forms.parts import clear, column, fill, label, panel, row
from ui.icons import pixmap
from ui.operations import consents, records
from ui.pages.corrections.form import CorrectionForm
from ui.pages.records import words
from ui.pages.records.taking_back import VoidForm
from ui.pages.records.way import Node, WayStrip
from ui.pages.records.withdrawing import WithdrawForm
from ui.rare_names import shown
from ui.session import Session
from ui.theme import set_tone
from ui.wording import day_and_time, hidden_tail, sentence_of, status_tone, status_words, timeline_words

_SHOWN_MS = 20_000
"""A whole number is hidden again by itself."""
_UNSEEN = ("enrollment", "transfer", "print_queued", "print_cancelled")
"""What happened inside this laptop only: it is undone, everything else is voided."""
_PURGED = "个人信息已按期清除,只留号码和办理结果"
_LOCKED = ("void", "withdrawn", "merged")


class StoryPanel(QWidget):
    """Shows one story and does what helps it. ``back`` is where the keys go when a form is left."""

    def __init__(self, session: Session, back: Callable[[], None]) -> None:
        """Start with nobody."""
        super().__init__()
        self._session, self._back = session, back
        self.story: RecordStory | None = None
        self._build()
        self.correction, self.void_form = CorrectionForm(session), VoidForm()
        self.withdraw_form = WithdrawForm()
        self._hiding = QTimer(self, interval=_SHOWN_MS, singleShot=True)
        self._lay_out()
        self._connect()

    def _build(self) -> None:
        self._name, self._status = label("", "big", name="story_name"), label("", "strong", name="story_status")
        self._facts = label("", "soft", name="story_facts", wraps=True)
        self._author = label("", "small", name="story_author", wraps=True)
        self._numbers = label("", "", name="story_numbers", wraps=True)
        self._reason = label("", "", "warning", name="story_reason", wraps=True)
        self._checks = label("", "", "warning", name="story_checks", wraps=True)
        self.way = WayStrip(self._session.theme)
        self.remedy = KeyButton("story_remedy", "", "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self.correct_button = KeyButton("story_correct", _("更正"), "Ctrl+E")
        self.print_button = KeyButton("story_print", _("补打"), shown="F8")
        self.form_button = KeyButton("story_form", _("登记表"), "Ctrl+D")
        self.undo_button = KeyButton("story_undo", _("撤销"), "Ctrl+Z")
        self.void_button = KeyButton("story_void", _("作废"), "Ctrl+Delete", shown="Ctrl+Del")
        self.withdraw_button = KeyButton("story_withdraw", _("撤回同意"), "Alt+V")
        self._consents = label("", "small", name="story_consents", wraps=True)
        self._purged = label(_(_PURGED), "", "warning", name="story_purged", wraps=True)
        self.reveal_button = KeyButton("story_reveal", _("显示号码"), "Ctrl+U")
        self._entries = QVBoxLayout()
        self._entries.setSpacing(0)

    def _lay_out(self) -> None:
        card, inside = panel(margin=18, spacing=8)
        fill(inside, row(self._name, None, self._status), self._facts, self._author)
        numbers = row(self._numbers, self.reveal_button, spacing=10)
        numbers.setStretch(0, 1)
        inside.addLayout(numbers)
        going_on = row(self.correct_button, self.print_button, self.form_button, None)
        actions = column(8, going_on, row(self.undo_button, self.void_button, None))
        agreed = row(self._consents, self.withdraw_button, spacing=10)
        agreed.setStretch(0, 1)
        past = column(4, label(_("经过"), "heading"), self._entries)
        self._body = QWidget()
        said = (self._purged, self._reason, self._checks)
        self._body.setLayout(column(4, self.way, *said, self.remedy, actions, agreed, past))
        fill(inside, self._body, self.correction, self.void_form, self.withdraw_form, None)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)

    def _connect(self) -> None:
        self.remedy.clicked.connect(self._on_remedy)
        self.correct_button.clicked.connect(self._on_correct)
        self.print_button.clicked.connect(lambda: self._on_story(lambda one: self._session.go_to("cards", one.rec)))
        self.form_button.clicked.connect(lambda: self._on_story(lambda one: records.print_form(self._session, one)))
        self.undo_button.clicked.connect(lambda: self._on_story(lambda one: records.undo(self._session, one)))
        self.void_button.clicked.connect(self._on_void)
        self.reveal_button.clicked.connect(self._on_reveal)
        self._hiding.timeout.connect(self._hide_numbers)
        self._session.operator_changed.connect(self._end_reveal)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.withdraw_form.confirmed.connect(
            lambda chosen: self._on_story(lambda one: consents.withdraw(self._session, one, chosen, self._leave_form))
        )
        for form in (self.correction, self.void_form, self.withdraw_form):
            form.left.connect(self._leave_form)
        self.correction.saved.connect(self._leave_form)
        self.void_form.confirmed.connect(self._on_void_confirmed)

    def show_story(self, story: RecordStory | None) -> None:
        """Show a record; another one closes what was opened for the one before."""
        if story is None or self.story is None or story.rec != self.story.rec:
            self._close_forms()
            self._hiding.stop()
        is_revealed = self._hiding.isActive()
        self.story = story
        self.setVisible(story is not None)
        if story is None:
            return
        self._show_head(story)
        if not is_revealed:
            self._hide_numbers()
        self._show_way(story)
        self._show_actions(story)
        self._show_entries(story)

    def _show_head(self, story: RecordStory) -> None:
        self._name.setText(shown(f"{story.name} {hidden_tail(story.tail)}"))
        self._status.setText(status_words(story.status_code))
        set_tone(self._status, status_tone(story.status_code))
        number = _("会员号 {n}").format(n=grouped(story.number)) if story.number else ""
        receipt = _("受理号 {n}").format(n=grouped(story.receipt)) if story.receipt else ""
        union = self._session.union_name(story.union)
        self._facts.setText(" · ".join(filter(None, (number, receipt, union))))
        event = self._session.application.read.event(story.event)
        began = day_and_time(story.entries[0].time) if story.entries else ""
        by = _("{name} 登记").format(name=story.author) if story.author else ""
        self._author.setText(" · ".join(filter(None, (began, by, event.name if event else ""))))

    def _show_way(self, story: RecordStory) -> None:
        now = self._session.application.clock.now()
        self.way.show_nodes(
            [
                Node(title=words.step_title(one, story), note=words.step_note(one, story, now), state=one.state)
                for one in story.steps
            ]
        )
        why = words.why(story)
        self._reason.setText(_("中心的答复:{why}").format(why=why))
        self._reason.setVisible(bool(why))
        self._consents.setText(words.consents(story))
        self._purged.setVisible(story.is_purged)
        left = "、".join(filter(None, (sentence_of(code) for code in story.checks)))
        self._checks.setText(_("还没有核对:{left}").format(left=left))
        self._checks.setVisible(bool(left))

    def _show_actions(self, story: RecordStory) -> None:
        self.remedy.setVisible(story.remedy in words.REMEDY_WORDS)
        self.remedy.say(_(words.REMEDY_WORDS.get(story.remedy, "")))
        is_live = story.status_code not in _LOCKED and not story.is_purged
        self.correct_button.setVisible(is_live)
        self.void_button.setVisible(is_live)
        self.print_button.setVisible(is_live)
        self.form_button.setVisible(is_live)
        self.withdraw_button.setVisible(is_live and bool(story.purposes))
        self.reveal_button.setVisible(not story.is_purged)
        is_mine = story.author == self._session.operator.name
        self.undo_button.setVisible(is_live and is_mine and all(one.code in _UNSEEN for one in story.entries))

    def _show_entries(self, story: RecordStory) -> None:
        clear(self._entries)
        for entry in story.entries:
            self._entries.addWidget(self._entry(entry))

    def _entry(self, entry: TimelineEntry) -> QWidget:
        dot = QLabel()
        dot.setFixedSize(QSize(14, 14))
        dot.setPixmap(pixmap("online", self._session.theme.look["action"], 14))
        title = label(timeline_words(entry.code, dict(entry.details)), name="story_entry")
        said = column(row(title, None, label(words.entry_where(entry), "small")), spacing=1)
        note = words.entry_note(entry, self._session.union_name)
        if note:
            said.addWidget(label(note, "small", name="story_note", wraps=True))
        line = QFrame()
        when = label(day_and_time(entry.time), "small")
        inner = row(dot, when, said, spacing=12)
        inner.setStretch(2, 1)
        inner.setAlignment(dot, Qt.AlignmentFlag.AlignTop)
        inner.setAlignment(when, Qt.AlignmentFlag.AlignTop)
        inner.setContentsMargins(0, 6, 0, 6)
        line.setLayout(inner)
        return line

    def _on_story(self, act: Callable[[RecordStory], None]) -> None:
        if self.story is not None:
            act(self.story)

    def _on_remedy(self) -> None:
        if self.story is not None and self.story.remedy == "correct":
            self._on_correct()
        else:
            self._on_story(lambda one: records.help_with(self._session, one))

    def _on_correct(self) -> None:
        if self.story is not None:
            self._make_room()
            self.correction.open_record(self.story.rec, words.why(self.story), self.story.errors)

    def _on_void(self) -> None:
        if self.story is not None and records.may_decide(self._session):
            self._make_room()
            self.void_form.ask(self.story.name)

    def _on_withdraw(self) -> None:
        if self.story is not None:
            self._make_room()
            self.withdraw_form.ask(self.story)

    def _on_void_confirmed(self, reason: str) -> None:
        self._on_story(lambda one: records.void(self._session, one, reason, self._leave_form))

    def _leave_form(self) -> None:
        self._back()
        self._close_forms()

    def _make_room(self) -> None:
        self._close_forms()
        self._body.hide()

    def _close_forms(self) -> None:
        self.correction.hide()
        self.void_form.hide()
        self.withdraw_form.hide()
        self._body.show()

    def _on_reveal(self) -> None:
        if self._hiding.isActive():
            self._end_reveal()
        else:
            self._on_story(lambda one: records.reveal(self._session, one.rec, self._show_numbers))

    def _end_reveal(self) -> None:
        """Mask the numbers again: they were shown to one person by name, and another one may sit here now."""
        self._hiding.stop()
        self._hide_numbers()

    def _show_numbers(self, found: RevealedNumbers) -> None:
        if self.story is None or self.story.rec != found.rec:
            return
        self._numbers.setText(f"{parted(found.document_no, DOCUMENT_GROUPS)}  ·  {grouped_phone(found.phone)}")
        self.reveal_button.say(_("收起号码"))
        self._hiding.start()

    def _hide_numbers(self) -> None:
        if self.story is not None:
            masked = (parted(self.story.document_masked, DOCUMENT_GROUPS), self.story.phone_masked)
            self._numbers.setText("  ·  ".join(filter(None, masked)))
            self.reveal_button.say(_("显示号码"))
