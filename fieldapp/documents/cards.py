"""The member card (会员卡): its faces from the template, and sheets of them to print and cut.

Geometry is law: ID-1 85.60 × 53.98 mm, sheets and margins in ``resources/templates/sheets.json``
(``docs/decisions/0015-papers.md``). Knows nothing of numbers or tokens: it prints what it is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from fieldapp.documents import templates
from fieldapp.documents.marks import stamp
from fieldapp.documents.pages import Document, Item, Line, Page, moved
from fieldapp.documents.placing import NO_BLEED, Bleed, pictures_of, placed
from fieldapp.documents.templates import Spec
from fieldapp.domain.problems import Refusal

ID_1 = (85.60, 53.98)
"""Width and height of a card (ISO/IEC 7810)."""
_ABOVE_CODE = 46.0
"""The stamp of practice stands in the middle of this height (mm): above the code, which practice scans, too."""
MARK_WIDTH = 0.1
"""Stroke of the crop marks, mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What one member card shows. ``token`` is the text of its QR code, ``union_code`` that of the back.

    ``number`` is grouped for printing by the card (4-4-4); ``title`` and ``number_label`` of the
    template are used when they are None (本系统编号 until an official number exists). ``photo`` is a kept JPEG;
    without one the words take its place.
    """

    name: str
    number: str
    group_label: str
    union: str
    joined: date
    token: str
    region: str = ""
    title: str | None = None
    number_label: str | None = None
    issuer: str | None = None
    union_code: str = ""
    mark: str = ""
    photo: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How cards lie on paper, in mm: columns × rows of cells from (left, top) with gutters between.

    ``bleed`` is how far colour runs over a cell's edge, ``marks`` the length of crop marks (0 = none). A cell is
    as large as a card unless ``cell`` says otherwise; the card stands in its middle and its colour fills it.
    """

    name: str
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    gutter_x: float = 0.0
    gutter_y: float = 0.0
    bleed: float = 0.0
    marks: float = 0.0
    cell: tuple[float, float] = ID_1

    @property
    def over(self) -> Bleed:
        """How far colour runs over the card itself."""
        return (self.cell[0] - ID_1[0]) / 2 + self.bleed, (self.cell[1] - ID_1[1]) / 2 + self.bleed

    @property
    def capacity(self) -> int:
        """Cards on one side of the sheet."""
        return self.columns * self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTemplate:
    """The two sides of a card and the words that stand on every one."""

    width: float
    height: float
    corner: float
    words: Mapping[str, str]
    front: tuple[Spec, ...]
    back: tuple[Spec, ...]


@cache
def sheets() -> Mapping[str, Sheet]:
    """Return the sheets by name: a4, paper90, cr80, cr80-bleed, shop."""
    found = {}
    for name in templates.source("sheets").values:
        part = templates.source("sheets").part(name)
        part.only("page", "grid", "margin", "gutter", "bleed", "marks", "cell")
        cell_width, cell_height = part.numbers("cell", 2) if "cell" in part.values else ID_1
        width, height = part.numbers("page", 2)
        columns, rows = part.numbers("grid", 2)
        left, top = part.numbers("margin", 2)
        gutter_x, gutter_y = part.numbers("gutter", 2)
        found[name] = Sheet(
            name=name,
            width=width,
            height=height,
            columns=int(columns),
            rows=int(rows),
            left=left,
            top=top,
            gutter_x=gutter_x,
            gutter_y=gutter_y,
            bleed=part.number("bleed", 0.0),
            marks=part.number("marks", 0.0),
            cell=(cell_width, cell_height),
        )
    return found


@cache
def template(name: str = "card") -> CardTemplate:
    """Read a card template."""
    part = templates.source(name)
    part.only("size", "corner", "colours", "words", "front", "back")
    colours = part.table("colours")
    width, height = part.numbers("size", 2)
    return CardTemplate(
        width=width,
        height=height,
        corner=part.number("corner"),
        words=part.table("words"),
        front=tuple(templates.spec_of(item, colours) for item in part.parts("front")),
        back=tuple(templates.spec_of(item, colours) for item in part.parts("back")),
    )


def grouped(number: str) -> str:
    """Write a number in groups of four, as it is printed and read aloud."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def card_facts(face: CardFace, words: Mapping[str, str]) -> dict[str, str]:
    """Return the words that fill a card template's placeholders."""
    facts = {
        **words,
        "name": face.name,
        "number": grouped(face.number),
        "group": face.group_label,
        "union": face.union,
        "region": face.region,
        "joined": f"{face.joined.year} 年 {face.joined.month} 月 {face.joined.day} 日",
        "token": face.token,
        "union_code": face.union_code,
        "no_union_code": "" if face.union_code else "1",
        "issuer": face.issuer if face.issuer is not None else face.union,
        "photo": "1" if face.photo else "",
        "no_photo": "" if face.photo else "1",
    }
    if face.title is not None:
        facts["title"] = face.title
    if face.number_label is not None:
        facts["number_label"] = face.number_label
    return facts


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of one card as items, counted from the card's own corner."""

    front: tuple[Item, ...]
    back: tuple[Item, ...]


def sides(face: CardFace, bleed: Bleed = NO_BLEED) -> Sides | Refusal:
    """Return a card's two sides.

    Refuses ``qr_too_long`` when the token does not fit its symbol, ``photo_too_large`` and ``photo_unfit``.
    """
    form, pictures = template(), pictures_of(face.photo, b"")
    if isinstance(pictures, Refusal):
        return pictures
    facts = card_facts(face, form.words)
    front = placed(form.front, facts, bleed, pictures)
    back = placed(form.back, facts, bleed)
    if isinstance(front, Refusal):
        return front
    if isinstance(back, Refusal):
        return back
    stamps = (stamp(face.mark, 0, 0, form.width, _ABOVE_CODE),) if face.mark else ()
    return Sides((*front, *stamps), (*back, *stamps))


def preview_pages(face: CardFace) -> tuple[Page, Page] | Refusal:
    """Return front and back with round corners, as the window shows them."""
    form, both = template(), sides(face)
    if isinstance(both, Refusal):
        return both
    front, back = (
        Page(width=form.width, height=form.height, items=items, corner=form.corner) for items in (both.front, both.back)
    )
    return front, back


def card_pages(
    faces: Sequence[CardFace], sheet: Sheet, *, start: int = 0, backs: bool = True, flip: str = "long"
) -> Document | Refusal:
    """Lay cards on sheets, each sheet's front followed by its back.

    ``start`` leaves out the first cells of a partly used sheet (row by row from the upper left). ``flip``
    says over which edge the paper turns, ``long`` or ``short``: backs are mirrored to lie behind their
    fronts. Refuses ``qr_too_long`` and ``sheet_start``.
    """
    if not 0 <= start < sheet.capacity:
        return Refusal(code="sheet_start", details={"last": str(sheet.capacity)})
    made: list[Sides] = []
    for face in faces:
        both = sides(face, sheet.over)
        if isinstance(both, Refusal):
            return both
        made.append(both)
    pages: list[Page] = []
    for slots in _filled_sheets(made, sheet, start):
        pages.append(_sheet_page(sheet, {cell: both.front for cell, both in slots.items()}))
        if backs:
            turned = {_behind(cell, sheet, flip): both.back for cell, both in slots.items()}
            pages.append(replace(_sheet_page(sheet, turned), is_back=True))
    return Document("member-cards", tuple(pages))


def _filled_sheets(made: Sequence[Sides], sheet: Sheet, start: int) -> Iterator[dict[int, Sides]]:
    """Yield for each sheet which card lies in which cell."""
    waiting = list(made)
    while waiting:
        now, waiting = waiting[: sheet.capacity - start], waiting[sheet.capacity - start :]
        yield dict(enumerate(now, start))
        start = 0


def _behind(cell: int, sheet: Sheet, flip: str) -> int:
    """Return the cell on the other side of the paper."""
    row, column = divmod(cell, sheet.columns)
    if flip == "short":
        return (sheet.rows - 1 - row) * sheet.columns + column
    return row * sheet.columns + sheet.columns - 1 - column


def _corner(cell: int, sheet: Sheet) -> tuple[float, float]:
    """Return where a cell begins."""
    row, column = divmod(cell, sheet.columns)
    return (
        sheet.left + column * (sheet.cell[0] + sheet.gutter_x),
        sheet.top + row * (sheet.cell[1] + sheet.gutter_y),
    )


def _sheet_page(sheet: Sheet, cells: Mapping[int, tuple[Item, ...]]) -> Page:
    form = template()
    items: list[Item] = []
    across, down = ((sheet.cell[side] - ID_1[side]) / 2 for side in (0, 1))
    for cell, content in cells.items():
        dx, dy = _corner(cell, sheet)
        items.extend(moved(item, dx + across, dy + down) for item in content)
    items.extend(crop_marks(sheet, cells))
    single = sheet.capacity == 1
    return Page(
        width=sheet.width,
        height=sheet.height,
        items=tuple(items),
        trim=(sheet.left, sheet.top, *sheet.cell) if single else None,
        bleed=sheet.bleed if single else 0.0,
        corner=form.corner if single and not sheet.left else 0.0,
    )


def crop_marks(sheet: Sheet, cells: Iterable[int]) -> Iterator[Line]:
    """Yield ticks where to cut, in the margins and between columns where the gutter has room.

    Only the edges of used rows and columns have ticks: a cell that stays empty is not cut out.
    """
    used = tuple(cells)
    if not sheet.marks or not used:
        return
    lefts = [_corner(column, sheet)[0] for column in range(sheet.columns)]
    tops = [_corner(row * sheet.columns, sheet)[1] for row in range(sheet.rows)]
    bottom, right = tops[-1] + sheet.cell[1], lefts[-1] + sheet.cell[0]
    columns, rows = {cell % sheet.columns for cell in used}, {cell // sheet.columns for cell in used}
    for x in sorted({edge for n in columns for edge in (lefts[n], lefts[n] + sheet.cell[0])}):
        for y in (tops[0] - sheet.bleed - sheet.marks, bottom + sheet.bleed):
            yield Line(x1=x, y1=y, x2=x, y2=y + sheet.marks, width=MARK_WIDTH)
    starts = [lefts[0] - sheet.bleed - sheet.marks, right + sheet.bleed]
    if sheet.gutter_x - 2 * sheet.bleed >= sheet.marks:
        starts += [left + sheet.cell[0] + (sheet.gutter_x - sheet.marks) / 2 for left in lefts[:-1]]
    for y in sorted({edge for n in rows for edge in (tops[n], tops[n] + sheet.cell[1])}):
        for x in starts:
            yield Line(x1=x, y1=y, x2=x + sheet.marks, y2=y, width=MARK_WIDTH)


def cell_pages(title: str, width: float, contents: Sequence[tuple[Item, ...]], sheet: Sheet) -> Document:
    """Lay small papers of ``width`` mm (service cards) into the cells of a sheet, one side only."""
    shift = (sheet.cell[0] - width) / 2
    pages = []
    for first in range(0, len(contents), sheet.capacity):
        now = dict(enumerate(contents[first : first + sheet.capacity]))
        items: list[Item] = []
        for cell, content in now.items():
            dx, dy = _corner(cell, sheet)
            items.extend(moved(item, dx + shift, dy) for item in content)
        items.extend(crop_marks(sheet, now))
        pages.append(Page(width=sheet.width, height=sheet.height, items=tuple(items)))
    return Document(title, tuple(pages))
