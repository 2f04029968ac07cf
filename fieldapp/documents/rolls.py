"""The numbered approval roll (批准花名册): a table over A4 pages, with fields for signature and seal.

Columns, widths and words are data (``resources/templates/roll.json``). What a cell may show, masked or
whole, is decided by whoever fills the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from fieldapp.documents import templates
from fieldapp.documents.pages import Document, Item, Line, Page, Rect, moved
from fieldapp.documents.placing import filled, placed
from fieldapp.documents.templates import Source, Spec
from fieldapp.documents.typesetting import Style, fitted
from fieldapp.domain.problems import Refusal

PADDING = 1.0
"""Blank left and right of a cell's text, mm."""
HAIR = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One approved person; ``document`` and ``phone`` as they shall be printed (masked or not)."""

    name: str
    sex: str = ""
    document: str = ""
    phone: str = ""
    group: str = ""
    employer: str = ""
    number: str = ""
    joined: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFacts:
    """One roll: its own number, the approving union and resolution, event, approver, and the people."""

    number: str
    union: str
    event: str
    date: date
    rows: tuple[RollRow, ...]
    resolution: str = ""
    approver: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: which fact it shows (``row`` is the running number, ``sign`` stays empty)."""

    key: str
    title: str
    width: float
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class RollTemplate:
    """A roll's paper, the table's place on it, and what stands around it.

    ``last`` is placed below the end of the table, ``last_height`` is the room it needs there.
    """

    width: float
    height: float
    left: float
    first_top: float
    top: float
    bottom: float
    row_height: float
    head_height: float
    head_fill: str
    head: Style
    columns: tuple[Column, ...]
    words: Mapping[str, str]
    first: tuple[Spec, ...]
    every: tuple[Spec, ...]
    last: tuple[Spec, ...]
    last_height: float


@cache
def template(name: str = "roll") -> RollTemplate:
    """Read the template of the roll."""
    part = templates.source(name)
    part.only("page", "colours", "words", "table", "first", "every", "last", "last_height")
    colours = part.table("colours")
    table = part.part("table")
    table.only("left", "first_top", "top", "bottom", "row_height", "head_height", "head_fill", "head", "columns")
    width, height = part.numbers("page", 2)
    fill = table.text("head_fill")
    if fill not in colours:
        raise table.fail("head_fill")
    return RollTemplate(
        width=width,
        height=height,
        left=table.number("left"),
        first_top=table.number("first_top"),
        top=table.number("top"),
        bottom=table.number("bottom"),
        row_height=table.number("row_height"),
        head_height=table.number("head_height"),
        head_fill=colours[fill],
        head=templates.style_of(table.part("head"), colours),
        columns=tuple(_column(column, colours) for column in table.parts("columns")),
        words=part.table("words"),
        first=tuple(templates.spec_of(item, colours) for item in part.parts("first")),
        every=tuple(templates.spec_of(item, colours) for item in part.parts("every")),
        last=tuple(templates.spec_of(item, colours) for item in part.parts("last")),
        last_height=part.number("last_height"),
    )


def _column(part: Source, colours: Mapping[str, str]) -> Column:
    keys = frozenset({"row", "sign", *RollRow.__dataclass_fields__})
    return Column(
        key=part.choice("key", keys, ""),
        title=part.text("title"),
        width=part.number("width"),
        style=templates.style_of(part, colours),
    )


def approval_roll(facts: RollFacts) -> Document | Refusal:
    """Return the roll, at least one page; refuses ``qr_too_long`` for a roll number out of all measure."""
    form = template()
    pieces = _pieces(facts.rows, form)
    words = {
        **form.words,
        "number": facts.number,
        "union": facts.union,
        "event": facts.event,
        "date": f"{facts.date.year} 年 {facts.date.month} 月 {facts.date.day} 日",
        "resolution": facts.resolution,
        "approver": facts.approver,
        "operator": facts.operator,
        "count": str(len(facts.rows)),
        "pages": str(len(pieces)),
    }
    pages: list[Page] = []
    done = 0
    for index, rows in enumerate(pieces):
        page = _page(form, rows, done, {**words, "page": str(index + 1)}, is_last=index == len(pieces) - 1)
        if isinstance(page, Refusal):
            return page
        pages.append(page)
        done += len(rows)
    return Document("approval-roll", tuple(pages))


def _room(form: RollTemplate, *, is_first: bool, is_last: bool) -> int:
    """Return how many rows a page takes."""
    top = form.first_top if is_first else form.top
    bottom = form.bottom - (form.last_height if is_last else 0.0)
    return max(1, int((bottom - top - form.head_height) / form.row_height + 1e-6))


def _pieces(rows: Sequence[RollRow], form: RollTemplate) -> list[Sequence[RollRow]]:
    """Divide rows among pages so that the last one has room for the signatures."""
    pieces: list[Sequence[RollRow]] = []
    rest = rows
    while True:
        is_first = not pieces
        if len(rest) <= _room(form, is_first=is_first, is_last=True):
            return [*pieces, rest]
        room = min(_room(form, is_first=is_first, is_last=False), len(rest) - 1)
        pieces.append(rest[:room])
        rest = rest[room:]


def _page(
    form: RollTemplate, rows: Sequence[RollRow], done: int, words: Mapping[str, str], *, is_last: bool
) -> Page | Refusal:
    is_first = words["page"] == "1"
    around = placed((*(form.first if is_first else ()), *form.every), words)
    if isinstance(around, Refusal):
        return around
    top = form.first_top if is_first else form.top
    table = tuple(_table(form, rows, done, top, words))
    ending = placed(form.last if is_last else (), words)
    if isinstance(ending, Refusal):
        return ending
    end = top + form.head_height + len(rows) * form.row_height
    return Page(
        width=form.width, height=form.height, items=(*around, *table, *(moved(item, 0, end) for item in ending))
    )


def _table(
    form: RollTemplate, rows: Sequence[RollRow], done: int, top: float, words: Mapping[str, str]
) -> Iterator[Item]:
    wide = sum(column.width for column in form.columns)
    yield Rect(x=form.left, y=top, width=wide, height=form.head_height, colour=form.head_fill)
    titles = [filled(column.title, words) for column in form.columns]
    yield from _cells(form, titles, [form.head] * len(titles), top, form.head_height)
    y = top + form.head_height
    for index, row in enumerate(rows):
        texts = [_cell(column.key, row, done + index + 1) for column in form.columns]
        yield from _cells(form, texts, [column.style for column in form.columns], y, form.row_height)
        y += form.row_height
    yield from _grid(form, top, y, len(rows), wide)


def _cells(
    form: RollTemplate, texts: Sequence[str], styles: Sequence[Style], y: float, height: float
) -> Iterator[Item]:
    x = form.left
    for column, text, style in zip(form.columns, texts, styles, strict=True):
        if text:
            yield fitted(text, x=x + PADDING, y=y, width=column.width - 2 * PADDING, height=height, style=style)
        x += column.width


def _cell(key: str, row: RollRow, number: int) -> str:
    if key == "row":
        return str(number)
    if key == "sign":
        return ""
    value = getattr(row, key)
    if isinstance(value, date):
        return value.isoformat()
    return value or ""


def _grid(form: RollTemplate, top: float, bottom: float, rows: int, wide: float) -> Iterator[Line]:
    levels = [top, *(top + form.head_height + n * form.row_height for n in range(rows + 1))]
    for y in levels:
        yield Line(x1=form.left, y1=y, x2=form.left + wide, y2=y, width=HAIR)
    x = form.left
    for column in (*form.columns, None):
        yield Line(x1=x, y1=top, x2=x, y2=bottom, width=HAIR)
        x += column.width if column is not None else 0.0
