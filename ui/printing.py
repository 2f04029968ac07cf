"""Puts documents on paper: a PDF file, or a printer of this machine. The one module that knows printers.

A document whose text no font can show is refused before the first page; a printer's trouble is a
value, because the person at the desk goes on either way (the job stays in the list).
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from fieldapp.devices.spoolers import CupsSpooler, has_commands
from fieldapp.documents.fonts import coverage_problem
from fieldapp.documents.pages import Document, Page, texts
from fieldapp.documents.pdf_files import finished
from fieldapp.domain.problems import Refusal
from fieldapp.domain.spooling import Media, Spooler, SpoolReport, SpoolState, Ticket
from fieldapp.errors import BugError
from fieldapp.messages import system_reason
from ui.painter import RESOLUTION, UsedCharacters, at_once, paint


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Corrects one printer, side and tray: shift in mm, scale as a factor."""

    dx: float = 0.0
    dy: float = 0.0
    sx: float = 1.0
    sy: float = 1.0


STRAIGHT = Calibration()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where the paper of a job lies, in the printer's own words (empty: it chooses), and how its two sides are off."""

    tray: str = ""
    front: Calibration = STRAIGHT
    back: Calibration = STRAIGHT

    def calibration(self, page: Page) -> Calibration:
        """Return the correction of the side a page is printed on."""
        return self.back if page.is_back else self.front


PLAIN = Feed()


_LEAST_TURNED = 100.0
"""Paper whose shorter side has so many mm goes through an office printer, which turns it over its long edge."""


class Way(Protocol):
    """How documents reach paper on this machine. Calls block for a moment: never on the window's thread."""

    def printers(self) -> tuple[str, ...]:
        """Return the names of the printers."""
        ...

    def trays(self, printer: str) -> tuple[str, ...]:
        """Return the printer's names for its trays; empty where there is nothing to choose."""
        ...

    def submit(self, document: Document, printer: str, feed: Feed) -> Ticket | Refusal:
        """Hand a document over; refuses ``glyph_missing``, ``printer_missing``, ``printer_failed``."""
        ...

    def report(self, ticket: Ticket) -> SpoolReport:
        """Say where a document is."""
        ...

    def cancel(self, ticket: Ticket) -> None:
        """Ask the print queue to drop a document."""
        ...


class SpooledWay:
    """Through a print queue that takes PDF files and can be asked after them."""

    def __init__(self, spooler: Spooler) -> None:
        """Use this queue."""
        self._spooler = spooler

    def printers(self) -> tuple[str, ...]:
        """Return the names of the printers."""
        return self._spooler.printers()

    def trays(self, printer: str) -> tuple[str, ...]:
        """Return the printer's names for its trays; empty where there is nothing to choose."""
        return self._spooler.trays(printer)

    def submit(self, document: Document, printer: str, feed: Feed) -> Ticket | Refusal:
        """Hand a document over; refuses ``glyph_missing``, ``printer_missing``, ``printer_failed``."""
        content = pdf_bytes(document, feed)
        if isinstance(content, Refusal):
            return content
        page = document.pages[0]
        sides = is_two_sided(document)
        media = Media(width=page.width, height=page.height, tray=feed.tray, is_two_sided=sides)
        return self._spooler.submit(content, printer=printer, media=media)

    def report(self, ticket: Ticket) -> SpoolReport:
        """Say where a document is."""
        return self._spooler.report(ticket)

    def cancel(self, ticket: Ticket) -> None:
        """Ask the print queue to drop a document."""
        self._spooler.cancel(ticket)


class QtWay:
    """Through Qt's printer class, which cannot be asked after a document: a person says what came out."""

    def printers(self) -> tuple[str, ...]:
        """Return the printers the system has; empty when there is none (Qt calls an absent one valid)."""
        return tuple(QPrinterInfo.availablePrinterNames())

    def trays(self, printer: str) -> tuple[str, ...]:
        """Return the trays that Qt can name, which is on Windows only; one tray is no choice."""
        listed = getattr(_device(printer), "supportedPaperSources", None)
        names = tuple(source.name for source in listed()) if listed is not None else ()
        return names if len(names) > 1 else ()

    def submit(self, document: Document, printer: str, feed: Feed) -> Ticket | Refusal:
        """Paint on a printer; refuses ``glyph_missing`` before anything is sent, and as every way does."""
        problem = text_problem(document)
        if problem is not None:
            return problem
        if printer not in self.printers():
            return Refusal(code="printer_missing", details={"printer": printer})
        device = _device(printer)
        device.setDocName(document.title)
        if feed.tray in QPrinter.PaperSource.__members__:
            device.setPaperSource(QPrinter.PaperSource[feed.tray])
        if is_two_sided(document):
            device.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
        if not put_on(device, document, feed):
            return Refusal(code="printer_failed", details={"printer": printer})
        return Ticket(printer, "")

    def report(self, _ticket: Ticket) -> SpoolReport:
        """Nobody can say."""
        return SpoolReport(SpoolState.UNSAID)

    def cancel(self, _ticket: Ticket) -> None:
        """What was painted has left."""


def system_way() -> Way:
    """Return the way of this machine: its print server's commands, else Qt."""
    return SpooledWay(CupsSpooler()) if has_commands() else QtWay()


def _device(printer: str) -> QPrinter:
    return QPrinter(QPrinterInfo.printerInfo(printer), QPrinter.PrinterMode.HighResolution)


def is_two_sided(document: Document) -> bool:
    """Whether the paper has to be turned; printers of single cards are told so by their own driver."""
    return any(page.is_back and min(page.width, page.height) >= _LEAST_TURNED for page in document.pages)


def text_problem(document: Document) -> Refusal | None:
    """Refuse a document with a character that no font has (``glyph_missing``)."""
    return coverage_problem(line for page in document.pages for line in texts(page))


def pdf_bytes(document: Document, feed: Feed = PLAIN, between: Callable[[], None] = at_once) -> bytes | Refusal:
    """Return the document as a PDF: vector, text copyable, exact page sizes, the same bytes every time.

    ``feed`` moves what is drawn, for a printer whose places are known; ``between`` as for ``paint``.
    Needs a QGuiApplication.
    ``KnownError`` ``fonts_missing`` when set-up built no fonts.
    """
    problem = text_problem(document)
    if problem is not None:
        return problem
    if not document.pages:
        raise BugError("a document without pages")
    buffer, used = QBuffer(), UsedCharacters()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _write(buffer, document, used, feed, between)
    names = {Path(file).stem: characters for file, characters in used.by_file.items()}
    return finished(bytes(buffer.data().data()), document.pages, names, between)


def render_pdf(document: Document, path: Path, between: Callable[[], None] = at_once) -> Refusal | None:
    """Write the document as a PDF file: whole or not at all. Refuses ``glyph_missing``, ``pdf_not_written``."""
    content = pdf_bytes(document, between=between)
    if isinstance(content, Refusal):
        return content
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)  # noqa: PTH105  # one name for both systems, replaces atomically
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        return Refusal(code="pdf_not_written", details={"reason": system_reason(error)})
    return None


def put_on(device: QPrinter, document: Document, feed: Feed) -> bool:
    """Paint all pages on a printer from edge to edge; False when it did not take them."""
    device.setFullPage(True)
    device.setPageLayout(_layout(document.pages[0]))
    painter = QPainter()
    if not painter.begin(device):
        return False
    factor = device.resolution() / RESOLUTION
    for number, page in enumerate(document.pages):
        if number:
            device.setPageLayout(_layout(page))
            device.newPage()
        painter.save()
        painter.scale(factor, factor)
        _calibrate(painter, feed.calibration(page))
        paint(painter, page)
        painter.restore()
    return painter.end()


def _calibrate(painter: QPainter, calibration: Calibration) -> None:
    if calibration == STRAIGHT:
        return
    painter.translate(calibration.dx * RESOLUTION / 25.4, calibration.dy * RESOLUTION / 25.4)
    painter.scale(calibration.sx, calibration.sy)


def _layout(page: Page) -> QPageLayout:
    upright = page.height >= page.width
    size = QSizeF(min(page.width, page.height), max(page.width, page.height))
    paper = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turn = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    return QPageLayout(paper, turn, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)


def _write(
    buffer: QIODevice, document: Document, used: UsedCharacters, feed: Feed, between: Callable[[], None]
) -> None:
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setTitle(document.title)
    writer.setCreator("fieldapp")
    writer.setPageLayout(_pdf_layout(document.pages[0]))
    painter = QPainter(writer)
    for number, page in enumerate(document.pages):
        if number:
            writer.setPageLayout(_pdf_layout(page))
            writer.newPage()
        painter.save()
        _calibrate(painter, feed.calibration(page))
        paint(painter, page, used, between)
        painter.restore()
    painter.end()


def _pdf_layout(page: Page) -> QPageLayout:
    size = QPageSize(
        QSizeF(page.width, page.height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
