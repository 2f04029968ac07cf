"""Step 2: which column is what, with sample values; what the file never says is asked once."""

from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.domain.rosters import ColumnMap, RosterTable
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.choices import ChoiceLine
from ui.forms.comboboxes import Choice
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, fill, label, panel, row
from ui.operations.rosters import Defaults
from ui.pages.enroll.options import code_options, county_options
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
}
_SAMPLES = 5
_NONE = -1


class MappingStep(QWidget):
    """The guess, to be corrected."""

    agreed = Signal()
    backed = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for a table."""
        super().__init__()
        self._session = session
        self.table = RosterTable(sheet="", rows=())
        self._columns = {code: Choice(f"column_{code}") for code in _FIELDS}
        self._samples = {code: ElidedLabel("soft", f"sample_{code}") for code in _FIELDS}
        self._company = Field(_("单位名称"), Line("roster_company", input_method=True))
        self._group = Field(_("没写群体的行,按"), ChoiceLine("roster_group"))
        self._employment = Field(_("用工形式(全部)"), ChoiceLine("roster_employment"))
        self._region = Field(_("从业区域(全部)"), ChoiceLine("roster_region"))
        self._onward = KeyButton("mapping_next", _("开始核对"), "F10", "Ctrl+Return", role="primary")
        back = button("mapping_back", _("上一步"))
        self._lay_out(back)
        self._onward.clicked.connect(self._on_onward)
        self._company.line.entered.connect(self._onward.setFocus)
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
        asked, lines = panel(margin=18, spacing=6)
        fill(
            lines,
            label(_("整份名册问一次"), "heading"),
            self._company,
            self._group,
            self._employment,
            self._region,
            None,
        )
        body = row(spacing=11)
        body.addWidget(mapped, 62)
        body.addWidget(asked, 38)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(body, 1)
        outer.addLayout(
            row(label(_("猜错的列可以改;没有的列选“没有这一列”"), "soft"), None, back, self._onward, spacing=10)
        )

    def show_table(self, table: RosterTable, company: str) -> None:
        """Show the guess for a table just read."""
        self.table = table
        width = max((len(line.cells) for line in table.rows), default=0)
        heads = self._heads(width)
        for code, choice in self._columns.items():
            choice.blockSignals(True)
            choice.offer([(_NONE, _("没有这一列")), *enumerate(heads)])
            guess = table.columns.column(code)
            choice.choose(_NONE if guess is None else guess)
            choice.blockSignals(False)
        self._company.set_value(company)
        self._company.say("")
        event = self._session.current_event
        for field, options in ((self._group, code_options("groups")), (self._employment, code_options("employment"))):
            _choice_line(field).set_options(options)
        _choice_line(self._region).set_options(county_options(event.region if event else "15"))
        self._group.set_value(table.columns.title_group or "")
        self._employment.set_value(self._employment.value() or "platform")
        self._region.set_value(event.region if event else "")
        self._show_samples()

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

    def mapping(self) -> ColumnMap:
        """Return the columns as they are chosen now."""
        chosen = {code: choice.value() for code, choice in self._columns.items() if choice.value() not in (None, _NONE)}
        guess = self.table.columns
        return ColumnMap(columns=MappingProxyType(chosen), header_row=guess.header_row, title_group=guess.title_group)

    def defaults(self) -> Defaults:
        """Return what holds for the whole file."""
        return Defaults(group=self._group.value(), employment=self._employment.value(), region=self._region.value())

    def company(self) -> str:
        """Return whose roster this is."""
        return self._company.value()

    def _heads(self, width: int) -> list[str]:
        head = next((line for line in self.table.rows if line.number == self.table.header_row), None)
        names = [head.cell(i).text.strip() if head else "" for i in range(width)]
        return [name or _("第 {n} 列").format(n=place + 1) for place, name in enumerate(names)]

    def _show_samples(self) -> None:
        below = [line for line in self.table.rows if line.number > self.table.header_row]
        for code, choice in self._columns.items():
            column = choice.value()
            values = [line.cell(column).text.strip() for line in below] if column not in (None, _NONE) else []
            shown = [_veiled(code, value) for value in values if value][:_SAMPLES]
            self._samples[code].setText(" · ".join(shown))
        self._onward.setEnabled(self.mapping().is_usable)


def _veiled(code: str, value: str) -> str:
    """Show of a number only what tells the columns apart."""
    return f"{value[:4]}…{value[-2:]}" if code in ("document_no", "phone") and len(value) > 7 else value


def _choice_line(field: Field) -> ChoiceLine:
    if not isinstance(field.line, ChoiceLine):
        raise TypeError(field.code)
    return field.line
