"""Merged cells of an .ods sheet, of which calamine tells nothing. Only in the reading child.

ODF 1.2 §19.679 table:number-rows-spanned. What is written in another way than the programs write it is not merged.
"""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field

from fieldapp.files.hidden_rows import PACKAGE_ERRORS

_SPANS_ROWS = re.compile(rb'table:number-rows-spanned="0*(?:[2-9]|[1-9]\d)')
_PART = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]{0,2000})>")
_ATTRIBUTE = re.compile(rb'table:(name|number-[\w-]{1,30})="([^"<>]{0,500})"')
_SEARCHED_MAXIMUM = 64 << 20

Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class _Place:
    """Where in a sheet the last tag stood; rows count from 1, columns from 0."""

    merges: list[Merge] = field(default_factory=list)
    row: int = 0
    next_row: int = 1
    column: int = 0

    def begin_row(self, repeated: int) -> None:
        self.row, self.next_row, self.column = self.next_row, self.next_row + repeated, 0

    def pass_cell(self, repeated: int, down: int, across: int) -> None:
        if down > 1:
            self.merges.append((self.row, self.row + down - 1, self.column, self.column + across - 1))
        self.column += repeated


def ods_merges(data: bytes) -> dict[str, list[Merge]]:
    """Return (first row, last row, first column, last column) of what spans rows, by the name of its sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.getinfo("content.xml").file_size > _SEARCHED_MAXIMUM:
                return {}
            content = package.read("content.xml")
        return _merges(content) if _SPANS_ROWS.search(content) else {}
    except PACKAGE_ERRORS:
        return {}


def _merges(content: bytes) -> dict[str, list[Merge]]:
    found: dict[str, list[Merge]] = {}
    place = _Place()
    for tag in _PART.finditer(content):
        said = dict(_ATTRIBUTE.findall(tag[2])) if b"table:n" in tag[2] else {}
        if tag[1] == b"table":
            place = _Place(found.setdefault(html.unescape(said.get(b"name", b"").decode()), []))
        elif tag[1] == b"table-row":
            place.begin_row(_number(said, b"number-rows-repeated"))
        else:
            spans = (_number(said, b"number-rows-spanned"), _number(said, b"number-columns-spanned"))
            place.pass_cell(_number(said, b"number-columns-repeated"), *spans)
    return found


def _number(said: dict[bytes, bytes], name: bytes) -> int:
    return min(max(int(said.get(name, b"1")), 1), 1_048_576)
