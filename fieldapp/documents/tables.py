"""Lists as tables over A4 pages, with words around them and fields for signature and seal at the end.

Columns, widths and words are data (``resources/templates/*.json``). What a cell may show, masked or
whole, is decided by whoever fills the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
Row = Mapping[str, str]
"""One line of a list: the words of each of its facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: which fact of a row it shows (``row`` is the running number, ``sign`` stays empty)."""

    key: str
    title: str
    width: float
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTemplate:
    """A list's paper, the table's place on it, and what stands around it.

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
def template(name: str) -> TableTemplate:
    """Read the template of one kind of list."""
    part = templates.source(name)
    part.only("page", "colours", "words", "table", "first", "every", "last", "last_height")
    colours = part.table("colours")
    table = part.part("table")
    table.only("left", "first_top", "top", "bottom", "row_height", "head_height", "head_fill", "head", "columns")
    width, height = part.numbers("page", 2)
    fill = table.text("head_fill")
    if fill not in colours:
        raise table.fail("head_fill")
    return TableTemplate(
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
    part.only("key", "title", "width", *templates.STYLE_KEYS)
    return Column(
        key=part.text("key"),
        title=part.text("title"),
        width=part.number("width"),
        style=templates.style_of(part, colours),
    )


def table_document(
    name: str, title: str, words: Mapping[str, str], rows: Sequence[Row], *, columns: frozenset[str]
) -> Document | Refusal:
    """Return a list over as many pages as it needs, at least one; ``title`` is the job's ASCII name.

    ``columns`` are the facts a row has: a template that asks for another one is refused as it is read.
    Refuses ``qr_too_long`` for a number out of all measure.
    """
    form = template(name)
    for column in form.columns:
        if column.key not in {"row", "sign", *columns}:
            raise templates.source(name).fail(f"table.columns.{column.key}")
    pieces = _pieces(rows, form)
    said = {**form.words, **words, "count": str(len(rows)), "pages": str(len(pieces))}
    pages: list[Page] = []
    done = 0
    for index, piece in enumerate(pieces):
        page = _page(form, piece, done, {**said, "page": str(index + 1)}, is_last=index == len(pieces) - 1)
        if isinstance(page, Refusal):
            return page
        pages.append(page)
        done += len(piece)
    return Document(title, tuple(pages))


def _room(form: TableTemplate, *, is_first: bool, is_last: bool) -> int:
    """Return how many rows a page takes."""
    top = form.first_top if is_first else form.top
    bottom = form.bottom - (form.last_height if is_last else 0.0)
    return max(1, int((bottom - top - form.head_height) / form.row_height + 1e-6))


def _pieces(rows: Sequence[Row], form: TableTemplate) -> list[Sequence[Row]]:
    """Divide rows among pages so that the last one has room for the signatures."""
    pieces: list[Sequence[Row]] = []
    rest = rows
    while True:
        is_first = not pieces
        if len(rest) <= _room(form, is_first=is_first, is_last=True):
            return [*pieces, rest]
        room = min(_room(form, is_first=is_first, is_last=False), len(rest) - 1)
        pieces.append(rest[:room])
        rest = rest[room:]


def _page(
    form: TableTemplate, rows: Sequence[Row], done: int, words: Mapping[str, str], *, is_last: bool
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


def _table(form: TableTemplate, rows: Sequence[Row], done: int, top: float, words: Mapping[str, str]) -> Iterator[Item]:
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
    form: TableTemplate, texts: Sequence[str], styles: Sequence[Style], y: float, height: float
) -> Iterator[Item]:
    x = form.left
    for column, text, style in zip(form.columns, texts, styles, strict=True):
        if text:
            yield fitted(text, x=x + PADDING, y=y, width=column.width - 2 * PADDING, height=height, style=style)
        x += column.width


def _cell(key: str, row: Row, number: int) -> str:
    if key == "row":
        return str(number)
    if key == "sign":
        return ""
    return row.get(key, "")


def _grid(form: TableTemplate, top: float, bottom: float, rows: int, wide: float) -> Iterator[Line]:
    levels = [top, *(top + form.head_height + n * form.row_height for n in range(rows + 1))]
    for y in levels:
        yield Line(x1=form.left, y1=y, x2=form.left + wide, y2=y, width=HAIR)
    x = form.left
    for column in (*form.columns, None):
        yield Line(x1=x, y1=top, x2=x, y2=bottom, width=HAIR)
        x += column.width if column is not None else 0.0
