"""表格和海报: papers that are printed for an event, with the measures of a printer beside its test page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import sheets
from ui.operations.calibrations import inset_of, measured, setting_name
from ui.operations.settings import change_setting
from ui.operations.sheets import PAPERS, Paper
from ui.session import Session

_COUNTS = (10, 20, 50, 100, 200)
_MEASURES = (("left", "左边到十字"), ("top", "上边到十字"), ("across", "横向十字间"), ("down", "纵向十字间"))


class PapersPanel(QWidget):
    """The list, how many, the address that codes lead to, and the ruler's four measures. ``moved``: another paper."""

    moved = Signal()

    def __init__(self, session: Session) -> None:
        """Build everything; the measures stand there only with the test page."""
        super().__init__()
        self._session = session
        self.papers: ValuesModel[Paper] = ValuesModel(
            (
                Column(title=_("名称"), text=lambda one: _(one.title), width=190),
                Column(title=_("用途"), text=lambda one: _(one.hint)),
            )
        )
        self.papers.set_rows(PAPERS)
        self.view = table("papers", self.papers, session.theme)
        self.count = Choice("paper_count", ((n, _("{n} 张").format(n=n)) for n in _COUNTS))
        self._count = labelled(_("印多少张"), self.count)
        self.code = Field(_("一会一码网址(印在海报、卡片和卡背)"), Line("union_code"), compact=True)
        self.measures = {name: Field(_(words), Line(f"measure_{name}"), compact=True) for name, words in _MEASURES}
        self.keep = KeyButton("calibration_keep", _("按量得的校准"), "Alt+C")
        self._ruler = QWidget()
        ruler = QVBoxLayout(self._ruler)
        ruler.setContentsMargins(0, 0, 0, 0)
        fill(ruler, label(_("用直尺量打出来的校准页(毫米)"), "soft"), row(*self.measures.values(), spacing=8))
        fill(ruler, row(None, self.keep))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.view, 1)
        fill(outer, self._ruler, self._count, self.code)
        self.view.selectRow(0)
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self.moved.emit())
        self.code.line.left.connect(self._keep_code)
        self.code.line.entered.connect(self._keep_code)
        self.keep.clicked.connect(self._on_keep)

    @property
    def chosen(self) -> Paper:
        """Return the marked paper."""
        return self.papers.rows[max(0, self.view.currentIndex().row())]

    def show_paper(self) -> None:
        """Show what the marked paper asks for."""
        paper = self.chosen.code
        self._count.setVisible(self.chosen.is_counted)
        self._ruler.setVisible(paper == "calibration")
        self.code.setVisible(paper in ("poster_a4", "poster_a3", "service"))
        if not self.code.line.hasFocus():
            self.code.set_value(str(self._session.application.read.settings().get("union_code") or ""))

    def _keep_code(self) -> None:
        kept = str(self._session.application.read.settings().get("union_code") or "")
        if self.code.value() != kept:
            change_setting(self._session, "union_code", self.code.value(), lambda _result: self.moved.emit())

    def _on_keep(self) -> None:
        prints = self._session.prints
        sheet = prints.sheet_of("card")
        size = sheets.page_size(sheet)
        try:
            seen = tuple(float(self.measures[name].value()) for name, _words in _MEASURES)
            found = measured(inset_of(size), size, (seen[0], seen[1], seen[2], seen[3]))
        except ValueError:
            self._session.say(message("measures_unreadable"), "error")
            return
        values = {"dx": found.dx, "dy": found.dy, "sx": found.sx, "sy": found.sy}
        name = setting_name(prints.printer, sheet)
        change_setting(self._session, name, values, lambda _result: self._session.say(message("calibrated"), "success"))
