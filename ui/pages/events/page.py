"""The list of events at the left; at the right a new one, or one that somebody else created (UE1)."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.domain.changes import Topic
from fieldapp.domain.events import EventState
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import EventView
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, Scrolled, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import events
from ui.pages.events.new_event import NewEventForm
from ui.pages.page import Page
from ui.session import Session
from ui.wording import clock_time, day_and_time, span

_STATE_WORDS = {EventState.PLANNED: "未开始", EventState.OPEN: "进行中", EventState.CLOSED: "已收摊"}
_VERBS = {EventState.PLANNED: "开场", EventState.OPEN: "在这里工作", EventState.CLOSED: "重新开场"}
_STATE_TONES = {EventState.PLANNED: "ink_soft", EventState.OPEN: "success", EventState.CLOSED: "ink_faint"}


class EventsPage(Page):
    """Choose where we work today."""

    name = "events"
    topics = frozenset({Topic.EVENTS, Topic.ORGANISATIONS})

    def __init__(self, session: Session) -> None:
        """Build list, form and code field."""
        super().__init__(session)
        self.model: ValuesModel[EventView] = ValuesModel(_columns())
        self.view = table("events", self.model, session.theme, row_height=46)
        self.view.activated.connect(lambda _index: self.work_here())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_chosen())
        self.open_button = KeyButton("event_work", _("在这里工作"), role="primary", shown="Enter")
        self.open_button.clicked.connect(self.work_here)
        self.empty = EmptyHint(_("还没有活动"), _("在右边新建一个,或扫描另一台电脑上的活动码加入"))
        self._hint = label("", "soft", name="event_hint", wraps=True)
        self.reason = Field(_("重新开场的原因"), Line("reopen_reason", input_method=True), compact=True)
        self.reason.line.entered.connect(self.work_here)
        self._check = KeyButton("go_self_check", _("开场自检"), shown="Alt+Z")
        self._check.clicked.connect(lambda: session.go_to("self_check"))
        self.change_button = KeyButton("event_change", _("修改活动"), "Ctrl+M")
        self.change_button.clicked.connect(self._on_change)
        self._form_title = label(_("新建活动"), "title", name="event_form_title")
        self.form = NewEventForm(session)
        self.form.create_button.clicked.connect(self._on_create)
        self._back = KeyButton("event_new", _("改为新建"), "Ctrl+N")
        self._back.clicked.connect(self._begin_new)
        self._back.hide()
        self.code = Field(_("活动码(UE1:…)"), Line("event_code"), compact=True)
        self.code.line.entered.connect(self._on_join)
        join = button("event_join", _("加入"))
        join.clicked.connect(self._on_join)
        self._join = join
        self._lay_out()

    def _lay_out(self) -> None:
        left, lines = panel(margin=18, spacing=10)
        fill(lines, row(label(_("活动"), "title"), None, self._check), self.empty)
        lines.addWidget(self.view, 1)
        fill(lines, self._hint, self.reason)
        lines.addLayout(row(None, self.change_button, self.open_button))
        new, inside = panel(margin=12, spacing=4)
        inside.addLayout(row(self._form_title, None, self.form.hours))
        inside.addWidget(Scrolled(self.form), 1)
        inside.addLayout(row(None, self._back, self.form.create_button))
        coded, below = panel(margin=14, spacing=4)
        below.addWidget(label(_("加入别处建好的活动"), "heading"))
        entry = row(spacing=10)
        entry.addWidget(self.code, 1)
        entry.addWidget(self._join, 0, Qt.AlignmentFlag.AlignVCenter)
        below.addLayout(entry)
        here = QVBoxLayout()
        here.setSpacing(10)
        here.addWidget(left, 1)
        here.addWidget(coded)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addLayout(here, 1)
        body.addWidget(new, 1)

    def refresh(self) -> None:
        """Read the events."""
        found = self.session.application.read.events()
        self.model.set_rows(found)
        self.empty.setVisible(not found)
        self.view.setVisible(bool(found))
        self.open_button.setEnabled(bool(found))
        if found:
            self.view.selectRow(_likeliest(found, self.session))
        self._show_chosen()
        self.form.refresh()

    def show_subject(self, subject: str) -> None:
        """Take a scanned event code."""
        if subject.startswith("UE1:"):
            self.code.set_value(subject)
            self._on_join()

    @property
    def chosen(self) -> EventView | None:
        """Return the marked event."""
        return self.model.at(self.view.currentIndex())

    def work_here(self) -> None:
        """Work for the marked event; open it first if need be."""
        chosen = self.chosen
        if chosen is None:
            return
        if chosen.state is EventState.OPEN:
            events.choose(self.session, chosen.event.id)
            self._on_opened(None)
        else:
            events.open_event(
                self.session,
                chosen.event.id,
                self._on_opened,
                reason=self.reason.value() if chosen.state is EventState.CLOSED else "",
                refused=self._on_not_opened,
            )

    def _on_not_opened(self, refusal: Refusal) -> None:
        if refusal.code != "reopen_reason_missing":
            self.session.say_refusal(refusal)
            return
        self.reason.say(message(refusal.code).remedy, "error")
        self.reason.line.setFocus()

    def _show_chosen(self) -> None:
        """Say what the marked event is, and what the buttons do with it."""
        chosen = self.chosen
        is_closed = chosen is not None and chosen.state is EventState.CLOSED
        self.reason.setVisible(is_closed)
        self.reason.say("")
        self.change_button.setEnabled(chosen is not None and not is_closed and not chosen.from_centre)
        self.open_button.say(_(_VERBS[chosen.state]) if chosen else _("在这里工作"))
        self._hint.setText(state_words(chosen, self.session.application.clock.now()) if chosen else "")

    def _on_change(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        self.form.begin_change(chosen.event)
        self._form_title.setText(_("修改活动"))
        self._back.show()
        self.form.begin.line.setFocus()

    def _begin_new(self) -> None:
        self.form.begin_new()
        self._form_title.setText(_("新建活动"))
        self._back.hide()

    def _on_create(self) -> None:
        form, changing = self.form.filled(), self.form.changing
        if form is None:
            return
        if changing is None:
            events.create(self.session, form, self._on_opened)
        else:
            events.revise(self.session, changing, form, self._on_revised)

    def _on_revised(self, _result: object) -> None:
        self._begin_new()
        self.session.say(message("event_revised"), "success")

    def _on_join(self) -> None:
        events.join(self.session, self.code.value(), self._on_opened, self._on_join_refused)

    def _on_join_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.code.say(f"{said.title} · {said.remedy}", "error")

    def _on_opened(self, _result: object) -> None:
        self.code.set_value("")
        self.reason.set_value("")
        self._begin_new()
        self.session.go_to("enroll")


def state_words(view: EventView, now: datetime) -> str:
    """Return in one line where an event stands and what that means for the next act."""
    event = view.event
    if view.state is EventState.CLOSED:
        at = day_and_time(view.closed) if view.closed else ""
        return _("{at} 收摊,数字已报出。再开要写原因,名册里没来的人已经抹去。").format(at=at)
    if view.state is EventState.OPEN and now > event.ends:
        return _("已过结束时间 {at},还没有收摊。请收摊,或修改结束时间。").format(at=day_and_time(event.ends))
    if view.state is EventState.OPEN:
        return _("正在进行,{at} 结束。每个活动的名册、物品、批准授权和目标各算各的。").format(at=clock_time(event.ends))
    if now < event.starts:
        return _("还没有到时间,{at} 开始。现在也可以提前开场。").format(at=day_and_time(event.starts))
    if now > event.ends:
        return _("原定时间已过({at} 结束)。开场前请先修改时间。").format(at=day_and_time(event.ends))
    return _("到时间了,还没有开场。开场后才能登记。")


def _likeliest(found: Sequence[EventView], session: Session) -> int:
    """Return the row to mark: the event we work for, else an open one, else the next one to open."""
    current = session.current_event.id if session.current_event else None
    order = {EventState.OPEN: 1, EventState.PLANNED: 2, EventState.CLOSED: 3}
    return min(range(len(found)), key=lambda n: (found[n].event.id != current, order[found[n].state]))


def _columns() -> tuple[Column[EventView], ...]:
    return (
        Column(title=_("活动"), text=lambda one: one.event.name),
        Column(title=_("时间"), text=lambda one: span(one.event), width=172),
        Column(
            title=_("状态"),
            text=lambda one: _(_STATE_WORDS[one.state]),
            tone=lambda one: _STATE_TONES[one.state],
            width=78,
        ),
    )
