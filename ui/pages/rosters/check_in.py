"""The roster as a check-in list: find the person, will and consent, F10; or a signed list in one go."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import RosterPerson, RosterRowState, RosterView
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.results import EnrollmentResult
from fieldapp.services.rosters import SignedListResult
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import enrollment, printing, rosters
from ui.pages.enroll.acts import ConsentActs
from ui.pages.enroll.band import Answer, Band
from ui.pages.enroll.consent import ConsentField
from ui.pages.enroll.side import number_words
from ui.session import Session
from ui.wording import hidden_tail, label_of

_STATE_WORDS = {
    RosterRowState.WAITING: "待本人确认",
    RosterRowState.CHECKED_IN: "已到场",
    RosterRowState.SIGNED: "已签表",
    RosterRowState.TO_FIX: "待修正",
    RosterRowState.KNOWN: "已是会员",
    RosterRowState.PURGED: "已清除",
}
_STATE_TONES = {
    RosterRowState.WAITING: "ink_soft",
    RosterRowState.CHECKED_IN: "success",
    RosterRowState.SIGNED: "success",
    RosterRowState.TO_FIX: "error",
    RosterRowState.KNOWN: "action",
    RosterRowState.PURGED: "ink_faint",
}
_FILTERS = (
    RosterRowState.WAITING,
    RosterRowState.CHECKED_IN,
    RosterRowState.SIGNED,
    RosterRowState.KNOWN,
    RosterRowState.TO_FIX,
)


class CheckInList(QWidget):
    """One roster of the event."""

    import_asked = Signal()

    def __init__(self, session: Session) -> None:
        """Build list, consent, signed list."""
        super().__init__()
        self._session = session
        self.band = Band(session.theme)
        self.roster = Choice("roster")
        self.state = Choice("roster_state", [(None, _("全部")), *((one, _(_STATE_WORDS[one])) for one in _FILTERS)])
        self.search = Line("roster_search")
        self.search.setProperty("letters", "large")
        self.search.setPlaceholderText(_("证件后四位或姓名首字母"))
        self._counts = label("", "soft", name="roster_counts")
        self.model: ValuesModel[RosterPerson] = ValuesModel(_columns(self._state_words))
        self.view = table("roster_people", self.model, session.theme)
        self.view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.consent = ConsentField()
        self.sheet = Field(_("签名表表号(US1:…)"), Line("signed_sheet"))
        self.check_in_button = KeyButton("check_in", _("到场登记"), "F10", "Ctrl+Return", role="primary")
        self.signed_button = KeyButton("record_signed", _("登记签名表"))
        self._import = KeyButton("roster_import", _("导入名册"), "Ctrl+I")
        self._who = label(_("一个人到场"), "heading", name="who_signs")
        self._reasons: dict[str, str] = {}
        self._frame = self._lay_out()
        self.acts = ConsentActs(session, self, lambda: self._frame, self.consent)
        self._connect()
        self._greet()

    def _lay_out(self) -> QWidget:
        head = row(spacing=12)
        head.addWidget(labelled(_("名册"), self.roster), 5)
        head.addWidget(labelled(_("状态"), self.state), 3)
        head.addWidget(labelled(_("找人"), self.search), 4)
        head.addWidget(self._import)
        frame, inside = panel(margin=14, spacing=10)
        inside.addLayout(head)
        inside.addWidget(self._counts)
        inside.addWidget(self.view, 1)
        acts, lines = panel(margin=14, spacing=8)
        fill(lines, self._who, self.consent, self.check_in_button, 6)
        fill(lines, label(_("整张签名表"), "heading"))
        fill(lines, label(_("在左边选中已签字的行(Ctrl+A 全选),填表号,由负责人登记"), "small", wraps=True))
        fill(lines, self.sheet, self.signed_button, None)
        body = row(spacing=11)
        body.addWidget(frame, 62)
        body.addWidget(acts, 38)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(self.band)
        outer.addLayout(body, 1)
        return frame

    def _connect(self) -> None:
        self.roster.currentIndexChanged.connect(lambda _place: self._on_other_roster())
        self.state.currentIndexChanged.connect(lambda _place: self.refresh())
        self.search.value_edited.connect(self.refresh)
        self.search.entered.connect(self.consent.line.setFocus)
        self.search.escaped.connect(self._clear_search)
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self._show_words())
        self.check_in_button.clicked.connect(self.check_in)
        self.consent.line.entered.connect(self._on_consent_entered)
        self.signed_button.clicked.connect(self.record_signed)
        self._import.clicked.connect(self.import_asked)

    def show_rosters(self, found: Sequence[RosterView]) -> None:
        """Offer the rosters of the event."""
        before = self.roster.value()
        self.roster.blockSignals(True)
        self.roster.offer((one.id, f"{one.company} · {one.total}") for one in found)
        self.roster.blockSignals(False)
        self._views = {one.id: one for one in found}
        if self.roster.value() == before:
            self.refresh()
        else:
            self._on_other_roster()

    def _on_other_roster(self) -> None:
        """Forget what was said of the roster in front before."""
        self._reasons.clear()
        self._counts.setText("")
        self.sheet.set_value("")
        self._greet()
        self.refresh()

    def choose(self, roster: str) -> None:
        """Show one roster."""
        self._greet()
        self.roster.choose(roster)
        self.search.setFocus()

    def refresh(self) -> None:
        """Read the people who fit what was typed."""
        roster = self.roster.value()
        if roster is None:
            self.model.set_rows(())
            return
        self.model.set_rows(self._session.application.read.roster_rows(roster, self.search.value(), self.state.value()))
        view = self._views.get(roster)
        if view is not None:
            words = _("共 {total} 人 · 待本人确认 {waiting} · 到场 {checked} · 签表 {signed} · 待修正 {fix}")
            self._counts.setText(
                words.format(
                    total=view.total, waiting=view.waiting, checked=view.checked_in, signed=view.signed, fix=view.to_fix
                )
            )
        waiting = next((i for i, one in enumerate(self.model.rows) if one.state is RosterRowState.WAITING), None)
        if self.search.value() and waiting is not None:
            self.view.selectRow(waiting)
        self._show_words()

    def marked(self) -> list[RosterPerson]:
        """Return the marked people who still wait, known members too: their refusal names the way that fits."""
        rows = [self.model.rows[i.row()] for i in self.view.selectionModel().selectedRows()]
        return [one for one in rows if one.state in (RosterRowState.WAITING, RosterRowState.KNOWN)]

    def _state_words(self, one: RosterPerson) -> str:
        words = _(_STATE_WORDS[one.state])
        return f"{words} · {self._reasons[one.id]}" if one.id in self._reasons else words

    def check_in(self) -> None:
        """Turn the marked person's row into an application."""
        people = self.marked()
        if len(people) != 1:
            self._say("warning", _("先选一个人"), _("输入证件后四位或姓名首字母"))
            self.search.setFocus()
            return
        if not self.consent.take_sheet() or self.consent.act is None:
            self.consent.say(_("需要本人签字或确认"), "error")
            self.consent.line.setFocus()
            return
        rosters.check_in(self._session, people[0].id, self.consent.act, self._on_checked_in, self._on_refused)

    def record_signed(self) -> None:
        """Record the marked rows as signed on the sheet."""
        people, sheet = self.marked(), self.sheet.value().upper().removeprefix("US1:")
        if not sheet:
            self.sheet.say(_("请填表号"), "error")
            self.sheet.line.setFocus()
            return
        self.sheet.say("")
        if not people:
            self._say("warning", _("先选已签字的人"), _("在列表里选中,Ctrl+A 全选"))
            return
        rows = [one.id for one in people]
        rosters.record_signed_list(self._session, self.roster.value(), sheet, rows, self._on_signed)

    def _on_consent_entered(self) -> None:
        if self.consent.take_sheet():
            self.check_in()

    def _on_checked_in(self, result: EnrollmentResult) -> None:
        said = message(enrollment.code_of(result))
        self._session.sounds.play("success")
        self._say(
            "success",
            f"{said.title} {number_words(result.number)}",
            f"{result.name} {hidden_tail(result.document_tail)}",
        )
        self.consent.show_act(None)
        self._clear_search()
        printing.print_for(self._session, result.rec, result.prints)

    def _on_signed(self, result: SignedListResult) -> None:
        good, bad = len(result.results), len(result.refused)
        self._reasons = {row: message(refusal.code, refusal.details).title for row, refusal in result.refused}
        words = _("{n} 人成为入会申请").format(n=good)
        if bad:
            why = "、".join(dict.fromkeys(self._reasons.values()))
            words += _(",{n} 人未能登记:{why}").format(n=bad, why=why)
        tone = "error" if not good else "warning" if bad else "success"
        self._say(tone, _("签名表已登记") if good else _("未登记"), words)
        if good:
            self.sheet.set_value("")
        self.refresh()

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self._session.sounds.play("error")
        self._say("error", said.title, f"{said.reason}{said.remedy}")

    def _clear_search(self) -> None:
        self.search.set_value("")
        self.refresh()
        self.search.setFocus()

    def _show_words(self) -> None:
        people = self.marked()
        self.check_in_button.setEnabled(len(people) == 1)
        name = people[0].name if len(people) == 1 else ""
        self._who.setText(
            _("{name} {tail} 本人签字").format(name=name, tail=hidden_tail(people[0].tail)) if name else _("一个人到场")
        )
        self.check_in_button.say(_("{name} 到场登记").format(name=name) if name else _("到场登记"))
        self.signed_button.say(_("登记签名表 · 已选 {n} 人").format(n=len(people)) if people else _("登记签名表"))

    def _greet(self) -> None:
        self._say("", _("到场核对"), _("输入证件后四位或姓名首字母,本人签字,F10 登记"))

    def _say(self, tone: str, title: str, line: str) -> None:
        self.band.show_answer(Answer(tone=tone, title=title, line=line))


def _columns(state_words: Callable[[RosterPerson], str]) -> tuple[Column[RosterPerson], ...]:
    return (
        Column(title=_("行"), text=lambda one: str(one.row), width=56),
        Column(title=_("姓名"), text=lambda one: f"{one.name or _('空')} {hidden_tail(one.tail)}"),
        Column(title=_("手机"), text=lambda one: hidden_tail(one.phone_tail), width=96),
        Column(title=_("群体"), text=lambda one: label_of("groups", one.group), width=112),
        Column(
            title=_("状态"),
            text=state_words,
            tone=lambda one: _STATE_TONES[one.state],
            width=190,
        ),
    )
