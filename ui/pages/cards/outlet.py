"""Where papers go: a printer or a file, which sheet they lie on, and how much of the first one is used up."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.comboboxes import Choice, labelled
from ui.forms.parts import fill, row
from ui.operations.papers import capacity
from ui.operations.printing import Target
from ui.session import Session
from ui.wording import tray_words

FILE = "pdf"
SHEETS = {
    "card": (
        ("cr80", "制卡机单张"),
        ("a4", "A4 一页十张"),
        ("paper90", "A4 纸卡 90×54 十张"),
        ("shop", "印刷厂(3 毫米出血)"),
    ),
    "form": (("a4", "A4 一人一张"),),
    "receipt": (("receipt80", "80 毫米小票"), ("a5", "A5 一张"), ("a4", "A4 一页两张")),
}


class Outlet(QWidget):
    """Two or three choices, kept for this laptop once something was printed with them."""

    def __init__(self, session: Session) -> None:
        """Offer files; printers come when the system has named them."""
        super().__init__()
        self._session, self._paper, self._chosen = session, "card", ""
        self._trays_of: tuple[str, list[str]] = ("", [])
        self.sheet, self.printer, self.start = Choice("card_sheet"), Choice("printer"), Choice("sheet_start")
        self.tray = Choice("print_tray")
        self._start, self._tray = labelled(_("从第几格开始"), self.start), labelled(_("纸盒"), self.tray)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        self.sheet_choice = labelled(_("版式"), self.sheet)
        fill(outer, row(self.sheet_choice, labelled(_("输出到"), self.printer), spacing=10))
        fill(outer, row(self._start, self._tray, spacing=10))
        self.sheet.activated.connect(lambda _place: self._offer_starts())
        self.printer.currentIndexChanged.connect(lambda _place: self._offer_trays())
        self.offer("card")
        session.prints.moved.connect(self.offer_printers)
        self.offer_printers()

    def offer(self, paper: str) -> None:
        """Offer the sheets of a paper; the one used last stands first."""
        if paper == self._paper and self.sheet.value() is not None:
            return
        self._paper = paper
        self.sheet.offer((code, _(words)) for code, words in SHEETS[paper])
        self.sheet.choose(self._session.prints.sheet_of(paper))
        self._offer_starts()
        self._chosen, self._trays_of = "", ("", [])
        self.offer_printers()

    def offer_printers(self) -> None:
        """Offer the printers of the system behind the file."""
        names: Iterable[str] = self._session.prints.printers
        if [FILE, *names] != self.printer.values:
            self.printer.offer([(FILE, _("PDF 文件…")), *((name, name) for name in names)])
        chosen = self._session.prints.printer_for(self._paper)
        usual = chosen or next(iter(names), "") if self._session.is_training else chosen  # practice leaves no files
        if usual != self._chosen and usual in names:
            self._chosen = usual
            self.printer.choose(usual)
        self._offer_trays()

    @property
    def is_file(self) -> bool:
        """Whether a file is wanted."""
        return bool(self.printer.value() == FILE)

    def target(self, path: Path | None = None) -> Target:
        """Return where papers go now, into ``path`` or to the chosen printer."""
        printer = "" if path is not None else str(self.printer.value())
        start = self.start.value() or 0 if self._start.isVisibleTo(self) else 0
        tray = str(self.tray.value() or "")
        return Target(path=path, printer=printer, sheet=str(self.sheet.value()), start=start, tray=tray)

    def keep(self, target: Target) -> None:
        """Let the queue use this printer and sheet from now on; the used cells count for one sheet only."""
        self._session.prints.use(target.printer, self._paper, target.sheet, target.start, target.tray)
        self.start.choose(0)

    def _offer_trays(self) -> None:
        """Offer the trays of the chosen printer; one that has none to choose between asks nothing."""
        prints, printer = self._session.prints, self.printer.value()
        named = prints.trays.get(printer, ())
        offered = ["", *(tray for tray in named if tray_words(tray) != tray_words(""))]
        self._tray.setVisible(bool(named))
        if self._trays_of != (printer, offered):
            self._trays_of = (printer, offered)
            self.tray.offer((tray, tray_words(tray)) for tray in offered)
            self.tray.choose(prints.tray_of(self._paper) if printer == prints.printer_for(self._paper) else "")

    def _offer_starts(self) -> None:
        cells = capacity(self._paper, str(self.sheet.value())) if self._paper == "card" else 1
        self._start.setVisible(cells > 1)
        self.start.offer((cell, _("第 {n} 格").format(n=cell + 1)) for cell in range(cells))
