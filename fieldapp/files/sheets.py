"""What the reading child passes back: sheets of cells as compact text, or one refusal.

Text and not objects: a parser that a crafted file took over can then send nothing but text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_tables import Cell, MergedRange, TableRow

CELL_MAXIMUM = 4096
_CELL, _ROW, _SHEET = "\x1f", "\x1e", "\x1d"
_TROUBLE = (_ROW, _SHEET, "\0")
_NUMBER, _DATE = "\x01", "\x02"
_CONTROLS = dict.fromkeys(range(0x20), None) | {0x0A: "\n", 0x09: "\t", 0x0D: None}
_MARKED = {_NUMBER: Cell("", is_number=True), _DATE: Cell("", is_date=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as read: rows that are not blank, in order; ``visible`` is False for hidden sheets."""

    name: str
    rows: tuple[TableRow, ...] = ()
    visible: bool = True
    merges: tuple[MergedRange, ...] = ()
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits:
    """Caps of one reading; beyond them a file is refused, never cut.

    Rows and cells are those of one sheet; what is read of it fits into half a gigabyte on this side, too.
    """

    seconds: float = 9.0
    memory_mb: int = 512
    file_mb: int = 64
    output_mb: int = 192
    rows: int = 110_000
    columns: int = 400
    cells: int = 2_000_000


class UnreadableError(Exception):
    """Inside the reading child: the file cannot be a roster; carries the refusal's code."""

    def __init__(self, code: str, **details: str) -> None:
        """Remember the code and the words of its sentence."""
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(slots=True)
class SheetLines:
    """Collects one sheet's rows as wire text and keeps to the limits."""

    limits: ReadingLimits
    lines: list[str] = field(default_factory=list)
    cells: int = 0

    def add(self, number: int, texts: list[str]) -> None:
        """Add a row of marked texts; blank ones and blank ends are left out."""
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            return
        self.cells += len(texts)
        if len(texts) > self.limits.columns or self.cells > self.limits.cells:
            raise UnreadableError("roster_too_large")
        line = _CELL.join(texts)
        if len(line) > CELL_MAXIMUM or line.count(_CELL) >= len(texts) or any(mark in line for mark in _TROUBLE):
            line = _CELL.join(map(clean, texts))
        self.lines.append(f"{number}{_CELL}{line}")
        if len(self.lines) > self.limits.rows:
            raise UnreadableError("roster_too_large")


def clean(text: str) -> str:
    """Return a marked text, capped, without control characters that the wire uses."""
    mark = text[:1] if text[:1] in _MARKED else ""
    return mark + text[len(mark) : CELL_MAXIMUM].translate(_CONTROLS)


def number_text(value: float) -> str:
    """Return a number as a marked cell; from 10^15 on digits are gone and the exponent says so."""
    if not abs(value) < 1e15:
        return f"{_NUMBER}{value:.15e}"
    return f"{_NUMBER}{int(value)}" if value == int(value) else f"{_NUMBER}{value!r}"


def date_text(value: str) -> str:
    """Return a date or time as a marked cell."""
    return f"{_DATE}{value}"


def plain_text(value: str) -> str:
    """Return a text as an unmarked cell."""
    return value.lstrip("\x01\x02") if value[:1] in _MARKED else value


def encode_sheet(
    name: str,
    lines: Iterable[str],
    *,
    visible: bool = True,
    merges: Iterable[tuple[int, ...]] = (),
    hidden: Iterable[int] = (),
) -> str:
    """Return one sheet for the wire; merges are (first row, last row, first column, last column)."""
    about = {"name": name, "visible": visible, "merges": list(merges), "hidden": list(hidden)}
    header = json.dumps(about, ensure_ascii=False)
    return _ROW.join((header, *lines))


def encode_all(sheets: Iterable[str]) -> bytes:
    """Return the whole answer; lone surrogates of broken files become replacement characters."""
    return _SHEET.join(sheets).encode("utf-8", "replace")


def encode_refusal(code: str, details: Mapping[str, str]) -> bytes:
    """Return the answer that says why there is no table."""
    return json.dumps({"refusal": code, "details": dict(details)}).encode()


def _cell(marked: str, memo: dict[str, Cell]) -> Cell:
    kind = _MARKED.get(marked[:1])
    cell = Cell(marked[1:], kind.is_number, kind.is_date) if kind else Cell(marked)
    if len(memo) < 1_000_000:
        memo[marked] = cell
    return cell


def _row(line: str, memo: dict[str, Cell]) -> TableRow:
    number, *texts = line.split(_CELL)
    return TableRow(int(number), tuple([memo.get(text) or _cell(text, memo) for text in texts]))


def _sheet(text: str, memo: dict[str, Cell]) -> Sheet:
    header, *lines = text.split(_ROW)
    said = json.loads(header)
    merges = tuple(MergedRange(first_row=a, last_row=b, first_column=c, last_column=d) for a, b, c, d in said["merges"])
    rows = tuple([_row(line, memo) for line in lines])
    hidden = frozenset(int(number) for number in said["hidden"])
    return Sheet(name=str(said["name"]), rows=rows, visible=bool(said["visible"]), merges=merges, hidden=hidden)


def decode(answer: bytes) -> tuple[Sheet, ...] | Refusal:
    """Read a child's answer; ``ValueError`` or ``KeyError`` when it is no such answer."""
    if answer.startswith(b'{"refusal"'):
        said = json.loads(answer)
        return Refusal(code=str(said["refusal"]), details={str(k): str(v) for k, v in said["details"].items()})
    memo: dict[str, Cell] = {}
    return tuple(_sheet(text, memo) for text in answer.decode().split(_SHEET))
