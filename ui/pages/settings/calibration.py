"""The section 打印机校准: print a test page, measure it with a ruler, keep what a printer is off by side and tray."""

from itertools import pairwise

from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import column, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import measuring
from ui.operations.calibrations import BACK, FRONT, Bed, Measured, measurements
from ui.printing import Calibration
from ui.session import Session
from ui.wording import tray_words

_SHEETS = {"a4": "A4", "cr80": "制卡机单张", "a5": "A5", "a3": "A3"}
_SIDES = {FRONT: "正面", BACK: "背面"}
_MEASURES = (("left", "左边到十字"), ("top", "上边到十字"), ("across", "横向十字间"), ("down", "纵向十字间"))
_SEEN, _SCALES = 2, 5
"""Rows that always show, and the column that goes where the letters are large."""


class CalibrationPanel(QWidget):
    """At the left what is measured, at the right what is kept; everything is asked in the order it is done."""

    def __init__(self, session: Session) -> None:
        """Stand empty until ``refresh``."""
        super().__init__()
        self._session = session
        self.printer, self.tray = Choice("measured_printer"), Choice("measured_tray")
        self.sheet = Choice("measured_sheet", ((code, _(words)) for code, words in _SHEETS.items()))
        self.side = Choice("measured_side")
        self.measures = {name: Field(_(words), Line(f"measure_{name}"), compact=True) for name, words in _MEASURES}
        self.test = KeyButton("calibration_test", _("打印校准页"), shown="F8")
        self.keep = KeyButton("calibration_keep", _("按量得的校准"), "Alt+J", role="primary")
        self.model: ValuesModel[Measured] = ValuesModel(_columns())
        self.view = table("calibrations", self.model, session.theme)
        self.view.give_way(_SCALES, least=110)
        self.drop = KeyButton("calibration_drop", _("去掉这条"), "Alt+D")
        none = _("还没有打印机。装好打印机、通了电,再到这里来。")
        self._none = label(none, "small", name="calibration_none", wraps=True)
        self._lay_out()
        self._connect()
        self.show_look()

    def _lay_out(self) -> None:
        asked, inside = panel(margin=16, spacing=6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        choices = {"打印机": self.printer, "纸": self.sheet, "纸盒": self.tray, "量的是哪一面": self.side}
        for place, (words, choice) in enumerate(choices.items()):
            grid.addWidget(labelled(_(words), choice), 0, place)
        for place, field in enumerate(self.measures.values()):
            grid.addWidget(field, 1, place)
            grid.setColumnStretch(place, 1)
        how = _("打印校准页,用直尺量四个数(毫米),一面一面地填。正反两面、每个纸盒各偏各的。")
        fill(inside, label(how, "small", wraps=True), self._none, grid)
        # beside the title, so that the list below stays in sight; put there last, because Tab comes there last
        inside.insertLayout(0, row(label(_("打印机校准"), "title"), None, self.test, self.keep))
        self._kept, lines = panel(margin=16, spacing=6)
        fill(lines, row(label(_("已经校准的"), "title"), None, self.drop))
        lines.addWidget(self.view, 1)
        self.setLayout(column(asked, self._kept, None, spacing=8))

    def _connect(self) -> None:
        self.printer.currentIndexChanged.connect(lambda _place: self._offer_trays())
        self.sheet.currentIndexChanged.connect(lambda _place: self._offer_sides())
        self._session.prints.moved.connect(self._offer_printers)
        lines = [field.line for field in self.measures.values()]
        for line, after in pairwise(lines):
            line.entered.connect(after.setFocus)
            after.backed.connect(line.setFocus)
        lines[-1].entered.connect(self._on_keep)
        self.test.clicked.connect(self.print_page)
        self.keep.clicked.connect(self._on_keep)
        self.drop.clicked.connect(self._on_drop)

    def show_look(self) -> None:
        """Take the theme as it is now; the list always shows a few lines."""
        self.view.setMinimumHeight(self.view.verticalHeader().defaultSectionSize() * (_SEEN + 1))

    def refresh(self) -> None:
        """Read which printers are there and what is kept of them."""
        self._offer_printers()
        marked = self._marked()
        before = [one.bed for one in self.model.rows]
        self.model.set_rows(measurements(self._session.application.read.settings()))
        beds = [one.bed for one in self.model.rows]
        fresh = [place for place, bed in enumerate(beds) if bed not in before]
        kept = [beds.index(marked.bed)] if marked is not None and marked.bed in beds else [0]
        self.view.selectRow((fresh or kept)[0])  # what was kept just now is what may have been a mistake
        self._kept.setVisible(bool(beds))

    @property
    def bed(self) -> Bed:
        """Return which side of which sheet is measured, from which tray of which printer."""
        return Bed(
            printer=str(self.printer.value() or ""),
            sheet=self.sheet.value(),
            side=self.side.value(),
            tray=str(self.tray.value() or ""),
        )

    def print_page(self) -> None:
        """Print the test page of what is chosen."""
        if self.bed.printer:
            measuring.print_test_page(self._session, self.bed)
        else:
            self._session.say(message("no_printer_to_measure"), "warning")

    def _offer_printers(self) -> None:
        prints = self._session.prints
        if list(prints.printers) != self.printer.values:
            self.printer.offer((name, name) for name in prints.printers)
            self.printer.choose(self.printer.value() or prints.printer)
        for one in (self.printer, self.sheet, self.tray, self.side, self.test, self.keep):
            one.setEnabled(bool(prints.printers))
        self._none.setVisible(not prints.printers)
        self._offer_trays()
        self._offer_sides()

    def _offer_trays(self) -> None:
        named = self._session.prints.trays.get(self.printer.value() or "", ())
        offered = ["", *(tray for tray in named if tray_words(tray) != tray_words(""))]
        if offered != self.tray.values:
            self.tray.offer((tray, tray_words(tray)) for tray in offered)

    def _offer_sides(self) -> None:
        sides = _SIDES if self.sheet.value() in measuring.TWO_SIDED else {FRONT: _SIDES[FRONT]}
        if list(sides) != self.side.values:
            self.side.offer((side, _(words)) for side, words in sides.items())

    def _on_keep(self) -> None:
        left, top, across, down = (field.value() for field in self.measures.values())
        refused = measuring.keep_measures(self._session, self.bed, (left, top, across, down))
        if refused is not None:
            self._session.say(message(refused.code), "error")
            next(iter(self.measures.values())).line.setFocus()
            return
        for field in self.measures.values():
            field.set_value("")
        self.side.setFocus()

    def _marked(self) -> Measured | None:
        return self.model.at(self.view.currentIndex())

    def _on_drop(self) -> None:
        marked = self._marked()
        if marked is not None:
            measuring.forget(self._session, marked.bed)


def _shifts(found: Calibration) -> str:
    """Return mm with their sign; what is rounded to nothing has none of its own."""
    across, down = (f"{round(off, 1) + 0.0:+.1f}" for off in (found.dx, found.dy))
    return f"{across} / {down}"


def _columns() -> tuple[Column[Measured], ...]:
    return (
        Column(title=_("打印机"), text=lambda one: one.bed.printer),
        Column(title=_("纸"), text=lambda one: _(_SHEETS.get(one.bed.sheet, one.bed.sheet)), width=96),
        Column(title=_("纸盒"), text=lambda one: tray_words(one.bed.tray), width=96),
        Column(title=_("面"), text=lambda one: _(_SIDES[one.bed.side]), width=56),
        Column(title=_("左右 / 上下(毫米)"), text=lambda one: _shifts(one.calibration), width=140),
        Column(
            title=_("横向 / 纵向"), text=lambda one: f"{one.calibration.sx:.1%} / {one.calibration.sy:.1%}", width=140
        ),
    )
