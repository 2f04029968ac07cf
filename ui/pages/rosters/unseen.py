"""What nobody sees when the company's file is opened: hidden and filtered rows, sheets beside the one that was read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.rosters import RosterTable
from fieldapp.messages import translate as _
from ui.forms.comboboxes import Choice, labelled
from ui.forms.parts import column, label
from ui.operations.roster_imports import RosterFile


class UnseenQuestion(QWidget):
    """Asks only what the file gives reason to ask. ``sheet_asked`` brings the name of another sheet to read."""

    sheet_asked = Signal(str)

    def __init__(self) -> None:
        """Ask nothing yet."""
        super().__init__()
        self._table = RosterTable(sheet="", rows=())
        self._said = label("", "small", "warning", name="roster_hidden", wraps=True)
        self.rows = Choice("roster_hidden_rows", [(False, _("一起核对")), (True, _("不要这些行"))])
        self._rows = labelled(_("隐藏或筛选掉的行"), self.rows)
        self._told = label("", "small", "warning", name="roster_sheets", wraps=True)
        self.sheets = Choice("roster_sheet")
        self._sheets = labelled(_("读哪一张工作表"), self.sheets)
        self.setLayout(column(self._said, self._rows, self._told, self._sheets, spacing=4))
        self.sheets.activated.connect(lambda _place: self._on_sheet())

    @property
    def leaves_hidden(self) -> bool:
        """Whether the rows nobody sees stay out."""
        return bool(self.rows.value()) and self._said.text() != ""

    @property
    def sheet(self) -> str:
        """Return the sheet that was chosen among several, empty where there was no choice."""
        return self._table.sheet if self._table.alike else ""

    def show_file(self, file: RosterFile) -> None:
        """Ask about a file just read; what is hidden comes along until somebody says otherwise."""
        self._table = table = file.table
        people, several = file.hidden_people, bool(table.alike)
        words = _("含 {n} 个隐藏或筛选掉的行,打开文件时看不见")
        self._said.setText(words.format(n=people) if people else "")
        self.rows.choose(False)
        self.sheets.offer((name, self._title(name)) for name in (table.sheet, *table.alike))
        self.sheets.choose(table.sheet)
        told = _("还有 {n} 张工作表里也有人;一次读一张,读完再选另一张")
        self._told.setText(told.format(n=len(table.alike)) if several else "")
        for part in (self._said, self._rows):
            part.setVisible(bool(people))
        for part in (self._told, self._sheets):
            part.setVisible(several)
        self.setVisible(bool(people) or several)

    def _title(self, name: str) -> str:
        return _("{name}(隐藏)").format(name=name) if name in self._table.hidden_sheets else name

    def _on_sheet(self) -> None:
        if self.sheets.value() != self._table.sheet:
            self.sheet_asked.emit(self.sheets.value())
