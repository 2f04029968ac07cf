"""Marks on papers: the line at the foot of a list that leaves the laptop (导出水印), and the stamp of practice (演练).

One place for all lists; a card or a slip that is handed to its person carries no foot. What was printed in the
training mode carries the stamp on every face, so that nobody takes it for a paper of the union.
"""

from dataclasses import replace

from fieldapp.documents.pages import Document, Page, TextBox
from fieldapp.documents.typesetting import Style, fitted

_INSET, _FOOT, _HEIGHT = 12.0, 9.0, 3.6
_VOID = "{mark} VOID"
_CELL = (85.6, 53.98)
"""One stamp per card's size of paper (mm)."""
_STAMP = Style(size=12.0, least=5.0, weight=700, colour="#eb9f9b", align="center", valign="middle")
_STYLE = Style(size=2.5, least=1.6, colour="#404a55")


def marked(document: Document, words: str) -> Document:
    """Return the document with ``words`` at the foot of every page, inside what an office printer reaches."""
    return replace(document, pages=tuple(_with_foot(page, words) for page in document.pages))


def stamp(mark: str, x: float, y: float, width: float, height: float) -> TextBox:
    """Return the words of practice across a box (mm)."""
    return fitted(_VOID.format(mark=mark), x=x, y=y, width=width, height=height, style=_STAMP, name="void")


def voided(document: Document, mark: str) -> Document:
    """Return the document with the stamp of practice over every page, once per card's size."""
    return replace(document, pages=tuple(_stamped(page, mark) for page in document.pages))


def _stamped(page: Page, mark: str) -> Page:
    columns, rows = (max(1, round(side / cell)) for side, cell in zip((page.width, page.height), _CELL, strict=True))
    wide, high = page.width / columns, page.height / rows
    stamps = (stamp(mark, n % columns * wide, n // columns * high, wide, high) for n in range(columns * rows))
    return replace(page, items=(*page.items, *stamps))


def _with_foot(page: Page, words: str) -> Page:
    foot = fitted(
        words,
        x=_INSET,
        y=page.height - _FOOT,
        width=page.width - 2 * _INSET,
        height=_HEIGHT,
        style=_STYLE,
        name="watermark",
    )
    return replace(page, items=(*page.items, foot))
