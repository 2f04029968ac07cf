"""The roster as a check-in list: find the person, will and consent, F10; or a signed list in one go."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QTableView, QVBoxLayout, QWidget

from fieldapp.domain.events import JoinChannel
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import Scan, ScanKind
from fieldapp.domain.sheets import bare_sheet, check_sheet
from fieldapp.domain.views import RosterPerson, RosterRowState, RosterView
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.results import EnrollmentResult
from fieldapp.services.rosters import SignedListResult
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Scrolled, fill, label, panel, row
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
_SHOWN = 300
"""Rows listed at once; who is looked for among more is found by digits or initials."""
_GROUP_COLUMN, _NAMES = 3, 96
"""The column of groups goes where names would get fewer pixels than this."""
_ROOMY = 480
"""Height of the list, in pixels at 100 %, below which everything stands close."""
_LEAST_ROWS = 2
"""Rows, the head among them, that always show; with less room the whole half scrolls."""
SelectionFlag = QItemSelectionModel.SelectionFlag
_EXPECTED = (RosterRowState.WAITING, RosterRowState.KNOWN)
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
    tray_asked = Signal(object)
    ceremony_asked = Signal(object)

    def __init__(self, session: Session) -> None:
        """Build list, consent, signed list."""
        super().__init__()
        self._session = session
        self.band = Band(session.theme)
        self.roster = Choice("roster")
        self.state = Choice("roster_state", [(None, _("全部状态")), *((one, _(_STATE_WORDS[one])) for one in _FILTERS)])
        self.search = Line("roster_search")
        self.search.setProperty("letters", "large")
        self.search.setPlaceholderText(_("证件后四位或姓名首字母"))
        self._counts = label("", "soft", name="roster_counts", wraps=True)
        self.roster.setAccessibleName(_("名册"))
        self.state.setAccessibleName(_("状态"))
        self.search.setAccessibleName(_("找人:证件后四位或姓名首字母"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("到场进度"))
        self.model: ValuesModel[RosterPerson] = ValuesModel(_columns(self._state_words))
        self.view = table("roster_people", self.model, session.theme)
        self.view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.view.give_way(_GROUP_COLUMN, least=_NAMES)
        self.consent = ConsentField(is_narrow=True)
        self.sheet = Field(_("签名表表号(US1:…)"), Line("signed_sheet"), compact=True)
        self.check_in_button = KeyButton("check_in", _("到场登记"), "F10", "Ctrl+Return", role="primary")
        self.signed_button = KeyButton("record_signed", _("登记签名表"), "F9", "Ctrl+S")
        self._import = KeyButton("roster_import", _("导入名册"), "Ctrl+I")
        self._tray = KeyButton("roster_tray", _("改待修正"), "Ctrl+G")
        self._export = KeyButton("roster_export", _("导出"), "Ctrl+E")
        self._ceremony = KeyButton("roster_ceremony", _("仪式"), "Ctrl+Y")
        self._walk_in = KeyButton("roster_walk_in", _("名册外登记"), "F4", "Ctrl+N")
        self._members: set[str] = set()
        self._stands = ""
        self._is_close = False
        self._who = label(_("一个人到场"), "heading", name="who_signs")
        self._reasons: dict[str, str] = {}
        self._frame = self._lay_out()
        self.acts = ConsentActs(session, self, lambda: self._frame, self.consent)
        self._connect()
        self._greet()

    def _lay_out(self) -> QWidget:
        head = row(spacing=10)
        head.addWidget(self.roster, 5)
        head.addWidget(self.state, 3)
        frame, inside = panel(margin=14, spacing=8)
        inside.addLayout(head)
        inside.addWidget(self.search)
        inside.addWidget(self._bar)
        inside.addWidget(self._counts)
        inside.addWidget(self.view, 1)
        inside.addLayout(row(self._tray, self._ceremony, None, self._export, self._walk_in, spacing=8))
        acts, lines = panel(margin=14, spacing=8)
        fill(lines, self._who, self.consent, self.check_in_button, 6)
        fill(lines, label(_("整张签名表"), "heading"))
        fill(lines, label(_("在左边选中已签字的行(Ctrl+A 全选),扫描或填表号,由负责人登记"), "small", wraps=True))
        fill(lines, self.sheet, self.signed_button, None, row(None, self._import))
        body = row(spacing=11)
        body.addWidget(Scrolled(frame), 57)
        body.addWidget(Scrolled(acts), 43)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(self.band)
        outer.addLayout(body, 1)
        return frame

    def _connect(self) -> None:
        self.roster.currentIndexChanged.connect(lambda _place: self._on_other_roster())
        self.state.currentIndexChanged.connect(lambda _place: self.refresh())
        self.search.value_edited.connect(self._find)
        self.search.entered.connect(self._on_found)
        self.search.escaped.connect(self._clear_search)
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self._on_marked())
        self.view.activated.connect(lambda _index: self.consent.line.setFocus(Qt.FocusReason.OtherFocusReason))
        self.check_in_button.clicked.connect(self.check_in)
        self.consent.line.entered.connect(self._on_consent_entered)
        self.signed_button.clicked.connect(self.record_signed)
        self._import.clicked.connect(self.import_asked)
        self._tray.clicked.connect(lambda: self._ask(self.tray_asked))
        self._ceremony.clicked.connect(lambda: self._ask(self.ceremony_asked))
        self._export.clicked.connect(self._on_export)
        self._walk_in.clicked.connect(self._on_walk_in)

    def show_look(self) -> None:
        """Let band and rows grow with the letters."""
        self.band.show_look()
        self.view.show_look()
        self.view.setMinimumHeight(_LEAST_ROWS * self.view.verticalHeader().defaultSectionSize())
        self._stand()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand close where there is little room."""
        super().resizeEvent(event)
        self._stand()

    def changeEvent(self, event: QEvent) -> None:
        """Give the room of the last answer to the question to a second person while the page waits for it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.band.setVisible(self.isEnabled())

    def _stand(self) -> None:
        is_close = self.height() * 100 < _ROOMY * self._session.theme.scale
        if is_close != self._is_close:
            self._is_close = is_close
            self.band.show_close(is_close=is_close)
            self._bar.setVisible(not is_close)  # its words stay
            for one in (self._tray, self._ceremony, self._export, self._walk_in):
                one.show_close(is_close=is_close)

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
        self._members.clear()
        self._counts.setText("")
        self.sheet.set_value("")
        self._greet()
        self.refresh()

    def choose(self, roster: str) -> None:
        """Show one roster; whoever types on another page meanwhile keeps the keys."""
        self._greet()
        self.roster.choose(roster)
        if self.isVisible():
            self.search.setFocus()

    def refresh(self) -> None:
        """Read the people who fit what was typed; who was marked stays marked."""
        kept = {one.id for one in self.marked()}
        self._read()
        marks, flags = self.view.selectionModel(), SelectionFlag.Select | SelectionFlag.Rows
        for place in [i for i, one in enumerate(self.model.rows) if one.id in kept]:
            marks.setCurrentIndex(self.model.index(place, 0), flags)
        if not self.marked():
            self._mark_first()
        self._show_words()

    def _find(self) -> None:
        """Read the people who fit what is being typed and mark the first who is still to come."""
        self._read()
        self._mark_first()
        self._show_words()

    def _read(self) -> None:
        roster, read = self.roster.value(), self._session.application.read
        words = self.search.value()
        self.model.set_rows(read.roster_rows(roster, words, self.state.value(), _SHOWN) if roster else ())
        if roster is not None:
            self._show_progress()

    def _mark_first(self) -> None:
        waiting = next((i for i, one in enumerate(self.model.rows) if one.state in _EXPECTED), None)
        if self.search.value() and waiting is not None:
            self.view.selectRow(waiting)

    def marked(self) -> list[RosterPerson]:
        """Return the marked people who still wait, known members too: their refusal names the way that fits."""
        rows = [self.model.rows[i.row()] for i in self.view.selectionModel().selectedRows()]
        return [one for one in rows if one.state in _EXPECTED]

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
        rosters.check_in(
            self._session,
            people[0].id,
            self.consent.act,
            is_transfer=self._is_member(people[0]),
            done=self._on_checked_in,
            refused=lambda refusal: self._on_refused(refusal, people[0]),
        )

    def _is_member(self, one: RosterPerson) -> bool:
        return one.state is RosterRowState.KNOWN or one.id in self._members

    def _on_marked(self) -> None:
        """Begin the will and consent anew when somebody else stands here: one person's act is nobody else's."""
        people = self.marked()
        if len(people) == 1:
            before, self._stands = self._stands, people[0].id
            if before and before != people[0].id:
                self.consent.show_act(None)
        self._show_words()

    def take_scan(self, scan: Scan) -> None:
        """Take a sheet number for the person marked or the signed list, or find who a document names."""
        if scan.kind is ScanKind.DOCUMENT:
            self.search.set_value(scan.text)
            self._find()
            self.consent.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif len(self.marked()) == 1:
            if self.consent.sign_with(scan.text):
                self.check_in_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sheet.set_value(bare_sheet(scan.text))
            self.sheet.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_found(self) -> None:
        """Enter after digits or initials: on to the will of the person marked; several or nobody, it says so."""
        fitting = sum(one.state in _EXPECTED for one in self.model.rows)
        if self.search.value() and fitting > 1:
            self._say("warning", _("有 {n} 人符合").format(n=fitting), _("看姓名和尾号,按 ↑↓ 选对人,再按回车"))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.marked():
            self.consent.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._say_nobody()

    def _say_nobody(self) -> None:
        done = next((one for one in self.model.rows if one.rec), None)
        if done is not None:
            words = _("{name} {state},不用再办").format(name=done.name, state=_(_STATE_WORDS[done.state]))
            self._say("warning", _("已经办过"), words)
        else:
            self._say("warning", _("名册上没有"), _("核对证件后四位;不在名册上的按 F4 去登记,单位等信息自动带过去"))

    def record_signed(self) -> None:
        """Record the marked rows as signed on the sheet."""
        people, sheet = self.marked(), bare_sheet(self.sheet.value())
        problem = check_sheet(sheet) if sheet else None
        if not sheet or problem:
            self.sheet.say(message(problem.code).title if problem else _("请填表号"), "error")
            self.sheet.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.sheet.say("")
        if not people:
            self._say("warning", _("先选已签字的人"), _("在列表里选中,Ctrl+A 全选"))
            return
        rows = [one.id for one in people]
        rosters.record_signed_list(
            self._session, self.roster.value(), sheet, rows, done=self._on_signed, refused=self._on_refused
        )

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
        self._stands = ""
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

    def _on_refused(self, refusal: Refusal, person: RosterPerson | None = None) -> None:
        """Say why not; somebody who is a member already may transfer with the next F10."""
        said = message(refusal.code, refusal.details)
        if person is not None and refusal.code == "already_enrolled":
            self._members.add(person.id)
            self._session.sounds.play("warning")
            self._say("warning", said.title, _("{reason}再按 F10 按转会办理。").format(reason=said.reason))
            self._show_words()
            return
        self._session.sounds.play("error")
        problems = "、".join(message(one.code, one.details).title for one in refusal.problems)
        self._say("error", problems or said.title, f"{said.reason}{said.remedy}")

    def _ask(self, page: SignalInstance) -> None:
        view = self._views.get(self.roster.value())
        if view is not None:
            page.emit(view)

    def _on_export(self) -> None:
        words = _(_STATE_WORDS[self.state.value()]) if self.state.value() else _("名册")
        path, _kind = QFileDialog.getSaveFileName(self, _("导出名册"), f"{words}.xlsx", "Excel (*.xlsx)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write the rows of the state that is shown, in the template's layout."""
        rosters.export(self._session, self.roster.value(), self.state.value(), path)

    def _on_walk_in(self) -> None:
        if self.roster.value():
            rosters.walk_in(self._session, self.roster.value())

    def go_to_search(self) -> None:
        """Put the cursor into the search, what stands there marked."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_progress(self) -> None:
        view = self._views.get(self.roster.value())
        if view is None:
            return
        came, wanted = view.checked_in + view.signed, view.total - view.to_fix - view.purged
        self._bar.setRange(0, max(1, wanted))
        self._bar.setValue(came)
        words = _("应到 {wanted:,} · 到场 {checked:,} · 签表 {signed:,} · 未到 {waiting:,} · 已是会员 {known:,}")
        self._counts.setText(
            words.format(
                wanted=wanted, waiting=view.waiting, checked=view.checked_in, signed=view.signed, known=view.known
            )
        )
        if len(self.model.rows) == _SHOWN:
            self._counts.setText(_("{words} · 只列前 {n} 行").format(words=self._counts.text(), n=_SHOWN))
        self._tray.setVisible(bool(view.to_fix))
        self._tray.say(_("待修正 {n}").format(n=view.to_fix))
        event = self._session.current_event
        is_called = event is not None and event.channel is JoinChannel.CEREMONY
        self._ceremony.setVisible(is_called or any(one.seat for one in self.model.rows))

    def _clear_search(self) -> None:
        self.search.set_value("")
        self.view.clearSelection()
        self.refresh()
        self.search.setFocus()

    def _show_words(self) -> None:
        people = self.marked()
        self.check_in_button.setEnabled(len(people) == 1)
        name = people[0].name if len(people) == 1 else ""
        self._who.setText(
            _("{name} {tail} 本人签字").format(name=name, tail=hidden_tail(people[0].tail)) if name else _("一个人到场")
        )
        doing = _("受理转会") if len(people) == 1 and self._is_member(people[0]) else _("到场登记")
        self.check_in_button.say(f"{name} {doing}" if name else doing)
        self.signed_button.say(_("登记签名表 · 已选 {n} 人").format(n=len(people)) if people else _("登记签名表"))

    def _greet(self) -> None:
        self._say("", _("到场核对"), _("输入证件后四位或姓名首字母,本人签字,F10 登记"))

    def _say(self, tone: str, title: str, line: str) -> None:
        self.band.show_answer(Answer(tone=tone, title=title, line=line))


def _columns(state_words: Callable[[RosterPerson], str]) -> tuple[Column[RosterPerson], ...]:
    return (
        Column(title=_("行"), text=lambda one: str(one.row), width=48),
        Column(title=_("姓名"), text=lambda one: one.name or _("空")),
        Column(title=_("尾号"), text=lambda one: hidden_tail(one.tail), width=84),
        Column(title=_("群体"), text=lambda one: label_of("groups", one.group), width=96),
        Column(title=_("状态"), text=state_words, tone=lambda one: _STATE_TONES[one.state], width=140),
    )
