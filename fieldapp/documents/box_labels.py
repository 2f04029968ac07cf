"""Labels for the boxes that hold a ceremony's cards in seat order (盒签): ten on an A4 sheet, to be cut."""

from collections.abc import Sequence

from fieldapp.documents.pages import Document, Item, Page, Rect
from fieldapp.documents.typesetting import Style, fitted
from fieldapp.domain.ceremonies import Box

_ACROSS, _DOWN = 2, 5
_WIDTH, _HEIGHT = 95.0, 54.0
_LEFT, _TOP = (210 - _ACROSS * _WIDTH) / 2, (297 - _DOWN * _HEIGHT) / 2
_INSET = 5.0
_WIDE = _WIDTH - 2 * _INSET
_EVENT = Style(size=4.0, least=2.6, colour="#51606f")
_NUMBER = Style(size=8.0, weight=700)
_SEATS = Style(size=8.5, least=4.0, lines=2, weight=700)
_COUNT = Style(size=4.0, colour="#51606f")


def box_labels(event: str, company: str, boxes: Sequence[Box]) -> Document:
    """Return the labels of all boxes: which box, from which seat to which, how many cards."""
    each = _ACROSS * _DOWN
    pages = [boxes[start : start + each] for start in range(0, len(boxes), each)]
    return Document("box-labels", tuple(_page(event, company, group) for group in pages))


def _page(event: str, company: str, group: Sequence[Box]) -> Page:
    items = [item for place, box in enumerate(group) for item in _label(event, company, box, place)]
    return Page(width=210, height=297, items=tuple(items))


def _label(event: str, company: str, box: Box, place: int) -> tuple[Item, ...]:
    left, top = _LEFT + place % _ACROSS * _WIDTH, _TOP + place // _ACROSS * _HEIGHT
    x, seats = left + _INSET, box.first if box.count == 1 else f"{box.first} — {box.last}"
    return (
        Rect(x=left, y=top, width=_WIDTH, height=_HEIGHT, colour="#808080", stroke=0.15),
        fitted(event, x=x, y=top + 5, width=_WIDE, height=5, style=_EVENT, name="event"),
        fitted(company, x=x, y=top + 11, width=_WIDE, height=5, style=_EVENT, name="company"),
        fitted(
            f"第 {box.number} 盒 / 共 {box.of} 盒", x=x, y=top + 18, width=_WIDE, height=9, style=_NUMBER, name="box"
        ),
        fitted(seats, x=x, y=top + 29, width=_WIDE, height=15, style=_SEATS, name="seats"),
        fitted(f"会员卡 {box.count} 张 · 按座次", x=x, y=top + 46, width=_WIDE, height=5, style=_COUNT, name="count"),
    )
