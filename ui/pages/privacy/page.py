"""个人信息: what is kept about people, why and how long; what is due to be purged, and why the rest is not yet."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.personal_data import DataKind, PersonalItem, inventory
from fieldapp.domain.retention import Retention, Term
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import Figure, Scrolled, clear, fill, label, panel, row, rule
from ui.operations import privacy
from ui.pages.page import Page
from ui.pages.privacy import words
from ui.session import Session
from ui.theme import set_tone

_AFTER = "清除后本机只留号码、办理结果和查重用的密文;U 盘上的备份和导出的文件请自行删除。"
_LEFT, _RIGHT = 2, 3


class PrivacyPage(Page):
    """Due at the left with the one act; the inventory at the right, for whoever asks."""

    name = "privacy"
    topics = frozenset({Topic.APPLICATIONS, Topic.OUTCOMES, Topic.OUTBOX, Topic.ROSTERS, Topic.EVENTS})

    def __init__(self, session: Session) -> None:
        """Build both sides; the figures come when they are counted."""
        super().__init__(session)
        self._due = Figure("privacy_due", _("人到期"), "warning")
        self._purged = Figure("privacy_purged", _("人已清除"))
        self._idle = label("", "", name="privacy_idle", wraps=True)
        self._answer = label("", "", name="privacy_answer", wraps=True)
        self._holds = QVBoxLayout()
        self._holds.setSpacing(6)
        self.purge = KeyButton("privacy_purge", _("清除到期的"), "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self.back = KeyButton("privacy_back", _("回设置"), "Esc")
        self._lay_out()
        self.purge.clicked.connect(self._on_purge)
        self.back.clicked.connect(lambda: session.go_to("settings"))

    def _lay_out(self) -> None:
        left, lines = panel(margin=18, spacing=10)
        fill(
            lines,
            label(_("到期清除"), "title"),
            row(self._due, self._purged, None, spacing=28),
            self._answer,
            self._idle,
            row(self.purge, None),
            4,
            rule(),
            label(_("还留着的,为什么"), "heading"),
            self._holds,
            None,
            label(
                _("清除后本机只留号码、办理结果和查重用的密文;U 盘上的备份和导出的文件请自行删除。"),
                "small",
                wraps=True,
            ),
        )
        right, told = panel(margin=18, spacing=8)
        told.addLayout(row(label(_("我们收集什么、为什么、留多久"), "title"), None, self.back))
        for item in inventory().items:
            fill(told, rule(), _item(item))
        told.addStretch(1)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(Scrolled(left), _LEFT)
        body.addWidget(Scrolled(right), _RIGHT)

    def refresh(self) -> None:
        """Count again, beside the work."""
        privacy.read_due(self.session, self._show)

    def _show(self, found: Retention) -> None:
        self._due.show_number(found.due)
        self._purged.show_number(found.purged)
        idle = words.idle_words(found)
        self._idle.setText(_("另有到期的:{what}").format(what=idle))
        self._idle.setVisible(bool(idle))
        self._answer.setText(_("有到期的,要两个人一起清除") if found.is_anything_due else _("现在没有到期的"))
        set_tone(self._answer, "warning" if found.is_anything_due else "success")
        self.purge.setEnabled(found.is_anything_due)
        clear(self._holds)
        for reason, count, remedy in words.held_lines(found):
            self._holds.addWidget(_held(reason, count, remedy))
        if not found.held:
            self._holds.addWidget(label(_("没有"), "soft"))

    def _on_purge(self) -> None:
        privacy.purge(self.session, self.refresh)


def _held(reason: str, count: int, remedy: str) -> QWidget:
    line = QWidget()
    number = label(_("{n} 人").format(n=f"{count:,}"), "strong")
    inner = row(label(reason, "", wraps=True), None, number, spacing=10)
    stack = QVBoxLayout(line)
    stack.setContentsMargins(0, 0, 0, 0)
    stack.setSpacing(0)
    stack.addLayout(inner)
    if remedy:
        stack.addWidget(label(remedy, "small"))
    return line


def _item(item: PersonalItem) -> QWidget:
    made = QWidget()
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 2, 0, 2)
    lines.setSpacing(2)
    name: QLabel = label(item.label, "strong", wraps=True)
    kind = label(_("敏感"), "pill", "warning") if item.kind is DataKind.SENSITIVE else None
    head = row(name, *(() if kind is None else (kind,)), None, label(stay_words(item.term), "soft"), spacing=10)
    why = _("{purpose} · {basis} · 看得到的:{seen}").format(purpose=item.purpose, basis=item.basis, seen=item.seen)
    fill(lines, head, label(why, "small", wraps=True))
    return made


def stay_words(term: Term) -> str:
    """Return how long a class of data stays."""
    return _("{since} {n} 天").format(since=term.since, n=term.days)
