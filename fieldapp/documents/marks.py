"""The line at the foot of a list that leaves the laptop: who took it out, and when (导出水印).

One place for all lists; a card or a slip that is handed to its person carries none.
"""

from dataclasses import replace

from fieldapp.documents.pages import Document, Page
from fieldapp.documents.typesetting import Style, fitted

_INSET, _FOOT, _HEIGHT = 12.0, 9.0, 3.6
_STYLE = Style(size=2.5, least=1.6, colour="#404a55")


def marked(document: Document, words: str) -> Document:
    """Return the document with ``words`` at the foot of every page, inside what an office printer reaches."""
    return replace(document, pages=tuple(_with_foot(page, words) for page in document.pages))


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
