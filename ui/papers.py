"""``papers render SPEC.json OUT.pdf``: papers without a window, for the hub and for batches.

Called by the command line at call time; makes its own Qt application, off screen when there is none.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from fieldapp.documents.orders import document_of
from fieldapp.domain.problems import Refusal
from ui.printing import render_pdf

LARGEST_ORDER = 16 * 1024 * 1024
"""Bytes of an order that are read at most."""


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """A PDF that was written: where, and how many pages it has."""

    path: Path
    pages: int


def render(spec_path: Path, out_path: Path) -> RenderedPaper | Refusal:
    """Read a print order and write its PDF; on a refusal no file is written.

    Refuses ``paper_spec_unreadable``, ``paper_spec_invalid`` (with the place of the fault),
    ``paper_unknown``, ``sheet_start``, ``qr_too_long``, ``glyph_missing``, ``pdf_not_written``.
    ``KnownError`` ``fonts_missing`` when set-up built no fonts.
    """
    try:
        if spec_path.stat().st_size > LARGEST_ORDER:
            return Refusal(code="paper_spec_unreadable")
        order = json.loads(spec_path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Refusal(code="paper_spec_unreadable")
    ensure_qt()
    document = document_of(order)
    if isinstance(document, Refusal):
        return document
    problem = render_pdf(document, out_path)
    return problem if problem is not None else RenderedPaper(out_path, len(document.pages))


def ensure_qt() -> QGuiApplication:
    """Return the running Qt application, or start one that needs no display."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(sys.argv[:1])
