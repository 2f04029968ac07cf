"""表格和海报: papers that are printed for an event."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill
from ui.models.values import Column, ValuesModel, table
from ui.operations.settings import change_setting
from ui.operations.sheets import PAPERS, Paper
from ui.session import Session

_COUNTS = (10, 20, 50, 100, 200)


class PapersPanel(QWidget):
    """The list, how many, and the address that codes lead to. ``moved``: another paper."""

    moved = Signal()

    def __init__(self, session: Session) -> None:
        """Build everything; what a paper does not ask for is hidden."""
        super().__init__()
        self._session = session
        self.papers: ValuesModel[Paper] = ValuesModel(
            (
                Column(title=_("名称"), text=lambda one: _(one.title), width=180),
                Column(title=_("用途"), text=lambda one: _(one.hint)),
            )
        )
        self.papers.set_rows(PAPERS)
        self.view = table("papers", self.papers, session.theme)
        self.count = Choice("paper_count", ((n, _("{n} 张").format(n=n)) for n in _COUNTS))
        self._count = labelled(_("印多少张"), self.count)
        self.code = Field(_("一会一码网址(印在海报、卡片和卡背)"), Line("union_code"), compact=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.view, 1)
        fill(outer, self._count, self.code)
        self.view.selectRow(0)
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self.moved.emit())
        self.code.line.left.connect(self._keep_code)
        self.code.line.entered.connect(self._keep_code)

    @property
    def chosen(self) -> Paper:
        """Return the marked paper."""
        return self.papers.rows[max(0, self.view.currentIndex().row())]

    def show_paper(self) -> None:
        """Show what the marked paper asks for."""
        paper = self.chosen.code
        self._count.setVisible(self.chosen.is_counted)
        self.code.setVisible(paper in ("poster_a4", "poster_a3", "service"))
        if not self.code.line.hasFocus():
            self.code.set_value(str(self._session.application.read.settings().get("union_code") or ""))

    def _keep_code(self) -> None:
        kept = str(self._session.application.read.settings().get("union_code") or "")
        if self.code.value() != kept:
            change_setting(self._session, "union_code", self.code.value(), lambda _result: self.moved.emit())
