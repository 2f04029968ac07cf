"""Single pages with words, boxes and codes: poster, service card, recovery code, calibration.

A page is a template of placed items; a form (``application_forms``) has a grid of labelled cells besides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from fieldapp.documents import templates
from fieldapp.documents.cards import cell_pages
from fieldapp.documents.cards import sheets as card_sheets
from fieldapp.documents.pages import Document, Item, Line, Page, QrBox, Rect, Strokes, TextBox, TextLine
from fieldapp.documents.placing import NO_PICTURES, Pictures, filled, placed
from fieldapp.documents.templates import Source, Spec
from fieldapp.documents.typesetting import Style, fitted
from fieldapp.domain.problems import Refusal

_HAIR = 0.15
_PADDING = 1.2
A3_BY_A4 = 2**0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a form's grid: a label or a value, ``width`` in mm."""

    width: float
    text: str
    style: Style
    is_label: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTemplate:
    """A page: its size, the words on every one, placed items, and the rows of its grid with their heights."""

    width: float
    height: float
    words: Mapping[str, str]
    items: tuple[Spec, ...]
    left: float = 0.0
    top: float = 0.0
    rows: tuple[tuple[float, tuple[Cell, ...]], ...] = ()
    fills: str = "#ffffff"


@cache
def template(name: str) -> SheetTemplate:
    """Read the template of one kind of page."""
    part = templates.source(name)
    part.only("page", "colours", "words", "items", "grid")
    colours = part.table("colours")
    width, height = part.numbers("page", 2)
    made = SheetTemplate(
        width=width,
        height=height,
        words=part.table("words"),
        items=tuple(templates.spec_of(item, colours) for item in part.parts("items")),
    )
    return _with_grid(made, part.part("grid"), colours) if "grid" in part.values else made


def _with_grid(made: SheetTemplate, part: Source, colours: Mapping[str, str]) -> SheetTemplate:
    part.only("left", "top", "label", "value", "label_fill", "rows")
    styles = {role: templates.style_of(part.part(role), colours) for role in ("label", "value")}
    fill = part.text("label_fill")
    if fill not in colours:
        raise part.fail("label_fill")
    rows = []
    for row in part.parts("rows"):
        row.only("height", "cells")
        rows.append((row.number("height"), tuple(_cell(cell, styles) for cell in row.parts("cells"))))
    return replace(made, left=part.number("left"), top=part.number("top"), rows=tuple(rows), fills=colours[fill])


def _cell(part: Source, styles: Mapping[str, Style]) -> Cell:
    part.only("width", "label", "value", "lines")
    role = "label" if "label" in part.values else "value"
    style = replace(styles[role], lines=int(part.number("lines", styles[role].lines)))
    return Cell(width=part.number("width"), text=part.text(role), style=style, is_label=role == "label")


def sheet(name: str, facts: Mapping[str, str], pictures: Pictures = NO_PICTURES) -> Page | Refusal:
    """Return one page of a kind, filled with facts; refuses ``qr_too_long``."""
    form = template(name)
    words = {**form.words, **facts}
    items = placed(form.items, words, pictures=pictures)
    if isinstance(items, Refusal):
        return items
    return Page(width=form.width, height=form.height, items=(*items, *_grid(form, words)))


def _grid(form: SheetTemplate, words: Mapping[str, str]) -> Iterator[Item]:
    y = form.top
    for height, cells in form.rows:
        x = form.left
        for cell in cells:
            if cell.is_label:
                yield Rect(x=x, y=y, width=cell.width, height=height, colour=form.fills)
            text = filled(cell.text, words)
            if text.strip():
                room = {"x": x + _PADDING, "y": y, "width": cell.width - 2 * _PADDING, "height": height}
                yield fitted(text, **room, style=cell.style)
            yield from _frame(x, y, cell.width, height)
            x += cell.width
        y += height


def _frame(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    right, bottom = x + width, y + height
    yield Line(x1=x, y1=y, x2=right, y2=y, width=_HAIR)
    yield Line(x1=x, y1=bottom, x2=right, y2=bottom, width=_HAIR)
    yield Line(x1=x, y1=y, x2=x, y2=bottom, width=_HAIR)
    yield Line(x1=right, y1=y, x2=right, y2=bottom, width=_HAIR)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionFacts:
    """A union as posters and service cards show it; ``code`` is the text of its QR code (一会一码), may be empty."""

    union: str
    code: str = ""
    event: str = ""
    place: str = ""
    time: str = ""
    host: str = ""

    def words(self) -> dict[str, str]:
        """Return the words of a template."""
        said = {key: str(getattr(self, key)) for key in self.__dataclass_fields__}
        return {**said, "no_code": "" if self.code else "1"}


def poster(facts: UnionFacts, *, is_a3: bool = False) -> Document | Refusal:
    """Return the joining poster (入会海报) on A4 or A3; refuses ``qr_too_long``."""
    page = sheet("poster", facts.words())
    if isinstance(page, Refusal):
        return page
    return Document("poster", (scaled(page, A3_BY_A4) if is_a3 else page,))


def service_cards(facts: UnionFacts, count: int = 10) -> Document | Refusal:
    """Return service cards (服务卡片), ten to a sheet of 90 × 54 mm; refuses ``qr_too_long``."""
    page = sheet("service", facts.words())
    if isinstance(page, Refusal):
        return page
    return cell_pages("service-cards", page.width, [page.items] * count, card_sheets()["paper90"])


def recovery_page(code: str, device: str, day: str) -> Document | Refusal:
    """Return the page with the recovery code, to be locked away."""
    page = sheet("recovery", {"code": code, "device": device, "date": day})
    return page if isinstance(page, Refusal) else Document("recovery-code", (page,))


def scaled(page: Page, factor: float) -> Page:
    """Return a page enlarged, every item with it."""
    items = tuple(_scaled(item, factor) for item in page.items)
    return replace(page, width=page.width * factor, height=page.height * factor, items=items)


def _scaled(item: Item, factor: float) -> Item:
    if isinstance(item, Line):
        ends = {key: getattr(item, key) * factor for key in ("x1", "y1", "x2", "y2", "width", "dash")}
        return replace(item, **ends)
    if isinstance(item, QrBox):
        return replace(item, x=item.x * factor, y=item.y * factor, module=item.module * factor)
    if isinstance(item, Strokes):
        strokes = tuple(tuple((x * factor, y * factor) for x, y in line) for line in item.lines)
        return replace(item, lines=strokes, width=item.width * factor)
    keys = [key for key in ("x", "y", "width", "height", "size", "spacing", "radius", "stroke") if hasattr(item, key)]
    grown = replace(item, **{key: getattr(item, key) * factor for key in keys})
    if isinstance(grown, TextBox):
        lines = tuple(TextLine(one.text, one.x * factor, one.baseline * factor) for one in grown.lines)
        return replace(grown, lines=lines)
    return grown


def calibration_page(width: float, height: float, printer: str, sides: Sequence[str] = ("",)) -> Document:
    """Return the test page of a printer: a cross 20 mm inside each edge with ticks of a millimetre.

    What a ruler shows between paper edge and cross, minus 20, is the error; the distance of the crosses the scale.
    ``sides`` names the sides of the paper, a page for each; every one after the first is its back.
    """
    pages = (_test_side(width, height, f"{printer} · {side}" if side else printer) for side in sides)
    return Document("calibration", tuple(replace(page, is_back=place > 0) for place, page in enumerate(pages)))


def _test_side(width: float, height: float, heading: str) -> Page:
    inset = 20.0 if min(width, height) > 100 else 10.0
    style = Style(size=3.4, least=2.0, lines=4, leading=1.5, align="center", valign="middle")
    words = (
        f"{heading}\n量纸边到十字中心的距离，应为 {inset:.0f} 毫米\n横向两个十字相距 {width - 2 * inset:.2f} 毫米，"
        + (f"纵向 {height - 2 * inset:.2f} 毫米")
    )
    room = {"x": inset + 8, "y": height / 2 - 12, "width": width - 2 * inset - 16, "height": 24.0}
    items: list[Item] = [fitted(words, **room, style=style)]
    for x in (inset, width - inset):
        for y in (inset, height - inset):
            items.extend(_cross(x, y))
    return Page(width=width, height=height, items=tuple(items))


def _cross(x: float, y: float) -> Iterator[Line]:
    yield Line(x1=x - 6, y1=y, x2=x + 6, y2=y, width=0.1)
    yield Line(x1=x, y1=y - 6, x2=x, y2=y + 6, width=0.1)
    for step in range(-5, 6):
        if step:
            yield Line(x1=x + step, y1=y - 1, x2=x + step, y2=y + 1, width=0.08)
            yield Line(x1=x - 1, y1=y + step, x2=x + 1, y2=y + step, width=0.08)
