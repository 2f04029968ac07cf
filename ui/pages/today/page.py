"""今日: the event at a glance, what to do next, the curve, and the approval window."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.events import ApprovalPolicy, Event
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from fieldapp.domain.quarters import through
from fieldapp.domain.views import Count, DayFigures, OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.approvals import ApprovalResult
from ui.forms.buttons import KeyButton, button
from ui.forms.charts import Bars, QuarterHourCurve, TargetBar
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, Figure, Scrolled, fill, label, panel, row
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


_BATCH = 10
"""People a micro-batch approves at once."""


class TodayPage(Page):
    """The day on one page."""

    name = "today"
    topics = frozenset(
        {Topic.APPLICATIONS, Topic.EVENTS, Topic.CARDS, Topic.HANDOUTS, Topic.OUTBOX, Topic.OUTCOMES, Topic.ROSTERS}
    )

    def __init__(self, session: Session) -> None:
        """Build the cards."""
        super().__init__(session)
        self._title = ElidedLabel("big", "today_event")
        self._facts = label("", "soft", name="today_facts", wraps=True)
        self._progress = label("", "strong", name="today_progress")
        self._target = TargetBar(session.theme)
        self._figures = {name: Figure(f"today_{name}", _(words)) for name, words in _FIGURES.items()}
        self._curve = QuarterHourCurve(session.theme)
        self._groups, self._others = Bars(session.theme, "today_groups"), Bars(session.theme, "today_others")
        self._by_union = button("today_by_union", _("按工会"), "pill")
        self._by_operator = KeyButton("today_by_operator", _("按操作员"), "Alt+O", role="pill")
        for one, is_on in ((self._by_union, True), (self._by_operator, False)):
            one.setCheckable(True)
            one.setChecked(is_on)
        self._by_union.clicked.connect(lambda: self._show_others(by_operator=False))
        self._by_operator.clicked.connect(lambda: self._show_others(by_operator=True))
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        self._window_words = label("", "soft", name="approval_words", wraps=True)
        self._approver = Choice("approver")
        self._approver_box = labelled(_("批准人"), self._approver)
        self._open_window = button("open_window", _("打开批准窗口"))
        self._close_window = button("close_window", _("关闭批准窗口"))
        self._batch = KeyButton("approve_ten", "", "Alt+A")
        self._batch.clicked.connect(self._on_batch)
        self._waiting: tuple[str, ...] = ()
        self._check = KeyButton("go_self_check", _("自检"), shown="Alt+Z")
        self._check.clicked.connect(lambda: session.go_to("self_check"))
        self._finish = KeyButton("go_close_out", _("收摊"), shown="Ctrl+W")
        self._secret = Field(_("负责人的 PIN 或本机口令"), Line("approval_secret"), compact=True)
        self._secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.line.entered.connect(self._on_open_window)
        self._open_window.clicked.connect(self._on_open_window)
        self._close_window.clicked.connect(lambda: events.close_window(session, _nothing))
        self._finish.clicked.connect(lambda: session.go_to("close_out"))
        session.operator_changed.connect(self._read_again)
        self._lay_out()

    def _lay_out(self) -> None:
        head, top = panel(margin=14, spacing=4)
        head_line = row(spacing=8)
        head_line.addWidget(self._title, 1)
        fill(head_line, self._check, self._finish)
        fill(top, head_line, self._facts)
        progress = row(self._progress, spacing=12)
        progress.addWidget(self._target, 1)
        fill(top, progress, 4, row(*self._figures.values()))
        drawn, below = panel(margin=14, spacing=4)
        below.addWidget(label(_("每一刻钟的申请"), "heading"))
        below.addWidget(self._curve, 1)
        by_group, groups = panel(margin=12, spacing=4)
        fill(groups, label(_("按群体"), "heading"), self._groups, None)
        by_other, others = panel(margin=12, spacing=4)
        fill(others, row(self._by_union, self._by_operator, None), self._others, None)
        bars = row(spacing=10)
        bars.addWidget(by_group, 2)
        bars.addWidget(by_other, 3)
        sheet = QWidget()
        left = QVBoxLayout(sheet)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        fill(left, head)
        left.addWidget(drawn, 1)
        left.addLayout(bars)
        todo, lines = panel(margin=18, spacing=10)
        fill(lines, label(_("接下来"), "title"))
        held_steps = QWidget()
        steps = QVBoxLayout(held_steps)
        steps.setContentsMargins(0, 0, 4, 0)
        fill(steps, self._steps, None)
        lines.addWidget(Scrolled(held_steps), 1)
        self._approval, held = panel(margin=18, spacing=10)
        fill(held, label(_("批准窗口"), "title"), self._window_words, self._approver_box, self._secret)
        fill(held, self._batch, row(self._open_window, self._close_window, None))
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(todo, 1)
        right.addWidget(self._approval)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(Scrolled(sheet), 69)
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
        now = self.session.application.clock.now()
        self._curve.show_quarters(through(read.quarter_hours(event.id), event.starts, event.ends), now)
        self._groups.show_counts(read.counts(event.id, "group"))
        self._show_others(by_operator=self._by_operator.isChecked())
        self._show_steps(next_steps(figures, read.sync_state(), len(read.recalls(event.id))))
        self._show_window(event)

    def _show_others(self, *, by_operator: bool) -> None:
        """Show unions, or who registered how many, which is for supervisors."""
        event, is_boss = self.session.current_event, self.session.operator.role is OperatorRole.SUPERVISOR
        self._by_operator.setVisible(is_boss)
        by_operator = by_operator and is_boss
        self._by_union.setChecked(not by_operator)
        self._by_operator.setChecked(by_operator)
        if event is not None:
            counts = self.session.application.read.counts(event.id, "operator" if by_operator else "union")
            self._others.show_counts([_named(one) for one in counts])

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
        title_row = row()
        title_row.addWidget(label(step.title, "strong", wraps=True), 1)
        fill(title_row, go)
        fill(inside, title_row, label(step.words, "small", wraps=True))
        return card

    def _show_window(self, event: Event) -> None:
        is_delegated = event.policy is ApprovalPolicy.DELEGATED and event.delegation is not None
        self._approval.setVisible(is_delegated)
        if event.delegation is None:
            return
        window = self.session.application.read.approval_window(event.id)
        waiting = self.session.application.read.waiting(event.id) if window else ()
        self._waiting = tuple(one.rec for one in waiting)
        self._batch.setVisible(bool(waiting))
        self._batch.say(_("批准等着的前 {n} 位").format(n=min(len(waiting), _BATCH)))
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

    def _on_batch(self) -> None:
        events.approve_waiting(self.session, self._waiting[:_BATCH], self._on_approved)

    def _on_approved(self, result: ApprovalResult) -> None:
        details = {"n": str(len(result.numbers)), "left": str(len(result.refused))}
        if result.refused:
            self.session.say(message("batch_approved_partly", details), "warning")
        else:
            self.session.say(message("batch_approved", details), "success")

    def _on_open_window(self) -> None:
        secret = self._secret.line.text()
        self._secret.set_value("")
        events.open_window(self.session, self._approver.value(), secret, self._on_opened, self._on_not_opened)

    def _on_opened(self, _result: object) -> None:
        self._secret.say("")

    def _on_not_opened(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self._secret.say(f"{said.title} · {said.remedy}", "error")


def _named(one: Count) -> Count:
    return one if one.label else Count(key=one.key, label=_("周转池"), count=one.count)


def _nothing(_result: object) -> None:
    """The page reads again by itself."""
