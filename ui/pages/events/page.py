"""The list of events at the left; at the right a new one, or one that somebody else created (UE1)."""

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
from ui.wording import span

_STATE_WORDS = {EventState.PLANNED: "未开始", EventState.OPEN: "进行中", EventState.CLOSED: "已收摊"}
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
        self.open_button = KeyButton("event_work", _("在这里工作"), role="primary", shown="Enter")
        self.open_button.clicked.connect(self.work_here)
        self.empty = EmptyHint(_("还没有活动"), _("在右边新建一个,或扫描另一台电脑上的活动码加入"))
        self.form = NewEventForm(session)
        self.form.create_button.clicked.connect(self._on_create)
        self.code = Field(_("活动码(UE1:…)"), Line("event_code"), compact=True)
        self.code.line.entered.connect(self._on_join)
        join = button("event_join", _("加入"))
        join.clicked.connect(self._on_join)
        self._join = join
        self._lay_out()

    def _lay_out(self) -> None:
        left, lines = panel(margin=18, spacing=10)
        fill(lines, label(_("活动"), "title"), self.empty)
        lines.addWidget(self.view, 1)
        lines.addLayout(row(None, self.open_button))
        new, inside = panel(margin=16, spacing=6)
        fill(inside, label(_("新建活动"), "title"))
        inside.addWidget(Scrolled(self.form), 1)
        inside.addLayout(row(None, self.form.create_button))
        coded, below = panel(margin=14, spacing=4)
        below.addWidget(label(_("加入别处建好的活动"), "heading"))
        entry = row(spacing=10)
        entry.addWidget(self.code, 1)
        entry.addWidget(self._join, 0, Qt.AlignmentFlag.AlignVCenter)
        below.addLayout(entry)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(new, 1)
        right.addWidget(coded)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(left, 1)
        body.addLayout(right, 1)

    def refresh(self) -> None:
        """Read the events."""
        found = self.session.application.read.events()
        self.model.set_rows(found)
        self.empty.setVisible(not found)
        self.view.setVisible(bool(found))
        self.open_button.setEnabled(bool(found))
        if found:
            self.view.selectRow(0)
        self.form.refresh()

    def show_subject(self, subject: str) -> None:
        """Take a scanned event code."""
        if subject.startswith("UE1:"):
            self.code.set_value(subject)
            self._on_join()

    def work_here(self) -> None:
        """Work for the marked event; open it first if need be."""
        place = self.view.currentIndex().row()
        if not 0 <= place < len(self.model.rows):
            return
        chosen = self.model.rows[place]
        if chosen.state is EventState.OPEN:
            events.choose(self.session, chosen.event.id)
            self._on_opened(None)
        else:
            events.open_event(self.session, chosen.event.id, self._on_opened)

    def _on_create(self) -> None:
        form = self.form.filled()
        if form is not None:
            events.create(self.session, form, self._on_opened)

    def _on_join(self) -> None:
        events.join(self.session, self.code.value(), self._on_opened, self._on_join_refused)

    def _on_join_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.code.say(f"{said.title} · {said.remedy}", "error")

    def _on_opened(self, _result: object) -> None:
        self.code.set_value("")
        self.session.go_to("enroll")


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
