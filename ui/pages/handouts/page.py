"""发放: type four digits or a number, choose the person, hand out once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.numbering import grouped
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import HandoutView, SearchHit
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import handouts
from ui.pages.enroll.band import Answer, Band
from ui.pages.page import Page
from ui.session import Session
from ui.wording import clock_time, hidden_tail, label_of

_MOST = 30
_TAIL_WIDTH = 64
"""A tail stands in a column of its own: a long name gives way, four digits never do."""


class HandoutsPage(Page):
    """Who gets what, once."""

    name = "handouts"
    topics = frozenset({Topic.HANDOUTS, Topic.APPLICATIONS})

    def __init__(self, session: Session) -> None:
        """Build search, answer and ledger."""
        super().__init__(session)
        self.band = Band(session.theme)
        self.search = Line("handout_search")
        self.search.setProperty("letters", "large")
        self.search.setPlaceholderText(_("证件后四位、会员号或受理号"))
        self.item = Choice("handout_item")
        self.hits: ValuesModel[SearchHit] = ValuesModel(_hit_columns())
        self.hits_view = table("handout_hits", self.hits, session.theme)
        self.ledger: ValuesModel[HandoutView] = ValuesModel(_ledger_columns())
        self.ledger_view = table("handout_ledger", self.ledger, session.theme)
        self.give = KeyButton("hand_out", _("发放"), "F10", "Ctrl+Return", role="primary")
        self.override = Field(_("仍要再发一份?写明理由,由负责人承担"), Line("handout_override", input_method=True))
        self.empty = EmptyHint(_("还没有发放"), _("输入证件后四位找到人,按 F10 发放;同一人同一物品只发一次"))
        self.none_here = EmptyHint(_("本场不发放"), _("建立活动时选了“不发放物品”。要发放时,请另建一个带物品的活动。"))
        self._lay_out()
        self.search.value_edited.connect(self._look)
        self.search.entered.connect(self._on_entered)
        self.search.escaped.connect(self._start_over)
        self.give.clicked.connect(self._on_give)
        self.hits_view.activated.connect(lambda _index: self._on_give())
        self._start_over()

    def _lay_out(self) -> None:
        left, inside = panel(margin=16, spacing=10)
        fill(inside, row(labelled(_("物品"), self.item), spacing=10), labelled(_("找人"), self.search))
        inside.addWidget(self.hits_view, 1)
        fill(inside, self.override, self.give)
        right, lines = panel(margin=16, spacing=8)
        fill(lines, label(_("已发放"), "heading"), self.empty)
        lines.addWidget(self.ledger_view, 1)
        self._desk = QWidget()
        body = QHBoxLayout(self._desk)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(11)
        body.addWidget(left, 1)
        body.addWidget(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        outer.addWidget(self.band)
        outer.addWidget(self._desk, 1)
        outer.addWidget(self.none_here, 1)

    def refresh(self) -> None:
        """Read the ledger and the items of the event."""
        event = self.session.current_event
        if event is None:
            return
        self.ledger.set_rows(self.session.application.read.handouts(event.id))
        self.empty.setVisible(not self.ledger.rows)
        self.ledger_view.setVisible(bool(self.ledger.rows))
        self.item.offer((code, label_of("items", code)) for code in event.items)
        for part, is_shown in ((self.band, event.items), (self._desk, event.items), (self.none_here, not event.items)):
            part.setVisible(bool(is_shown))

    def show_look(self) -> None:
        """Take the theme as it is now; the band has a height of its own."""
        super().show_look()
        self.band.show_look()

    def arrive(self, subject: str) -> None:
        """Put the cursor where digits are typed."""
        super().arrive(subject)
        self.search.setFocus()

    def show_subject(self, subject: str) -> None:
        """Look for a scanned number."""
        self.search.set_value(subject.partition(":")[2] or subject)
        self._look()

    def _look(self) -> None:
        words = self.search.value()
        found = self.session.application.read.search(words, _MOST) if len(words) >= 2 else ()
        self.hits.set_rows(found)
        if found:
            self.hits_view.selectRow(0)
        self.override.hide()

    def _on_entered(self) -> None:
        if len(self.hits.rows) <= 1:
            self._on_give()
        else:
            self.hits_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> SearchHit | None:
        place = self.hits_view.currentIndex().row()
        return self.hits.rows[place] if 0 <= place < len(self.hits.rows) else None

    def _on_give(self) -> None:
        person = self._chosen()
        if person is None:
            self._say_nobody()
            return
        reason = self.override.value() if self.override.isVisible() else ""
        handouts.hand_out(
            self.session,
            person.rec,
            self.item.value(),
            lambda _result: self._on_given(person),
            self._on_refused,
            override=reason,
        )

    def _say_nobody(self) -> None:
        words = self.search.value()
        said = message("handout_nobody_found", {"words": words}) if words else message("handout_nobody_chosen")
        self.band.show_answer(Answer(tone="warning", title=said.title, line=f"{said.reason}{said.remedy}"))
        self.search.setFocus()

    def _on_given(self, person: SearchHit) -> None:
        item = label_of("items", self.item.value())
        self.session.sounds.play("success")
        line = f"{person.name} {hidden_tail(person.tail)} · {item}"
        self._start_over()
        self.band.show_answer(Answer(tone="success", title=_("已发放"), line=line))

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.session.sounds.play("warning")
        self.band.show_answer(Answer(tone="warning", title=said.title, line=f"{said.reason}{said.remedy}"))
        if refusal.code == "already_handed_out":
            self.override.show()
            self.override.line.setFocus()

    def _start_over(self) -> None:
        self.search.set_value("")
        self._look()
        self.override.set_value("")
        self.band.show_answer(
            Answer(tone="", title=_("发放"), line=_("输入证件后四位、会员号或受理号;同一人同一物品只发一次"))
        )
        self.search.setFocus()


def _hit_columns() -> tuple[Column[SearchHit], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("尾号"), text=lambda one: one.tail, width=_TAIL_WIDTH),
        Column(title=_("手机"), text=lambda one: one.phone_tail, width=_TAIL_WIDTH),
        Column(title=_("号码"), text=lambda one: grouped(one.number or one.receipt or ""), width=146),
    )


def _ledger_columns() -> tuple[Column[HandoutView], ...]:
    return (
        Column(title=_("时间"), text=lambda one: clock_time(one.time), width=64),
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("尾号"), text=lambda one: one.tail, width=_TAIL_WIDTH),
        Column(title=_("物品"), text=lambda one: label_of("items", one.item), width=108),
        Column(
            title=_("经办"),
            text=lambda one: (
                _("补发:{reason} · {operator}").format(reason=one.override, operator=one.operator)
                if one.override
                else one.operator
            ),
            tone=lambda one: "warning" if one.override else "",
            width=80,
        ),
    )
