"""意向登记 over the form: who has no document leaves name and phone; the list of those to call, one key from 登记."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.hours import read_day
from fieldapp.domain.intentions import Intention, IntentionState
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import PHONE_GROUPS, GroupedLine, Line, grouped
from ui.forms.parts import Scrolled, column, fill, label, row
from ui.forms.sheets import Sheet
from ui.models.values import Column, ValuesModel, table
from ui.operations import intentions
from ui.session import Session
from ui.wording import hidden_tail

_SHARE = 0.6
"""Of the page's height, for the four fields."""
_CLOSE_FROM = 150
"""Above this font scale (per cent) the buttons stand with narrow margins."""
_STATES = {IntentionState.WAITING: "待联系", IntentionState.CALLED: "已联系"}


class IntentionsSheet(Sheet):
    """Left a new one, right the list. ``taken_up`` brings the ``Intention`` that goes into the form."""

    taken_up = Signal(object)

    def __init__(self, session: Session, room: QWidget, place: Callable[[], QWidget]) -> None:
        """Build both halves."""
        super().__init__("intentions_sheet", _("意向登记"), room, place)
        self._session = session
        self.who = Field(_("姓名"), Line("intention_name", input_method=True), compact=True)
        self.phone = Field(_("手机号码"), GroupedLine("intention_phone", PHONE_GROUPS), compact=True)
        self.day = Field(_("哪天联系(选填,如 11-25)"), Line("intention_day"), compact=True)
        self.note = Field(_("备注(选填)"), Line("intention_note", input_method=True), compact=True)
        self.keep = KeyButton("intention_keep", _("记下"), role="primary", shown="Enter")
        self.model: ValuesModel[Intention] = ValuesModel(_columns(self._day_words, self._tone))
        self.view = table("intention_list", self.model, session.theme)
        self._whole = label("", "strong", name="intention_chosen", wraps=True)
        self.take = KeyButton("intention_take", _("去登记"), "Alt+E")
        self.called = KeyButton("intention_called", _("已联系"), "Alt+C")
        self.drop = KeyButton("intention_drop", _("不再联系"), "Alt+X")
        self._away = KeyButton("intention_away", _("回到登记"), shown="Esc")
        self._fields = QWidget()
        self._area = Scrolled(self._fields)
        self._lay_out()
        self._connect()

    def fit(self) -> None:
        """Show all four fields where the page has the height; only the largest letters make them scroll."""
        most = round(self._room.height() * _SHARE)
        self._area.setMinimumHeight(min(self._fields.minimumSizeHint().height(), most))
        for one in (self._away, self.keep, self.take, self.called, self.drop):
            one.show_close(is_close=self._session.theme.scale > _CLOSE_FROM)
        super().fit()

    def _lay_out(self) -> None:
        words = label(
            _("没有证件号码,先留姓名和手机。这不是入会申请:没有受理号,不发卡,不计入受理。"), "soft", wraps=True
        )
        self._fields.setLayout(column(self.who, self.phone, self.day, self.note, None, spacing=4))
        left = column(spacing=6)
        left.addWidget(self._area, 1)
        left.addLayout(row(self._away, None, self.keep))
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(label(_("还要联系的人"), "heading"))
        right.addWidget(self.view, 1)
        fill(right, self._whole, row(self.take, self.called, self.drop, None))
        body = row(spacing=18)
        body.addLayout(left, 4)
        body.addLayout(right, 5)
        fill(self.lines, label(_("意向登记"), "title"), words)
        self.lines.addLayout(body, 1)

    def _connect(self) -> None:
        order = (self.who, self.phone, self.day, self.note)
        for one, following in pairwise(order):
            one.line.entered.connect(following.line.setFocus)
            following.line.backed.connect(one.line.setFocus)
        self.note.line.entered.connect(self.accept)
        for one in order:
            one.line.escaped.connect(self.put_away)
        self.keep.clicked.connect(self.accept)
        self._away.clicked.connect(self.put_away)
        self.take.clicked.connect(self._on_take)
        self.called.clicked.connect(partial(self._move, IntentionState.CALLED))
        self.drop.clicked.connect(partial(self._move, IntentionState.DROPPED))
        self.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())
        self.view.doubleClicked.connect(lambda _index: self._on_take())

    def first(self) -> QWidget:
        """Begin with the name."""
        return self.who.line

    def ask(self) -> None:
        """Open with an empty form and the list as it is now."""
        for one in (self.who, self.phone, self.day, self.note):
            one.set_value("")
            one.say("")
        self.refresh()
        self.open()

    def refresh(self) -> None:
        """Read the list."""
        event = self._session.current_event
        self.model.set_rows(self._session.application.read.intentions(event.id) if event else ())
        if self.model.rows:
            self.view.selectRow(0)
        self._show_chosen()

    def accept(self) -> None:
        """On the list take the chosen one up, else keep the new one."""
        if self.view.hasFocus():
            self._on_take()
            return
        call_on = read_day(self.day.value(), self._today()) if self.day.value() else None
        if self.day.value() and call_on is None:
            self.day.say(_("请写月和日,如 11-25"), "error")
            self.day.line.setFocus()
            return
        intentions.note(
            self._session,
            self.who.value(),
            self.phone.value(),
            self.note.value(),
            call_on,
            done=self._on_kept,
            refused=self._on_refused,
        )

    def _on_kept(self, _result: object) -> None:
        kept = self.who.value()
        for one in (self.who, self.phone, self.day, self.note):
            one.set_value("")
            one.say("")
        self.who.say(_("{name} 已记下,可以记下一位").format(name=kept), "success")
        self.refresh()
        self.who.line.setFocus()

    def _on_refused(self, refusal: Refusal) -> None:
        fields = {"name": self.who, "phone": self.phone, "note": self.note}
        said = {problem.field: message(problem.code, problem.details) for problem in refusal.problems}
        said = said or {"name": message(refusal.code, refusal.details)}
        for code, field in fields.items():
            field.say(f"{said[code].title} · {said[code].remedy}" if code in said else "", "error")
        fields[next(iter(said))].line.setFocus()

    def _on_take(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.put_away()
            self.taken_up.emit(chosen)

    def _move(self, state: IntentionState) -> None:
        chosen = self._chosen()
        if chosen is not None:
            intentions.move(self._session, chosen.id, state, lambda _result: self.refresh())

    def _chosen(self) -> Intention | None:
        return self.model.at(self.view.currentIndex())

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        for one in (self.take, self.called, self.drop):
            one.setEnabled(chosen is not None)
        if chosen is None:
            self._whole.setText(_("还没有人"))
            return
        words = " · ".join(filter(None, (chosen.name, grouped(chosen.phone, PHONE_GROUPS), chosen.note)))
        self._whole.setText(words)

    def _today(self) -> date:
        return self._session.application.clock.now().astimezone().date()

    def _day_words(self, one: Intention) -> str:
        if one.call_on is None:
            return _("随时")
        return _("今天") if one.call_on == self._today() else f"{one.call_on.month}月{one.call_on.day}日"

    def _tone(self, one: Intention) -> str:
        return "warning" if one.call_on is not None and one.is_due(self._today()) else "ink"


def _columns(day_words: Callable[[Intention], str], tone: Callable[[Intention], str]) -> tuple[Column[Intention], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: f"{one.name} {hidden_tail(one.phone[-4:])}"),
        Column(title=_("联系"), text=day_words, tone=tone, width=86),
        Column(title=_("状态"), text=lambda one: _(_STATES[one.state]), width=76),
    )
