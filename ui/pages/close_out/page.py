"""收摊: figures apart at the top, what is left at the left, the work on it at the right."""

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.closing import CloseOut
from fieldapp.domain.events import Event
from fieldapp.domain.scans import ScanKind
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.events import EventResult
from ui.forms.buttons import KeyButton
from ui.forms.parts import ElidedLabel, Figure, WholeParts, clear, column, fill, label, panel, row, rule
from ui.icons import pixmap
from ui.operations import events, reports
from ui.pages.close_out.approvals import ApprovalsSheet
from ui.pages.close_out.keeping import KeepingSheet
from ui.pages.close_out.papers import PapersSheet
from ui.pages.close_out.rolls import RollsSheet
from ui.pages.close_out.tasks import Circumstances, Task, explained, hint_words, tasks
from ui.pages.page import Page
from ui.session import Session
from ui.wording import ago, span

_FRESH = timedelta(hours=1)
_ROOMY = 640
"""Height of the page, in pixels at 100 %, from which all words of the head have room beside the tasks."""


class CloseOutPage(Page):
    """The end of an event on one page; nothing but closing itself is final."""

    name = "close_out"
    topics = frozenset(
        {
            Topic.APPLICATIONS,
            Topic.EVENTS,
            Topic.CARDS,
            Topic.HANDOUTS,
            Topic.OUTBOX,
            Topic.OUTCOMES,
            Topic.ROSTERS,
            Topic.DRAFTS,
        }
    )
    scans = frozenset({ScanKind.SHEET, ScanKind.RECEIPT})

    def __init__(self, session: Session) -> None:
        """Build figures, tasks and the sheets of the right side."""
        super().__init__(session)
        self._title = ElidedLabel("big", "close_event_name")
        self._facts = label("", "small", name="close_facts")
        self._figures = {name: _Figure(name, *words) for name, words in reports.FIGURES.items()}
        self._explained = label("", "small", name="close_explained", wraps=True)
        self._tasks = QVBoxLayout()
        self._tasks.setContentsMargins(0, 0, 4, 0)
        self._tasks.setSpacing(0)
        self._below = label("", "small", name="close_below")
        self._hint = label("", "small", name="close_hint", wraps=True)
        self.close_button = KeyButton("close_event", _("收摊"), "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self.close_button.clicked.connect(self._on_close)
        self._is_sure = False
        self._open_tasks = 0
        self._reported: set[str] = set()
        self.papers, self.approvals = PapersSheet(session), ApprovalsSheet(session)
        self.rolls, self.keeping = RollsSheet(session), KeepingSheet(session, self._on_saved)
        self._sheets: dict[str, PapersSheet | ApprovalsSheet | RollsSheet | KeepingSheet] = {
            "papers": self.papers,
            "approvals": self.approvals,
            "rolls": self.rolls,
            "report": self.keeping,
            "backup": self.keeping,
        }
        self._stack = QStackedWidget()
        for sheet in dict.fromkeys(self._sheets.values()):
            self._stack.addWidget(sheet)
        self._lay_out()

    def _lay_out(self) -> None:
        head, top = panel(margin=16, spacing=4)
        top.setContentsMargins(16, 10, 16, 10)
        title = row(spacing=12)
        title.addWidget(self._title, 1)
        title.addWidget(self._facts, 0, Qt.AlignmentFlag.AlignBottom)
        fill(top, title, row(*self._figures.values(), spacing=6), self._explained)
        listed, inside = panel(margin=14, spacing=4)
        inside.setContentsMargins(14, 8, 14, 8)
        held = QWidget()
        held.setLayout(self._tasks)
        self._list = WholeParts(held)
        self._list.hidden_changed.connect(self._show_below)
        inside.addWidget(self._list, 1)
        foot = row(spacing=12)
        foot.addLayout(column(self._below, self._hint, spacing=0), 1)
        foot.addWidget(self.close_button)
        inside.addLayout(foot)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(head)
        left.addWidget(listed, 1)
        right, below = panel(margin=16, spacing=8)
        below.addWidget(self._stack)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addLayout(left, 60)
        body.addWidget(right, 40)

    def refresh(self) -> None:
        """Read everything that is left."""
        event = self.session.current_event
        if event is None:
            return
        read = self.session.application.read
        found = read.close_out(event.id)
        self._title.setText(_("收摊 · {name}").format(name=event.name))
        self._facts.setText(" · ".join(filter(None, (span(event), event.place))))
        for name, figure in self._figures.items():
            figure.show_number(reports.figure(found, name))
        self._explained.setText(explained(found))
        rolls = read.rolls(event.id)
        self.papers.show_left(read.papers_left(event.id))
        self.approvals.show_waiting(event, read.waiting(event.id), read.approval_window(event.id))
        self.rolls.show_rolls(rolls, found.unrolled)
        self._show_tasks(tasks(found, self._circumstances(event, len(rolls))))
        self._show_foot(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little height, how the figures hang together stands in their tool tips only."""
        super().resizeEvent(event)
        self._fit()

    def show_look(self) -> None:
        """Take the theme as it is now: large letters leave less room."""
        super().show_look()
        self._fit()

    def _fit(self) -> None:
        is_roomy = self.height() * 100 >= _ROOMY * self.session.theme.scale
        for part in (self._explained, self._facts):
            part.setVisible(is_roomy)

    def _show_below(self, many: int) -> None:
        self._below.setText(_("↓ 下面还有 {n} 件").format(n=many) if many else "")
        self._below.setVisible(bool(many))

    def _circumstances(self, event: Event, rolls: int) -> Circumstances:
        app = self.session.application
        now = app.clock.now()
        made = max((*(one.made for one in app.backups()), *self.keeping.made), default=None)
        return Circumstances(
            policy=event.policy,
            rolls=rolls,
            is_enrolled=app.enrolment.peer() is not None,
            backup_words=_("上次备份 {when}").format(when=ago(made, now)) if made else _("还没有备份过"),
            has_fresh_backup=made is not None and now - made < _FRESH,
            has_report=event.id in self._reported,
        )

    def _show_tasks(self, found: tuple[Task, ...]) -> None:
        clear(self._tasks)
        keys = iter("1234567890")
        self._tasks.addStretch(1)
        for place, task in enumerate(found):
            self._tasks.insertWidget(place, self._task_card(task, next(keys, "") if task.verb else ""))
        self._open_tasks = sum(task.is_open for task in found)

    def _task_card(self, task: Task, key: str) -> QWidget:
        card, inside = panel("", margin=0, spacing=1)
        card.setObjectName(f"task_{task.code}")
        shape = QLabel()
        shape.setPixmap(pixmap(task.mark, self.session.theme.look[task.tone], 18))
        shape.setAccessibleName(_("未了") if task.is_open else _("好了"))
        said = column(label(task.title, "strong" if task.is_open else "", name=f"task_{task.code}_title"), spacing=0)
        if task.words:
            said.addWidget(label(task.words, "small", wraps=True))
        line = row(shape, spacing=12)
        line.addLayout(said, 1)
        if task.verb:
            go = KeyButton(f"do_{task.code}", task.verb, *([f"Alt+{key}"] if key else []))
            go.clicked.connect(partial(self.open_task, task.opens))
            line.addWidget(go)
        fill(inside, line, rule())
        return card

    def _show_foot(self, found: CloseOut) -> None:
        self._hint.setText(hint_words(found))
        self._is_sure = False
        self.close_button.say(_("收摊"))

    def open_task(self, opens: str) -> None:
        """Do something about a task: on another page, or on a sheet at the right."""
        page = opens.removeprefix("page:")
        if page != opens:
            self.session.go_to(page)
            return
        sheet = self._sheets[opens]
        self._stack.setCurrentWidget(sheet)
        sheet.begin()
        if opens == "backup":
            self.keeping.backup.setFocus()

    def show_subject(self, subject: str) -> None:
        """Take a scanned paper of the stack, whatever sheet is open."""
        self._stack.setCurrentWidget(self.papers)
        self.papers.take(subject)

    def _on_saved(self) -> None:
        if self.keeping.has_report and self.session.current_event is not None:
            self._reported.add(self.session.current_event.id)
        self._read_again()

    def _on_close(self) -> None:
        event = self.session.current_event
        if event is None:
            return
        if not self._is_sure:
            self._is_sure = True
            left = self._open_tasks
            self.close_button.say(
                _("还有 {n} 件没做,再按一次仍收摊").format(n=left) if left else _("再按一次,确认收摊")
            )
            return
        events.close(self.session, event.id, self._on_closed)

    def _on_closed(self, result: EventResult) -> None:
        self.session.go_to("events")
        counts = {name: str(count) for name, count in result.counts.items()}
        self.session.say(message("event_closed_now", counts), "success")


class _Figure(Figure):
    """A figure that says below what it counts."""

    def __init__(self, name: str, words: str, meaning: str) -> None:
        super().__init__(f"close_{name}", _(words))
        self.setToolTip(_(meaning))
        self.number.setAccessibleDescription(_(meaning))
