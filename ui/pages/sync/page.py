"""同步: the line to the centre, what waits and why, what came back, and the records that need a person."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.domain.changes import Topic
from fieldapp.domain.views import QueueEntry
from fieldapp.messages import translate as _
from sync.client.round import RoundSummary
from ui.forms.buttons import KeyButton
from ui.forms.parts import EmptyHint, Figure, fill, label, panel, row
from ui.line_wording import KIND_WORDS, LINE_WORDS
from ui.models.values import Column, ValuesModel, table
from ui.operations import settings
from ui.pages.page import Page
from ui.pages.sync.inbox import Inbox
from ui.pages.sync.joining import JoinCentre
from ui.pages.sync.words import PRACTICE_RULES, round_words, why_waiting
from ui.session import Session
from ui.theme import set_tone
from ui.wording import ago

_QUEUE = 200


class SyncPage(Page):
    """Where records are on their way."""

    name = "sync"
    topics = frozenset({Topic.OUTBOX, Topic.OUTCOMES, Topic.LEASES, Topic.SETTINGS, Topic.APPLICATIONS})

    def __init__(self, session: Session) -> None:
        """Build line, figures, lists."""
        super().__init__(session)
        self._title, self._words = label("", "big", name="sync_line"), label("", "soft", name="sync_words", wraps=True)
        self.now_button = KeyButton("sync_now", _("现在同步"), role="primary", shown="F5")
        self.hold_button = KeyButton("sync_hold", _("先不联网"), "Alt+O")
        self._figures = {
            "pending": Figure("sync_pending", _("待上报")),
            "held": Figure("sync_held", _("待转中心")),
            "quarantined": Figure("sync_quarantined", _("被隔离"), "error"),
            "numbers": Figure("sync_numbers", _("号段剩余")),
        }
        self._last = label("", "soft", name="sync_last", wraps=True)
        self.join = JoinCentre(session)
        self.queue: ValuesModel[QueueEntry] = ValuesModel(self._queue_columns())
        self.queue_view = table("sync_queue", self.queue, session.theme, row_height=34)
        self.queue_view.setAccessibleName(_("待上报"))
        self.queue_view.give_way(2, least=200)
        self.no_queue = EmptyHint(_("没有待上报的记录"), _("登记、发放、打印的记录先存本机,再逐条上报"))
        self.inbox = Inbox(session)
        self._lay_out()
        self.now_button.clicked.connect(session.syncing.start)
        self.hold_button.clicked.connect(lambda: settings.stay_offline(session, not session.syncing.is_held))
        self.inbox.needs_room.connect(lambda is_needed: self.join.hide() if is_needed else self._show_join())
        self.queue_view.activated.connect(lambda _index: self._on_queue())
        self.queue_view.clicked.connect(self._on_clicked)
        session.syncing.moved.connect(self._on_moved)
        session.syncing.finished.connect(self._on_finished)

    def _lay_out(self) -> None:
        head, top = panel(margin=18, spacing=6)
        fill(top, row(self._title, None, self.hold_button, self.now_button), self._words, self._last)
        counted, inside = panel(margin=12)
        inside.addLayout(row(*self._figures.values()))
        waiting, lines = panel(margin=14, spacing=8)
        fill(lines, label(_("待上报 · 最早的在前"), "heading"), self.no_queue)
        lines.addWidget(self.queue_view, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(10)
        fill(left, head, counted)
        left.addWidget(waiting, 1)
        fill(right, self.join)
        right.addWidget(self.inbox, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addLayout(left, 1)
        body.addLayout(right, 1)

    def refresh(self) -> None:
        """Read state, queue and inbox."""
        read = self.session.application.read
        state = read.sync_state()
        for name in ("pending", "held", "quarantined"):
            self._figures[name].show_number(getattr(state, name))
        self._figures["held"].setVisible(bool(state.held))
        self._figures["numbers"].show_number(read.lease_left())
        self.queue.set_rows(read.queue(_QUEUE))
        self.queue_view.setVisible(bool(self.queue.rows))
        self.no_queue.setVisible(not self.queue.rows)
        self.inbox.refresh()
        if self.session.syncing.has_centre and self.join.isVisible():
            # The keys of a page live while something on it has the focus; what is hidden next must not keep it.
            self.now_button.setEnabled(True)
            self.now_button.setFocus()
        self._show_join()
        self._show_line()

    def arrive(self, subject: str) -> None:
        """Stand on what came back, so that Enter mends the first."""
        super().arrive(subject)
        if not subject and self.inbox.items.rows and not self.inbox.together.isVisible():
            self.inbox.view.setFocus()

    def show_subject(self, subject: str) -> None:
        """Take a scanned enrolment code."""
        if subject.startswith("UD1:"):
            self.join.take_code(subject)

    def _show_join(self) -> None:
        """Ask for a centre while there is none, unless a form needs the room."""
        self.join.setVisible(not self.session.syncing.has_centre and not self.inbox.together.isVisible())

    def _show_line(self) -> None:
        line = self.session.syncing.line
        title, words, tone = LINE_WORDS[line]
        state = self.session.application.read.sync_state()
        self._title.setText(_(title))
        set_tone(self._title, tone)
        named = _("演练中心(只在本机)") if self.session.is_training else state.hub
        peer = f" · {named}" if named else ""
        since = ago(state.last_sync, self.session.application.clock.now())
        last = " · " + _("上次同步 {when}").format(when=since) if state.last_sync else ""
        rules = "\n" + _(PRACTICE_RULES) if self.session.is_training else ""
        self._words.setText(f"{_(words)}{peer}{last}{rules}")
        self.now_button.setEnabled(self.session.syncing.has_centre)
        self.hold_button.setVisible(self.session.syncing.has_centre)
        self.hold_button.say(_("恢复联网") if self.session.syncing.is_held else _("先不联网"))

    def _on_moved(self) -> None:
        self._show_line()
        self.queue_view.viewport().update()  # why a row waits depends on the line

    def _on_finished(self, summary: RoundSummary) -> None:
        words, tone = round_words(summary)
        self._last.setText(words)
        set_tone(self._last, tone)
        self._read_again()

    def _on_clicked(self, index: QModelIndex) -> None:
        """The words in the last column are the row's button."""
        if index.column() == len(self.queue.columns) - 1:
            self._on_queue()

    def _on_queue(self) -> None:
        entry = self.queue.at(self.queue_view.currentIndex())
        if entry is not None and entry.name:
            self.session.go_to("records", entry.rec)

    def _queue_columns(self) -> tuple[Column[QueueEntry], ...]:
        return (
            Column(title=_("记录"), text=lambda one: _(KIND_WORDS.get(one.kind, one.kind)), width=78),
            Column(title=_("谁"), text=lambda one: one.name or _("本机"), width=112),
            Column(title=_("尾号"), text=lambda one: one.tail or "", width=58),
            Column(title=_("为什么还在这里"), text=lambda one: why_waiting(one, self.session.syncing.line)),
            Column(title="", text=lambda one: _("看去向") if one.name else "", tone=lambda _one: "action", width=70),
        )
