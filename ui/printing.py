"""Puts documents on paper: a PDF file, or a printer of this machine. The one module that knows printers.

A document whose text no font can show is refused before the first page; a printer's trouble is a
value, because the person at the desk goes on either way (the job stays in the list).
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from fieldapp.documents.fonts import coverage_problem
from fieldapp.documents.pages import Document, Page, texts
from fieldapp.documents.pdf_files import finished
from fieldapp.domain.problems import Refusal
from fieldapp.errors import BugError
from ui.painter import RESOLUTION, UsedCharacters, paint


class PrintState(StrEnum):
    """What is known of a job after it was handed over: sent is not yet printed."""

    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOutcome:
    """What became of a print job; ``code`` names the message when it failed."""

    state: PrintState
    printer: str
    pages: int = 0
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Corrects one printer, side and tray: shift in mm, scale as a factor."""

    dx: float = 0.0
    dy: float = 0.0
    sx: float = 1.0
    sy: float = 1.0


def printer_names() -> tuple[str, ...]:
    """Return the printers the system has; empty when there is none (Qt calls an absent one valid)."""
    return tuple(QPrinterInfo.availablePrinterNames())


def text_problem(document: Document) -> Refusal | None:
    """Refuse a document with a character that no font has (``glyph_missing``)."""
    return coverage_problem(line for page in document.pages for line in texts(page))


def pdf_bytes(document: Document) -> bytes | Refusal:
    """Return the document as a PDF: vector, text copyable, exact page sizes, the same bytes every time.

    Needs a QGuiApplication. ``KnownError`` ``fonts_missing`` when set-up built no fonts.
    """
    problem = text_problem(document)
    if problem is not None:
        return problem
    if not document.pages:
        raise BugError("a document without pages")
    buffer, used = QBuffer(), UsedCharacters()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _write(buffer, document, used)
    names = {Path(file).stem: characters for file, characters in used.by_file.items()}
    return finished(bytes(buffer.data().data()), document.pages, names)


def render_pdf(document: Document, path: Path) -> Refusal | None:
    """Write the document as a PDF file: whole or not at all. Refuses ``glyph_missing``, ``pdf_not_written``."""
    content = pdf_bytes(document)
    if isinstance(content, Refusal):
        return content
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)  # noqa: PTH105  # one name for both systems, replaces atomically
    except OSError as error:
        draft.unlink(missing_ok=True)
        return Refusal(code="pdf_not_written", details={"reason": os.strerror(error.errno or 0)})
    return None


def send(document: Document, printer: str, calibration: Calibration | None = None) -> PrintOutcome | Refusal:
    """Hand the document to a printer of this machine; refuses ``glyph_missing`` before anything is sent."""
    problem = text_problem(document)
    if problem is not None:
        return problem
    if printer not in printer_names():
        return PrintOutcome(state=PrintState.FAILED, printer=printer, code="printer_missing")
    device = QPrinter(QPrinterInfo.printerInfo(printer), QPrinter.PrinterMode.HighResolution)
    device.setDocName(document.title)
    if not put_on(device, document, calibration or Calibration()):
        return PrintOutcome(state=PrintState.FAILED, printer=printer, code="printer_failed")
    return PrintOutcome(state=PrintState.SENT, printer=printer, pages=len(document.pages))


def put_on(device: QPrinter, document: Document, calibration: Calibration) -> bool:
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
        _calibrate(painter, calibration)
        paint(painter, page)
        painter.restore()
    return painter.end()


def _calibrate(painter: QPainter, calibration: Calibration) -> None:
    painter.translate(calibration.dx * RESOLUTION / 25.4, calibration.dy * RESOLUTION / 25.4)
    painter.scale(calibration.sx, calibration.sy)


def _layout(page: Page) -> QPageLayout:
    upright = page.height >= page.width
    size = QSizeF(min(page.width, page.height), max(page.width, page.height))
    paper = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turn = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    return QPageLayout(paper, turn, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)


def _write(buffer: QIODevice, document: Document, used: UsedCharacters) -> None:
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
        paint(painter, page, used)
    painter.end()


def _pdf_layout(page: Page) -> QPageLayout:
    size = QPageSize(
        QSizeF(page.width, page.height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
