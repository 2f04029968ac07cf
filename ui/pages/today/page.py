"""今日: the event at a glance, what to do next, the curve, and the approval window."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.events import ApprovalPolicy, Event
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import DayFigures
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.charts import QuarterHourCurve, TargetBar
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Figure, fill, label, panel, row
from ui.operations import events
from ui.pages.page import Page
from ui.pages.today.next_steps import NextStep, next_steps
from ui.session import Session
from ui.wording import label_of, span

_FIGURES = {
    "checked_in": "名册到场",
    "applied": "申请",
    "accepted": "受理",
    "approved": "批准",
    "transferred": "转会",
    "cards_printed": "已打印卡",
    "handouts": "已发放",
    "missing_signature": "缺签字",
}


class TodayPage(Page):
    """The day on one page."""

    name = "today"
    topics = frozenset(
        {Topic.APPLICATIONS, Topic.EVENTS, Topic.CARDS, Topic.HANDOUTS, Topic.OUTBOX, Topic.OUTCOMES, Topic.ROSTERS}
    )

    def __init__(self, session: Session) -> None:
        """Build the cards."""
        super().__init__(session)
        self._title = label("", "big", name="today_event")
        self._facts = label("", "soft", name="today_facts", wraps=True)
        self._progress = label("", "strong", name="today_progress")
        self._target = TargetBar(session.theme)
        self._figures = {name: Figure(f"today_{name}", _(words)) for name, words in _FIGURES.items()}
        self._curve = QuarterHourCurve(session.theme)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        self._window_words = label("", "soft", name="approval_words", wraps=True)
        self._approver = Choice("approver")
        self._approver_box = labelled(_("批准人"), self._approver)
        self._open_window = button("open_window", _("打开批准窗口"))
        self._close_window = button("close_window", _("关闭批准窗口"))
        self._finish = KeyButton("go_close_out", _("收摊"), shown="Ctrl+0")
        self._secret = Field(_("负责人的 PIN 或本机口令"), Line("approval_secret"), compact=True)
        self._secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.line.entered.connect(self._on_open_window)
        self._open_window.clicked.connect(self._on_open_window)
        self._close_window.clicked.connect(lambda: events.close_window(session, _nothing))
        self._finish.clicked.connect(lambda: session.go_to("close_out"))
        self._lay_out()

    def _lay_out(self) -> None:
        head, top = panel(margin=18, spacing=6)
        fill(top, row(self._title, None, self._finish), self._facts, row(self._progress), self._target)
        counted, inside = panel(margin=14)
        inside.addLayout(row(*self._figures.values()))
        drawn, below = panel(margin=18)
        below.addWidget(label(_("每一刻钟的申请"), "heading"))
        below.addWidget(self._curve, 1)
        left = QVBoxLayout()
        left.setSpacing(10)
        fill(left, head, counted)
        left.addWidget(drawn, 1)
        todo, lines = panel(margin=18, spacing=10)
        fill(lines, label(_("接下来"), "title"))
        lines.addLayout(self._steps)
        lines.addStretch(1)
        self._approval, held = panel(margin=18, spacing=10)
        fill(held, label(_("批准窗口"), "title"), self._window_words, self._approver_box, self._secret)
        fill(held, row(self._open_window, self._close_window, None))
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(todo, 1)
        right.addWidget(self._approval)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addLayout(left, 69)
        body.addLayout(right, 31)

    def refresh(self) -> None:
        """Read event, figures and curve."""
        event = self.session.current_event
        if event is None:
            return
        read = self.session.application.read
        figures = read.figures(event.id)
        self._show_event(event, figures, read.organisations())
        for name, figure in self._figures.items():
            figure.show_number(getattr(figures, name))
        self._curve.show_quarters(read.quarter_hours(event.id))
        self._show_steps(next_steps(figures, read.sync_state(), len(read.recalls(event.id))))
        self._show_window(event)

    def _show_event(self, event: Event, figures: DayFigures, organisations: tuple[Organisation, ...]) -> None:
        host = next((one.name for one in organisations if one.id == event.host), "")
        self._title.setText(event.name)
        channel = label_of("join_channels", event.channel)
        self._facts.setText(" · ".join(filter(None, (channel, span(event), event.place, host))))
        if event.target:
            share = round(100 * figures.applied / event.target)
            self._progress.setText(
                _("{done} / {target} 人 · {share}%").format(done=figures.applied, target=event.target, share=share)
            )
        else:
            self._progress.setText(_("已申请 {done} 人").format(done=figures.applied))
        self._target.setVisible(bool(event.target))
        self._target.show_progress(figures.applied, event.target or 0)

    def _show_steps(self, steps: tuple[NextStep, ...]) -> None:
        while self._steps.count():
            item = self._steps.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()  # it is deleted when the event loop comes to it, and must not be seen until then
                widget.deleteLater()
        for step in steps:
            self._steps.addWidget(self._step_card(step))

    def _step_card(self, step: NextStep) -> QWidget:
        card, inside = panel(margin=12, spacing=4)
        go = button(f"step_{step.page}", step.action, "link")
        go.clicked.connect(lambda: self.session.go_to(step.page))
        fill(inside, row(label(step.title, "strong"), None, go), label(step.words, "small", wraps=True))
        return card

    def _show_window(self, event: Event) -> None:
        is_delegated = event.policy is ApprovalPolicy.DELEGATED and event.delegation is not None
        self._approval.setVisible(is_delegated)
        if event.delegation is None:
            return
        window = self.session.application.read.approval_window(event.id)
        self._approver.offer((name, name) for name in event.delegation.approvers)
        self._approver_box.setVisible(window is None)
        self._secret.setVisible(window is None)
        self._open_window.setVisible(window is None)
        self._close_window.setVisible(window is not None)
        if window is None:
            words = _("关着:F10 只受理,发受理号。批准人到场后打开,F10 当场批准并发会员号。")
        else:
            words = _("开着 · 批准人 {name} · 已批 {used} / {most} 人(决议 {number})").format(
                name=window.approver, used=window.used, most=event.delegation.maximum, number=event.delegation.number
            )
        self._window_words.setText(words)

    def _on_open_window(self) -> None:
        secret = self._secret.line.text()
        self._secret.set_value("")
        events.open_window(self.session, self._approver.value(), secret, self._on_opened, self._on_not_opened)

    def _on_opened(self, _result: object) -> None:
        self._secret.say("")

    def _on_not_opened(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self._secret.say(f"{said.title} · {said.remedy}", "error")


def _nothing(_result: object) -> None:
    """The page reads again by itself."""
