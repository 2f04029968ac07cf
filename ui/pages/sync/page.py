"""同步: the line to the centre, what waits, what came back, and the records that need a person."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.domain.changes import Topic
from fieldapp.domain.views import InboxItem, QueueEntry
from fieldapp.messages import catalogue, message
from fieldapp.messages import translate as _
from sync.client.round import RoundSummary
from ui.forms.buttons import KeyButton
from ui.forms.parts import EmptyHint, Figure, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations.syncing import Line
from ui.pages.page import Page
from ui.pages.sync.correction import Correction
from ui.pages.sync.joining import JoinCentre
from ui.session import Session
from ui.theme import set_tone
from ui.wording import ago, status_words, verdict_words

_QUEUE = 200
_LINE_WORDS = {
    Line.ALONE: ("还没有接入中心", "没有中心也能登记、发受理号、打印凭证。接入后自动上报。", ""),
    Line.SOON: ("即将同步", "马上与中心往来一次。", ""),
    Line.OFFLINE: ("离线", "没有连上中心。记录都在本机,有网络时自动上报。", "warning"),
    Line.PORTAL: ("需要网页登录", "这个网络要先在浏览器里登录。登录后按 F5。", "error"),
    Line.BUSY: ("正在同步…", "登记可以照常进行。", "action"),
    Line.ONLINE: ("在线", "上次与中心的往来成功。", "success"),
    Line.HELD: ("手动离线", "有人选择了先不联网。按 F5 仍可往来一次;在状态栏(Ctrl+0)里恢复。", "warning"),
}
_KIND_WORDS = {
    "enrollment": "登记",
    "revision": "更正",
    "transfer": "转会",
    "approval": "批准",
    "card": "会员卡",
    "handout": "发放",
    "consent": "同意书",
    "void": "作废",
    "event": "活动",
    "lease_burn": "号段作废",
}


class SyncPage(Page):
    """Where records are on their way."""

    name = "sync"
    topics = frozenset({Topic.OUTBOX, Topic.OUTCOMES, Topic.LEASES, Topic.SETTINGS})

    def __init__(self, session: Session) -> None:
        """Build line, figures, lists."""
        super().__init__(session)
        self._title, self._words = label("", "big", name="sync_line"), label("", "soft", name="sync_words", wraps=True)
        self.now_button = KeyButton("sync_now", _("现在同步"), role="primary", shown="F5")
        self._figures = {
            "pending": Figure("sync_pending", _("待上报")),
            "held": Figure("sync_held", _("待转中心")),
            "quarantined": Figure("sync_quarantined", _("被隔离"), "error"),
            "numbers": Figure("sync_numbers", _("号段剩余")),
        }
        self._last = label("", "soft", name="sync_last", wraps=True)
        self.join = JoinCentre(session)
        self.queue: ValuesModel[QueueEntry] = ValuesModel(_queue_columns())
        self.queue_view = table("sync_queue", self.queue, session.theme, row_height=34)
        self.inbox: ValuesModel[InboxItem] = ValuesModel(_inbox_columns())
        self.inbox_view = table("sync_inbox", self.inbox, session.theme, row_height=38)
        self.no_inbox = EmptyHint(_("没有待办"), _("中心退回更正、判为重复的记录会列在这里"))
        self.no_queue = EmptyHint(_("没有待上报的记录"), _("登记、发放、打印的记录先存本机,再逐条上报"))
        self.correction = Correction(session)
        self._lay_out()
        self.now_button.clicked.connect(session.syncing.start)
        self.inbox_view.activated.connect(lambda _index: self._on_inbox())
        self.inbox_view.clicked.connect(lambda _index: self._on_inbox())
        session.syncing.moved.connect(self._show_line)
        session.syncing.finished.connect(self._on_finished)

    def _lay_out(self) -> None:
        head, top = panel(margin=18, spacing=6)
        fill(top, row(self._title, None, self.now_button), self._words, self._last)
        counted, inside = panel(margin=12)
        inside.addLayout(row(*self._figures.values()))
        waiting, lines = panel(margin=14, spacing=8)
        fill(lines, label(_("待上报"), "heading"), self.no_queue)
        lines.addWidget(self.queue_view, 1)
        left = QVBoxLayout()
        left.setSpacing(10)
        fill(left, head, counted)
        left.addWidget(waiting, 1)
        todo, below = panel(margin=14, spacing=8)
        fill(below, label(_("待办"), "heading"), self.no_inbox)
        below.addWidget(self.inbox_view, 1)
        right = QVBoxLayout()
        right.setSpacing(10)
        fill(right, self.join)
        right.addWidget(todo, 1)
        right.addWidget(self.correction)
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
        event = self.session.current_event
        self.inbox.set_rows(read.problems_inbox(event.id if event else None))
        self.inbox_view.setVisible(bool(self.inbox.rows))
        self.no_inbox.setVisible(not self.inbox.rows)
        if state.enrolled and self.join.isVisible():
            # The keys of a page live while something on it has the focus; what is hidden next must not keep it.
            self.now_button.setEnabled(True)
            self.now_button.setFocus()
        self.join.setVisible(not state.enrolled)
        self._show_line()

    def show_subject(self, subject: str) -> None:
        """Open a record that needs a person, or take a scanned enrolment code."""
        if subject.startswith("UD1:"):
            self.join.take_code(subject)
            return
        item = next((one for one in self.inbox.rows if one.rec == subject), None)
        if item is not None:
            self.correction.open_item(item)

    def _show_line(self) -> None:
        title, words, tone = _LINE_WORDS[self.session.syncing.line]
        state = self.session.application.read.sync_state()
        self._title.setText(_(title))
        set_tone(self._title, tone)
        peer = f" · {state.hub}" if state.hub else ""
        since = ago(state.last_sync, self.session.application.clock.now())
        last = " · " + _("上次同步 {when}").format(when=since) if state.last_sync else ""
        self._words.setText(f"{_(words)}{peer}{last}")
        self.now_button.setEnabled(state.enrolled)

    def _on_finished(self, summary: RoundSummary) -> None:
        if summary.problem:
            said = message(summary.problem, summary.details)
            self._last.setText(f"{said.title}:{said.reason}{said.remedy}")
            set_tone(self._last, "error" if summary.portal else "warning")
        else:
            verdicts = " · ".join(f"{verdict_words(kind)} {n}" for kind, n in sorted(summary.verdicts.items()))
            words = _("上报 {sent} 条,中心答复 {answered} 条,下发 {items} 条").format(
                sent=summary.delivered, answered=sum(summary.verdicts.values()), items=summary.feed_items
            )
            self._last.setText(" · ".join(filter(None, (words, verdicts))))
            set_tone(self._last, "success")
        self._read_again()

    def _on_inbox(self) -> None:
        place = self.inbox_view.currentIndex().row()
        if 0 <= place < len(self.inbox.rows):
            self.correction.open_item(self.inbox.rows[place])


def _queue_columns() -> tuple[Column[QueueEntry], ...]:
    return (
        Column(title=_("序号"), text=lambda one: str(one.seq), width=66, is_number=True),
        Column(title=_("记录"), text=lambda one: _(_KIND_WORDS.get(one.kind, one.kind)), width=90),
        Column(title=_("谁"), text=lambda one: one.name or "–"),
        Column(title=_("尾号"), text=lambda one: one.tail or "", width=64),
        Column(title=_("试过"), text=lambda one: str(one.attempts) if one.attempts else "", width=62, is_number=True),
    )


def _inbox_columns() -> tuple[Column[InboxItem], ...]:
    return (
        Column(title=_("谁"), text=lambda one: one.name, width=96),
        Column(title=_("尾号"), text=lambda one: one.tail, width=64),
        Column(title=_("中心答复"), text=lambda one: status_words(one.outcome), tone=lambda _one: "warning", width=100),
        Column(title=_("原因"), text=reason_of),
    )


def reason_of(item: InboxItem) -> str:
    """Return why a record came back: the reviewer's sentence, else the codes' sentences."""
    if item.reason:
        return item.reason
    codes = [item.code, *(error.code for error in item.errors)]
    return " · ".join(message(code).title for code in codes if code and code in catalogue())
