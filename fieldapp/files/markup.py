"""Reads tables that only call themselves .xls: HTML pages and SpreadsheetML 2003, as exports often are.

One tolerant parser for both; entities are never expanded beyond characters.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from fieldapp.files.delimited import decode_text
from fieldapp.files.sheets import (
    ReadingLimits,
    SheetLines,
    UnreadableError,
    date_text,
    encode_sheet,
    number_text,
    plain_text,
)

_TABLES = ("table", "worksheet")
_ROWS = ("tr", "row")
_CELLS = ("td", "th", "cell")
_SPAN_MAXIMUM = 1000
_LAST_ROW = 1_048_576
"""The last row of a sheet in Excel and in the workbook of faulty rows."""


@dataclass(slots=True)
class _Table:
    name: str
    lines: SheetLines
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    number: int = 0
    taken: set[tuple[int, int]] = field(default_factory=set)


def _whole(text: str | None, default: int) -> int:
    return min(int(text), 2_000_000) if text and text.isascii() and text.isdigit() else default


class _TableParser(HTMLParser):
    """Collects every outermost table; cells that another cell spans are blank."""

    def __init__(self, limits: ReadingLimits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._limits = limits
        self._depth = 0
        self._row: dict[int, str] | None = None
        self._column = 0
        self._text: list[str] | None = None
        self._type = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell; attributes of SpreadsheetML carry the prefix ``ss:``."""
        said = {key.removeprefix("ss:"): value for key, value in attrs}
        if tag in ("style", "script", "title"):
            self._silent += 1
        elif tag in _TABLES:
            self._open_table(tag, said)
        elif self._depth == 1 and tag in _ROWS:
            self._end_row()
            table = self.tables[-1]
            # SpreadsheetML may leave rows out, never go back: a damaged index would give two people one row
            table.number = max(_whole(said.get("index"), 0), table.number + 1)
            if table.number > _LAST_ROW:
                raise UnreadableError("roster_too_large")
            self._row, self._column = {}, 0
        elif self._depth == 1 and self._row is not None and tag in _CELLS:
            self._open_cell(said)
        elif self._text is not None:
            self._inside_cell(tag, said, self._text)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a cell inside a nested table belongs to the outer cell."""
        if tag in ("style", "script", "title"):
            self._silent = max(self._silent - 1, 0)
        elif tag in _TABLES and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_row()
        elif self._depth == 1 and tag in _ROWS:
            self._end_row()
        elif self._depth == 1 and tag in _CELLS:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Collect a cell's text."""
        if self._text is not None and not self._silent:
            self._text.append(data)

    def finish(self) -> None:
        """End what a truncated file left open."""
        self.close()
        self._end_row()

    def _open_table(self, tag: str, said: dict[str, str | None]) -> None:
        # SpreadsheetML has a Table inside each Worksheet: the outer one carries the name
        if tag == "table" and self._depth == 1 and self.tables and not self.tables[-1].number and self._row is None:
            return
        self._depth += 1
        if self._depth == 1:
            self.tables.append(_Table(said.get("name") or "", SheetLines(self._limits)))

    def _inside_cell(self, tag: str, said: dict[str, str | None], text: list[str]) -> None:
        if tag == "data":
            self._type = said.get("type") or ""
        elif tag in ("br", "p", "div"):
            text.append(" ")

    def _open_cell(self, said: dict[str, str | None]) -> None:
        self._end_cell()
        table = self.tables[-1]
        if said.get("index"):
            self._column = max(_whole(said["index"], 0) - 1, self._column)
        while (table.number, self._column) in table.taken:
            self._column += 1
        if self._column >= self._limits.columns:
            raise UnreadableError("roster_too_large")
        self._span(
            across=_whole(said.get("colspan"), _whole(said.get("mergeacross"), 0) + 1),
            down=_whole(said.get("rowspan"), _whole(said.get("mergedown"), 0) + 1),
        )
        self._text, self._type = [], ""

    def _span(self, *, across: int, down: int) -> None:
        if (across, down) == (1, 1) or not 1 <= across <= _SPAN_MAXIMUM or not 1 <= down <= _SPAN_MAXIMUM:
            return
        table, column = self.tables[-1], self._column
        table.merges.append((table.number, table.number + down - 1, column, column + across - 1))
        # later cells of this row and of the rows below move to the right of the block
        for row in range(table.number, table.number + down):
            table.taken.update((row, one) for one in range(column, column + across))

    def _end_cell(self) -> None:
        if self._text is None or self._row is None:
            return
        self._row[self._column] = self._value(" ".join("".join(self._text).split()))
        self._text = None
        self._column += 1

    def _value(self, text: str) -> str:
        if self._type == "Number":
            try:
                return number_text(float(text))
            except (ValueError, OverflowError):
                return plain_text(text)
        return date_text(text[:10]) if self._type == "DateTime" else plain_text(text)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            cells = [self._row.get(column, "") for column in range(max(self._row) + 1)]
            self.tables[-1].lines.add(self.tables[-1].number, cells)
        self._row = None


def read_markup(data: bytes, limits: ReadingLimits) -> list[str]:
    """Return every table of an HTML page or SpreadsheetML file for the wire."""
    parser = _TableParser(limits)
    parser.feed(decode_text(data))
    parser.finish()
    if not parser.tables:
        raise UnreadableError("roster_not_table")
    return [encode_sheet(table.name, table.lines.lines, merges=table.merges) for table in parser.tables]
