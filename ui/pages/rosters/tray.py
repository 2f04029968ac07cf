"""待修正: what is wrong with a roster's rows, alike faults together; one cure for many rows, or one row in place."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTableView, QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_faults import Fault, faults_of
from fieldapp.domain.rosters import field_of
from fieldapp.domain.views import FaultyRow, RosterView
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.roster_mending import MendResult
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.choices import ChoiceLine
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Scrolled, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import rosters
from ui.pages.rosters.choosing import options_for
from ui.session import Session
from ui.theme import set_tone
from ui.wording import hidden_tail

_CHOICES = {"group": "群体", "employment": "用工形式", "region": "从业区域"}
_TYPED = {"name": "姓名", "document_no": "证件号码", "phone": "手机号码"}


class Tray(QWidget):
    """The rows to be fixed of one roster. ``left`` when the list is wanted again."""

    left = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for a roster."""
        super().__init__()
        self._session = session
        self._roster = ""
        self._all: Sequence[FaultyRow] = ()
        self._title = label(_("待修正"), "title")
        self._about = label("", "soft", name="tray_about")
        self._said = label("", "soft", name="tray_said", wraps=True)
        self.faults: ValuesModel[Fault] = ValuesModel(_fault_columns())
        self.fault_view = table("tray_faults", self.faults, session.theme)
        self.rows: ValuesModel[FaultyRow] = ValuesModel(_row_columns())
        self.row_view = table("tray_rows", self.rows, session.theme)
        self.row_view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self._scope = label("", "heading", name="tray_scope", wraps=True)
        self._hint = label("", "soft", name="tray_hint", wraps=True)
        self._choice = Field("", ChoiceLine("fix_choice"))
        self._fields = {
            code: Field(_(words), Line(f"fix_{code}", input_method=code == "name")) for code, words in _TYPED.items()
        }
        self._group = Field(_("群体"), ChoiceLine("fix_group"))
        self._editors = QStackedWidget()
        self.mend_button = KeyButton("tray_mend", "", "F10", "Ctrl+Return", role="primary")
        self._drop = KeyButton("tray_drop", "", "Ctrl+Del")
        self._back = KeyButton("tray_back", _("回到名册"), "Alt+Left")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        kinds, first = panel(margin=14, spacing=8)
        fill(first, label(_("同类错误"), "heading"))
        first.addWidget(self.fault_view, 1)
        people, second = panel(margin=14, spacing=8)
        fill(second, label(_("这些行(可多选)"), "heading"))
        second.addWidget(self.row_view, 1)
        mending, third = panel(margin=14, spacing=8)
        single = QWidget()
        fill(inner := QVBoxLayout(single), *self._fields.values(), self._group, None)
        inner.setContentsMargins(0, 0, 0, 0)
        many = QWidget()
        fill(inside := QVBoxLayout(many), self._choice, None)
        inside.setContentsMargins(0, 0, 0, 0)
        self._editors.addWidget(single)
        self._editors.addWidget(many)
        fill(third, self._scope, self._hint)
        third.addWidget(Scrolled(self._editors), 1)
        fill(third, self._said, self.mend_button, self._drop)
        body = row(spacing=11)
        for frame, share in ((kinds, 31), (people, 35), (mending, 34)):
            body.addWidget(frame, share)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(self._title, 8, self._about, None, self._back))
        outer.addLayout(body, 1)

    def _connect(self) -> None:
        self.fault_view.selectionModel().selectionChanged.connect(lambda *_args: self._on_fault())
        self.row_view.selectionModel().selectionChanged.connect(lambda *_args: self._show_editor())
        self.mend_button.clicked.connect(self._on_mend)
        self._drop.clicked.connect(self._on_drop)
        self._back.clicked.connect(self.left)
        self._choice.line.entered.connect(self._on_mend)
        lines = [*(field.line for field in self._fields.values()), self._group.line]
        for line, after in pairwise(lines):
            line.entered.connect(after.setFocus)
        lines[-1].entered.connect(self._on_mend)
        on_keys(self, lambda: self.row_view.setFocus(Qt.FocusReason.ShortcutFocusReason), "Alt+R")

    def show_roster(self, view: RosterView) -> None:
        """Show the rows of a roster that wait to be fixed."""
        self._roster = view.id
        self._about.setText(view.company)
        self._say("")
        self.refresh()
        self.take_focus()

    def refresh(self) -> None:
        """Read the rows again; stay with the same fault while it is there."""
        if not self._roster:
            return
        before = self._fault
        self._all = self._session.application.read.roster_faults(self._roster)
        found = faults_of((one.codes, one.words()) for one in self._all)
        self.faults.set_rows(found)
        same = next(
            (n for n, one in enumerate(found) if before and (one.code, one.word) == (before.code, before.word)), 0
        )
        if found:
            self.fault_view.selectRow(same)
        else:
            self._on_fault()

    def take_focus(self) -> None:
        """Put the cursor where the cure is written."""
        fault = self._fault
        wanted = self._choice.line if fault and fault.is_chosen else self._fields[self._faulty_field].line
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _fault(self) -> Fault | None:
        chosen = self.fault_view.selectionModel().selectedRows()
        return self.faults.rows[chosen[0].row()] if chosen and chosen[0].row() < len(self.faults.rows) else None

    @property
    def _faulty_field(self) -> str:
        fault = self._fault
        return fault.field if fault and fault.field in self._fields else "name"

    def _marked(self) -> list[FaultyRow]:
        return [self.rows.rows[one.row()] for one in self.row_view.selectionModel().selectedRows()]

    def _scoped(self) -> list[FaultyRow]:
        """Return the rows that the cure is for: the marked ones, else all with a shared cure, else the first."""
        marked, fault = self._marked(), self._fault
        if marked or fault is None:
            return marked
        return list(self.rows.rows) if fault.is_chosen else list(self.rows.rows[:1])

    def _on_fault(self) -> None:
        fault = self._fault
        self.rows.set_rows([one for one in self._all if fault is not None and fault.has(one.codes, one.words())])
        if fault is not None and not fault.is_chosen and self.rows.rows:
            self.row_view.selectRow(0)
        self._show_editor()

    def _show_editor(self) -> None:
        fault, scoped = self._fault, self._scoped()
        for one in (self.mend_button, self._drop, self._editors):
            one.setVisible(bool(scoped))
        if fault is None or not scoped:
            self._scope.setText(_("都改好了"))
            self._hint.setText(_("没有要改的行。改好的人已经在名册里等本人到场。"))
            return
        said = message(fault.code)
        self._hint.setText(f"{said.title}:{said.remedy}")
        self._drop.say(_("去掉 {n} 行,不办").format(n=len(scoped)))
        self._editors.setCurrentIndex(1 if fault.is_chosen else 0)
        if fault.is_chosen:
            self._show_choice(fault, len(scoped))
        else:
            self._show_row(scoped[0])

    def _show_choice(self, fault: Fault, count: int) -> None:
        field = _(_CHOICES[fault.field])
        words = _("“{word}” → 选{field}").format(word=fault.word, field=field) if fault.word else _("选") + field
        self._scope.setText(_("一次改 {n} 行").format(n=count))
        self._choice.set_words(words)
        line = self._choice.line
        if isinstance(line, ChoiceLine):
            line.set_options(options_for(self._session, fault.field))
        self._choice.say("")
        self.mend_button.say(_("改好 {n} 行").format(n=count))

    def _show_row(self, one: FaultyRow) -> None:
        self._scope.setText(_("第 {row} 行 {name}").format(row=one.row, name=one.name or _("姓名为空")))
        wrong = {field_of(code): message(code).title for code in one.codes}
        for code, field in self._fields.items():
            field.set_value(getattr(one, code))
            field.say(wrong.get(code, ""), "error" if code in wrong else "")
        if isinstance(self._group.line, ChoiceLine):
            self._group.line.set_options(options_for(self._session, "group"))
        self._group.set_value(one.group)
        self._group.say(wrong.get("group", ""), "error" if "group" in wrong else "")
        self.mend_button.say(_("改好这一行"))

    def _on_mend(self) -> None:
        fault, scoped = self._fault, self._scoped()
        if fault is None or not scoped:
            return
        self.mend_button.setFocus(Qt.FocusReason.OtherFocusReason)  # what is typed in a choice settles as it is left
        if fault.is_chosen:
            if not self._choice.value():
                self._choice.say(_("请选一个"), "error")
                self._choice.line.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            values = {fault.field: self._choice.value()}
        else:
            scoped = scoped[:1]
            values = {code: field.value() for code, field in self._fields.items()}
            values |= {"group": self._group.value()} if self._group.value() else {}
        ids = [one.id for one in scoped]
        rosters.mend(self._session, self._roster, ids, values, done=self._on_mended, refused=self._on_refused)

    def _on_drop(self) -> None:
        ids = [one.id for one in self._scoped()]
        rosters.drop(self._session, self._roster, ids, done=self._on_dropped, refused=self._on_refused)

    def _on_mended(self, result: MendResult) -> None:
        left = next(iter(result.left.values()), ())
        words = _("已改好 {n} 行").format(n=len(result.mended))
        if left:
            why = "、".join(message(code).title for code in left)
            words = _("还有 {n} 行不对:{why}").format(n=len(result.left), why=why)
        self._session.sounds.play("error" if left else "success")
        self._choice.set_value("")
        self._say(words, "error" if left else "success")
        self.take_focus()

    def _on_dropped(self, _result: MendResult) -> None:
        self._say(_("已去掉,不再出现在名册里"), "success")
        self.take_focus()

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self._say(f"{said.title}:{said.reason}{said.remedy}", "error")

    def _say(self, words: str, tone: str = "") -> None:
        self._said.setText(words)
        set_tone(self._said, tone)


def _fault_columns() -> tuple[Column[Fault], ...]:
    return (
        Column(title=_("错在哪里"), text=_fault_words),
        Column(title=_("行数"), text=lambda one: str(one.count), width=64, is_number=True),
    )


def _fault_words(fault: Fault) -> str:
    return f"“{fault.word}” · {message(fault.code).title}" if fault.word else message(fault.code).title


def _row_columns() -> tuple[Column[FaultyRow], ...]:
    return (
        Column(title=_("行"), text=lambda one: str(one.row), width=46),
        Column(title=_("姓名"), text=lambda one: f"{one.name or _('空')} {hidden_tail(one.document_no[-4:])}"),
        Column(
            title=_("还差"),
            text=lambda one: "、".join(message(code).title for code in one.codes),
            tone=lambda _one: "error",
        ),
    )
