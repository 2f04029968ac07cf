"""记录去哪了: find any person, see where the record is and what the centre said, and the button that helps."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from fieldapp.domain.changes import Topic
from fieldapp.domain.events import Event
from fieldapp.domain.numbering import grouped
from fieldapp.domain.stories import RecordStory
from fieldapp.domain.views import SearchHit
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, Scrolled, fill, panel
from ui.models.values import Column, ValuesModel, table
from ui.operations import records
from ui.pages.page import Page
from ui.pages.records.story import StoryPanel
from ui.session import Session
from ui.wording import clock_time, short_status, status_tone

_MOST = 60
_BEGIN = (_("找一个人"), _("输入拼音(wyqmg、wuyun)、姓名、证件或手机后四位,或扫描会员卡、受理单"))
_TAIL = 4
_CARD, _CORRECT, RECORDS = "UM1:", "correct:", "recs:"
_LISTED = 5_000
"""As many of an event as are looked through for records that another page names."""
_LIST_SHARE = 45
"""Per cent of the page."""


class RecordsPage(Page):
    """Search at the left, one story at the right."""

    name = "records"
    topics = frozenset(
        {Topic.APPLICATIONS, Topic.OUTBOX, Topic.OUTCOMES, Topic.CARDS, Topic.HANDOUTS, Topic.ORGANISATIONS}
    )

    def __init__(self, session: Session) -> None:
        """Build search and story."""
        super().__init__(session)
        self.search = Line("record_search", input_method=True)
        self.search.setProperty("letters", "large")
        self.search.setPlaceholderText(_("姓名、拼音、后四位、会员号"))
        self.search.setAccessibleName(_("找一个人"))
        self._words = ""
        self._asked = self._answered = 0
        self._is_entered = False
        self.hits: ValuesModel[SearchHit] = ValuesModel(_hit_columns())
        self.view = table("record_hits", self.hits, session.theme)
        self.view.setAccessibleName(_("找到的人"))
        self.view.give_way(2, 4, least=104)  # the story has number and time too
        self.empty = EmptyHint(*_BEGIN)
        self.story = StoryPanel(session, self._go_back)
        self._only: frozenset[str] = frozenset()
        self._lay_out()
        self.search.value_edited.connect(self._look)
        self.search.entered.connect(self._on_entered)
        self.search.escaped.connect(self._on_escaped)
        self.view.selectionModel().currentRowChanged.connect(lambda *_args: self._on_chosen())
        session.operator_changed.connect(self._read_again)
        self.story.show_story(None)

    def _lay_out(self) -> None:
        left, lines = panel(margin=16, spacing=10)
        fill(lines, self.search, self.empty)
        lines.addWidget(self.view, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(left, _LIST_SHARE)
        body.addWidget(Scrolled(self.story), 100 - _LIST_SHARE)

    def refresh(self) -> None:
        """Search again and read the story again."""
        self._look()

    def arrive(self, subject: str) -> None:
        """Put the cursor into the search, unless a record is asked for."""
        super().arrive("" if subject == "focus" else subject)
        if not subject.startswith(_CORRECT):
            self.search.setFocus()

    def reprint(self) -> bool:
        """F8: the papers of the record in front."""
        button = self.story.print_button
        if button.isVisible() and button.isEnabled():
            button.click()
            return True
        return False

    def show_subject(self, subject: str) -> None:
        """Show one record (``correct:`` opens the form), those another page names (``recs:``), or look for a number."""
        self._only = frozenset(subject.removeprefix(RECORDS).split(",")) if subject.startswith(RECORDS) else frozenset()
        if self._only:
            self.search.set_value("")
            self._look()
            return
        if subject.startswith(_CARD):
            subject = records.of_card(self.session, subject)
            if not subject:
                return
        is_correction, rec = subject.startswith(_CORRECT), subject.removeprefix(_CORRECT)
        story = None if ":" in rec else self.session.application.read.timeline(rec)
        if story is None:
            self.search.set_value(rec.partition(":")[2] or rec)
            self._look()
            return
        self.search.set_value("")
        self._look()
        self._choose(rec)
        self.story.show_story(story)
        if is_correction:
            self.story.correct_button.click()

    def _look(self) -> None:
        """Ask beside the window's thread: two hundred thousand people are no reason for a key to stick."""
        words, read = self.search.value(), self.session.application.read
        self._asked += 1
        self._is_entered = False
        if words:
            search, show = partial(read.search, words, _MOST), partial(self._on_found, self._asked, words)
            self.session.jobs.in_background(search, show, is_awaited=True)
        else:
            self._on_found(self._asked, words, self._recent(self.session.current_event))

    def _on_found(self, asked: int, words: str, found: tuple[SearchHit, ...]) -> None:
        """Show what was found, unless something else was asked for since."""
        if asked != self._asked:
            return
        self._answered = asked
        self._show_found(words, found)
        if self._is_entered:
            self._on_entered()

    def _show_found(self, words: str, found: tuple[SearchHit, ...]) -> None:
        before = self._shown_before(words)
        if words and before is not None and all(one.rec != before for one in found):
            self.show_subject(before)  # corrected away from the words: nobody else may slip into its place
            return
        self.hits.set_rows(found)
        self.view.setVisible(bool(found))
        self.empty.setVisible(not found)
        if found and (words or before is None or any(one.rec == before for one in found)):
            self.view.selectRow(next((place for place, one in enumerate(found) if one.rec == before), 0))
        elif words:
            self._say_nobody(words)
        else:
            self.empty.say(*_BEGIN)
            self._show(self.session.application.read.timeline(before) if before else None)

    def _shown_before(self, words: str) -> str | None:
        """Return the record that stays in front; other words begin with the best hit."""
        is_same, self._words = not words or words == self._words, words
        return self.story.story.rec if self.story.story is not None and is_same else None

    def _recent(self, event: Event | None) -> tuple[SearchHit, ...]:
        """Return the last people of the event, or of all of them those that another page named."""
        if event is None:
            return ()
        most = _LISTED if self._only else _MOST
        people = self.session.application.read.recent(event.id, most)
        return records.recent_as_hits([one for one in people if not self._only or one.rec in self._only], event.name)

    def _choose(self, rec: str) -> None:
        place = next((place for place, one in enumerate(self.hits.rows) if one.rec == rec), None)
        if place is None:
            self.view.clearSelection()
        else:
            self.view.selectRow(place)

    def _say_nobody(self, words: str) -> None:
        missing = _TAIL - len(words)
        if words.isascii() and words.isdigit() and missing > 0:
            self.empty.say(_("再输 {n} 位").format(n=missing), _("后四位,或者整个号码"))
        else:
            said = message("nobody_found", {"words": words})
            self.empty.say(said.title, f"{said.reason}{said.remedy}")
        self._show(None)

    def _on_chosen(self) -> None:
        hit = self.hits.at(self.view.currentIndex())
        if hit is not None:
            self._show(self.session.application.read.timeline(hit.rec))

    def _show(self, story: RecordStory | None) -> None:
        self.story.show_story(story)

    def _on_entered(self) -> None:
        """Go to the people found; a scanner presses Enter before they are."""
        self._is_entered = self._answered != self._asked
        if self.hits.rows and not self._is_entered:
            self.view.setFocus()

    def _on_escaped(self) -> None:
        self._only = frozenset()
        self.search.clear_by_key()
        self._look()

    def _go_back(self) -> None:
        (self.view if self.hits.rows else self.search).setFocus()


def _hit_columns() -> tuple[Column[SearchHit], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("尾号"), text=lambda one: one.tail, width=62),
        Column(title=_("号码"), text=lambda one: grouped(one.number or one.receipt or ""), width=146),
        Column(
            title=_("状态"),
            text=lambda one: short_status(one.status_code),
            tone=lambda one: status_tone(one.status_code),
            width=88,
        ),
        Column(title=_("时间"), text=lambda one: clock_time(one.time), width=62),
    )
