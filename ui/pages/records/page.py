"""记录去哪了: find any person, see where the record is and what the centre said, and the button that helps."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.numbering import grouped
from fieldapp.domain.outcomes import Transport
from fieldapp.domain.stories import RecordStory, TimelineEntry
from fieldapp.domain.views import SearchHit
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, Scrolled, fill, label, panel, row
from ui.icons import pixmap
from ui.models.values import Column, ValuesModel, table
from ui.operations import records
from ui.pages.page import Page
from ui.rare_names import shown
from ui.session import Session
from ui.theme import set_tone
from ui.wording import day_and_time, hidden_tail, short_status, status_tone, status_words, timeline_words

_MOST = 60
_BEGIN = (_("找一个人"), _("输入拼音首字母(如 wyqmg)、姓名、后四位,或扫描会员卡、受理单"))
_TRANSPORT_WORDS = {
    Transport.DRAFT: "草稿",
    Transport.READY: "等待上报",
    Transport.QUEUED: "等待上报",
    Transport.IN_FLIGHT: "上报中",
    Transport.HELD: "现场汇聚端已收",
    Transport.EXPORTED: "已导出到 U 盘",
    Transport.DELIVERED: "中心已收到",
}
_REMEDY_WORDS = {
    "sync": "现在同步",
    "correct": "去更正",
    "transfer": "按转会办理",
    "print_card": "打印会员卡",
    "hand_over": "去发放",
    "contact_centre": "查看处理办法",
}


class RecordsPage(Page):
    """Search at the left, one story at the right."""

    name = "records"
    topics = frozenset({Topic.APPLICATIONS, Topic.OUTBOX, Topic.OUTCOMES, Topic.CARDS, Topic.HANDOUTS})

    def __init__(self, session: Session) -> None:
        """Build search and story."""
        super().__init__(session)
        self.search = Line("record_search", input_method=True)
        self.search.setProperty("letters", "large")
        self.search.setPlaceholderText(_("姓名、拼音首字母、手机或证件后四位、会员号、受理号"))
        self.hits: ValuesModel[SearchHit] = ValuesModel(_hit_columns())
        self.view = table("record_hits", self.hits, session.theme)
        self.empty = EmptyHint(*_BEGIN)
        self._name, self._status = label("", "big", name="story_name"), label("", "strong", name="story_status")
        self._facts = label("", "soft", name="story_facts", wraps=True)
        self._where = label("", "soft", name="story_where", wraps=True)
        self._reason = label("", "", "warning", name="story_reason", wraps=True)
        self.remedy = KeyButton("story_remedy", "", "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self._entries = QVBoxLayout()
        self._entries.setSpacing(0)
        self._story: RecordStory | None = None
        self._lay_out()
        self.search.value_edited.connect(self._look)
        self.search.entered.connect(self.view.setFocus)
        self.view.selectionModel().currentRowChanged.connect(lambda *_args: self._on_chosen())
        self.remedy.clicked.connect(self._on_remedy)
        self._show_story(None)

    def _lay_out(self) -> None:
        left, lines = panel(margin=16, spacing=10)
        fill(lines, self.search, self.empty)
        lines.addWidget(self.view, 1)
        self._card, inside = panel(margin=20, spacing=8)
        fill(inside, row(self._name, None, self._status), self._facts, self._where, self._reason)
        fill(inside, row(self.remedy, None), 8, label(_("经过"), "heading"))
        inside.addLayout(self._entries)
        inside.addStretch(1)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(left, 1)
        body.addWidget(Scrolled(self._card), 1)

    def refresh(self) -> None:
        """Search again and read the story again."""
        self._look()

    def arrive(self, subject: str) -> None:
        """Put the cursor into the search, unless a record is asked for."""
        super().arrive("" if subject == "focus" else subject)
        self.search.setFocus()

    def show_subject(self, subject: str) -> None:
        """Show one record, or search for a scanned number."""
        story = None if ":" in subject else self.session.application.read.timeline(subject)
        if story is not None:
            self.search.set_value("")
            self._look()
            self._show_story(story)
            return
        self.search.set_value(subject.partition(":")[2] or subject)
        self._look()

    def _look(self) -> None:
        words, event = self.search.value(), self.session.current_event
        read = self.session.application.read
        if words:
            found = read.search(words, _MOST)
        else:
            found = records.recent_as_hits(read.recent(event.id, _MOST), event.name) if event else ()
        before = self._story.rec if self._story is not None else None
        self.hits.set_rows(found)
        self.view.setVisible(bool(found))
        self.empty.setVisible(not found)
        if found:
            self.view.selectRow(next((place for place, one in enumerate(found) if one.rec == before), 0))
        elif words:
            self._say_nobody(words)
        else:
            self.empty.say(*_BEGIN)
            self._show_story(read.timeline(before) if before else None)

    def _say_nobody(self, words: str) -> None:
        said = message("nobody_found", {"words": words})
        self.empty.say(said.title, f"{said.reason}{said.remedy}")
        self._show_story(None)

    def _on_chosen(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self.hits.rows):
            self._show_story(self.session.application.read.timeline(self.hits.rows[place].rec))

    def _show_story(self, story: RecordStory | None) -> None:
        self._story = story
        self._card.setVisible(story is not None)
        if story is None:
            return
        self._name.setText(shown(f"{story.name} {hidden_tail(story.tail)}"))
        self._status.setText(status_words(story.status_code))
        set_tone(self._status, status_tone(story.status_code))
        number = _("会员号 {n}").format(n=grouped(story.number)) if story.number else ""
        receipt = _("受理号 {n}").format(n=grouped(story.receipt)) if story.receipt else ""
        union = self.session.union_name(story.union)
        self._facts.setText(" · ".join(filter(None, (number, receipt, union, self._event_name(story.event)))))
        self._where.setText(_("现在在:{where}").format(where=_(_TRANSPORT_WORDS[story.transport])))
        self._reason.setText(story.reason or "")
        self._reason.setVisible(bool(story.reason))
        self.remedy.setVisible(story.remedy in _REMEDY_WORDS)
        self.remedy.say(_(_REMEDY_WORDS.get(story.remedy, "")))
        self._show_entries(story)

    def _event_name(self, event: str) -> str:
        found = self.session.application.read.event(event)
        return found.name if found else ""

    def _show_entries(self, story: RecordStory) -> None:
        while self._entries.count():
            item = self._entries.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()  # it is deleted only when control returns to Qt, and would be drawn until then
                widget.deleteLater()
        for entry in story.entries:
            self._entries.addWidget(self._entry(entry))

    def _entry(self, entry: TimelineEntry) -> QWidget:
        line = QWidget()
        dot = QLabel()
        dot.setFixedSize(QSize(14, 14))
        dot.setPixmap(pixmap("online", self.session.theme.look["action"], 14))
        where = _(_TRANSPORT_WORDS[entry.transport]) if entry.transport else ""
        words = timeline_words(entry.code, dict(entry.details))
        inner = row(dot, label(day_and_time(entry.time), "small"), label(words), None, spacing=12)
        fill(inner, label(" · ".join(filter(None, (entry.operator, where))), "small"))
        inner.setContentsMargins(0, 7, 0, 7)
        line.setLayout(inner)
        return line

    def _on_remedy(self) -> None:
        if self._story is not None:
            records.help_with(self.session, self._story)


def _hit_columns() -> tuple[Column[SearchHit], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("尾号"), text=lambda one: one.tail, width=64),
        Column(title=_("号码"), text=lambda one: grouped(one.number or one.receipt or ""), width=146),
        Column(
            title=_("状态"),
            text=lambda one: short_status(one.status_code),
            tone=lambda one: status_tone(one.status_code),
            width=84,
        ),
    )
