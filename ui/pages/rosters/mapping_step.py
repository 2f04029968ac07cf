"""Step 2: which column is what, with sample values; what the file never says is asked once."""

from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.roster_habits import Answers, RosterHabit, headings_of, remembered
from fieldapp.domain.rosters import ColumnMap
from fieldapp.errors import BugError
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.choices import ChoiceLine
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, Scrolled, fill, label, panel, row
from ui.operations.roster_imports import RosterFile, habits
from ui.pages.rosters.choosing import options_for
from ui.pages.rosters.unseen import UnseenQuestion
from ui.session import Session

_FIELDS = {
    "name": "姓名",
    "document_no": "证件号码",
    "phone": "手机号码",
    "group": "群体",
    "employment": "用工形式",
    "region": "从业区域",
    "employer": "单位 / 平台",
    "migrant": "农民工",
    "seat": "座次",
}
_SAMPLES = 5
_LOOKED_AT = 500
"""Rows in which samples are looked for."""
_NONE = -1


class MappingStep(QWidget):
    """The guess, to be corrected."""

    agreed = Signal()
    backed = Signal()
    sheet_asked = Signal(str)

    def __init__(self, session: Session) -> None:
        """Wait for a table."""
        super().__init__()
        self._session = session
        self._file: RosterFile | None = None
        self._answers, self._recalled_for = Answers(), ""
        self._columns = {code: Choice(f"column_{code}") for code in _FIELDS}
        self._samples = {code: ElidedLabel("soft", f"sample_{code}") for code in _FIELDS}
        self._company = Field(_("单位名称"), Line("roster_company", input_method=True), compact=True)
        self._group = Field(_("没写群体的行,按"), ChoiceLine("roster_group"), compact=True)
        self._employment = Field(_("用工形式(全部)"), ChoiceLine("roster_employment"), compact=True)
        self._region = Field(_("从业区域(全部)"), ChoiceLine("roster_region"), compact=True)
        self._migrant = Choice(
            "roster_migrant", [(None, _("未问,到场再问")), (True, _("是,全部")), (False, _("否,全部"))]
        )
        self._recalled = label("", "small", "action", name="roster_recalled", wraps=True)
        self._unseen = UnseenQuestion()
        self._unseen.sheet_asked.connect(self.sheet_asked)
        self._onward = KeyButton("mapping_next", _("开始核对"), "F10", "Ctrl+Return", role="primary")
        back = button("mapping_back", _("上一步"))
        self._lay_out(back)
        self._onward.clicked.connect(self._on_onward)
        self._company.line.entered.connect(self._onward.setFocus)
        self._company.left.connect(lambda _code: self._recall(self._company.value()))
        back.clicked.connect(self.backed)
        for choice in self._columns.values():
            choice.currentIndexChanged.connect(lambda _place: self._show_samples())

    def _lay_out(self, back: QWidget) -> None:
        mapped, inside = panel(margin=18, spacing=8)
        inside.addWidget(label(_("哪一列是什么"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for place, (code, words) in enumerate(_FIELDS.items()):
            grid.addWidget(label(_(words)), place, 0)
            grid.addWidget(self._columns[code], place, 1)
            grid.addWidget(self._samples[code], place, 2)
            self._columns[code].setAccessibleName(_(words))
        grid.setColumnMinimumWidth(1, 220)
        grid.setColumnStretch(2, 1)
        held = QWidget()
        held.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(held)
        inside.addWidget(area, 1)
        asked, lines = panel(margin=14, spacing=4)
        whole = row(spacing=10)
        whole.addWidget(self._region, 4)  # short answers: beside one another everything stays in sight
        whole.addWidget(labelled(_("农民工(没写的行)"), self._migrant), 5)
        fill(
            lines,
            label(_("整份名册问一次"), "heading"),
            self._company,
            self._recalled,
            self._unseen,
            self._group,
            self._employment,
            whole,
            None,
        )
        body = row(spacing=11)
        body.addWidget(mapped, 62)
        body.addWidget(Scrolled(asked), 38)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(body, 1)
        outer.addLayout(
            row(label(_("猜错的列可以改;没有的列选“没有这一列”"), "soft"), None, back, self._onward, spacing=10)
        )

    def show_file(self, file: RosterFile, company: str) -> None:
        """Show the guess for a file just read, or what is remembered of its company."""
        self._file = file
        width = max((len(line.cells) for line in file.table.rows), default=0)
        heads = self._heads(width)
        for choice in self._columns.values():
            choice.blockSignals(True)
            choice.offer([(_NONE, _("没有这一列")), *enumerate(heads)])
            choice.blockSignals(False)
        for code, field in (("group", self._group), ("employment", self._employment), ("region", self._region)):
            _choice_line(field).set_options(options_for(self._session, code))
        event = self._session.current_event
        self._show_columns(file.table.columns)
        self._unseen.show_file(file)
        self.show_answers(
            Answers(
                group=file.table.columns.title_group or "",
                employment=self._employment.value() or "platform",
                region=event.region if event else "",
            )
        )
        self._company.set_value(company)
        self._company.say("")
        self._recalled_for = ""
        self._say_recalled("")
        self._recall(company)

    def _show_columns(self, columns: ColumnMap) -> None:
        for code, choice in self._columns.items():
            guess = columns.column(code)
            choice.blockSignals(True)
            choice.choose(_NONE if guess is None else guess)
            choice.blockSignals(False)
        self._show_samples()

    def show_answers(self, answers: Answers) -> None:
        """Show what holds for the whole file."""
        self._answers = answers
        self._group.set_value(answers.group)
        self._employment.set_value(answers.employment)
        self._region.set_value(answers.region)
        self._migrant.choose(answers.migrant)

    def _recall(self, company: str) -> None:
        """Take up what is remembered of a company, once per file and company."""
        if self._file is None or company.strip() == self._recalled_for:
            return
        self._recalled_for = company.strip()
        habit = remembered(habits(self._session), company.strip())
        if habit is None:
            self._say_recalled("")
            return
        self._take_up(habit)

    def _say_recalled(self, words: str) -> None:
        self._recalled.setText(words)
        self._recalled.setVisible(bool(words))

    def _take_up(self, habit: RosterHabit) -> None:
        if self._file is None:
            return
        self._show_columns(habit.columns_in(headings_of(self._file.table), self._file.table.columns))
        self.show_answers(habit.answers)
        self._say_recalled(_("已按 {company} 上次的对应和回答填好,请看一眼").format(company=habit.company))

    def take_focus(self) -> None:
        """Let Enter go onward, or ask first what is missing."""
        wanted = self._onward if self._company.value() else self._company.line
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_onward(self) -> None:
        if not self._company.value().strip():
            self._company.say(_("请填单位名称"), "error")
            self._company.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._company.say("")
        self.agreed.emit()

    def file(self) -> RosterFile:
        """Return the file with everything that is agreed about it."""
        if self._file is None:
            raise BugError("no roster was read")
        return replace(
            self._file, company=self._company.value().strip(), columns=self._mapping(), answers=self._stated()
        )

    def _mapping(self) -> ColumnMap:
        guess = self._file.table.columns if self._file else ColumnMap()
        chosen = {code: choice.value() for code, choice in self._columns.items() if choice.value() not in (None, _NONE)}
        return replace(guess, columns=MappingProxyType({**_unseen(guess), **chosen}))

    def _stated(self) -> Answers:
        return replace(
            self._answers,
            group=self._group.value(),
            employment=self._employment.value(),
            region=self._region.value(),
            migrant=self._migrant.value(),
            sheet=self._unseen.sheet,
            leaves_hidden=self._unseen.leaves_hidden,
        )

    def company(self) -> str:
        """Return whose roster this is."""
        return self._company.value()

    def _heads(self, width: int) -> list[str]:
        headings = headings_of(self._file.table) if self._file else ()
        names = [headings[place] if place < len(headings) else "" for place in range(width)]
        return [name or _("第 {n} 列").format(n=place + 1) for place, name in enumerate(names)]

    def _show_samples(self) -> None:
        table = self._file.table if self._file else None
        below = [line for line in table.rows if line.number > table.header_row][:_LOOKED_AT] if table else []
        for code, choice in self._columns.items():
            column = choice.value()
            values = [line.cell(column).text.strip() for line in below] if column not in (None, _NONE) else []
            shown = [_veiled(code, value) for value in values if value][:_SAMPLES]
            self._samples[code].setText(" · ".join(shown))
        self._onward.setEnabled(self._mapping().is_usable)


def _unseen(guess: ColumnMap) -> dict[str, int]:
    """Return the columns that nobody chooses here but that help to tell people from totals."""
    return {name: place for name, place in guess.columns.items() if name not in _FIELDS}


def _veiled(code: str, value: str) -> str:
    """Show of a number only what tells the columns apart."""
    return f"{value[:4]}…{value[-2:]}" if code in ("document_no", "phone") and len(value) > 7 else value


def _choice_line(field: Field) -> ChoiceLine:
    if not isinstance(field.line, ChoiceLine):
        raise TypeError(field.code)
    return field.line
