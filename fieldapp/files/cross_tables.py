"""Writes a table with two levels of headings, as offices print it: title, groups over measures, rows, notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.files.saving import new_workbook
from fieldapp.files.text_tables import harmless

_FONT = "SimSun"
_A3 = 8
_FIRST_WIDTH, _MEASURE_WIDTH = 34.0, 9.5
_TITLE_ROW, _GROUP_ROW, _MEASURE_ROW, _FIRST_LINE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossLine:
    """One row: its name and one value per measure of every group, in the order of the headings."""

    name: str
    values: tuple[int, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTable:
    """What is written. Every group has every measure; ``corner`` heads the column of names."""

    title: str
    corner: str
    groups: tuple[str, ...]
    measures: tuple[str, ...]
    lines: tuple[CrossLine, ...]
    notes: tuple[str, ...]
    sheet: str


def write_cross_table(path: Path, *tables: CrossTable) -> None:
    """Write a sheet per table, frozen below its headings and set to print on A3.

    A zero stays blank, so that the figures that are there can be seen. ``OSError`` when the file cannot be written.
    """
    with new_workbook(path) as book:
        for table in tables:
            _write_sheet(book, table)


def _write_sheet(book: Any, table: CrossTable) -> None:
    sheet = book.add_worksheet(table.sheet)
    width = len(table.groups) * len(table.measures)
    _write_headings(book, sheet, table, width)
    _write_lines(book, sheet, table.lines)
    _write_notes(book, sheet, table.notes, _FIRST_LINE + len(table.lines) + 1, width)
    sheet.set_column(0, 0, _FIRST_WIDTH)
    sheet.set_column(1, max(1, width), _MEASURE_WIDTH)
    sheet.freeze_panes(_FIRST_LINE, 1)
    _set_page(sheet)


def _format(book: Any, **more: object) -> Any:
    return book.add_format({"font_name": _FONT, "font_size": 11, "valign": "vcenter", **more})


def _write_headings(book: Any, sheet: Any, table: CrossTable, width: int) -> None:
    title = _format(book, bold=True, align="center", font_size=16)
    head = _format(book, bold=True, align="center", border=1, bg_color="#eef1f4", text_wrap=True)
    sheet.set_row(_TITLE_ROW, 30)
    sheet.set_row(_MEASURE_ROW, 34)
    _merge(sheet, (_TITLE_ROW, 0, _TITLE_ROW, width), table.title, title)
    _merge(sheet, (_GROUP_ROW, 0, _MEASURE_ROW, 0), table.corner, head)
    span = len(table.measures)
    for place, group in enumerate(table.groups):
        first = 1 + place * span
        _merge(sheet, (_GROUP_ROW, first, _GROUP_ROW, first + span - 1), group, head)
        for offset, measure in enumerate(table.measures):
            sheet.write_string(_MEASURE_ROW, first + offset, harmless(measure), head)


def _merge(sheet: Any, area: tuple[int, int, int, int], text: str, style: Any) -> None:
    top, left, bottom, right = area
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, harmless(text), style)
    else:
        sheet.merge_range(top, left, bottom, right, harmless(text), style)


def _write_lines(book: Any, sheet: Any, lines: Sequence[CrossLine]) -> None:
    for offset, line in enumerate(lines):
        name = _format(book, border=1, bold=line.is_total)
        figure = _format(book, border=1, bold=line.is_total, align="right", num_format="#,##0")
        row = _FIRST_LINE + offset
        sheet.write_string(row, 0, harmless(line.name), name)
        for column, value in enumerate(line.values, start=1):
            if value:
                sheet.write_number(row, column, value, figure)
            else:
                sheet.write_blank(row, column, None, figure)


def _write_notes(book: Any, sheet: Any, notes: Sequence[str], first: int, width: int) -> None:
    style = _format(book, font_size=10, text_wrap=True, font_color="#51606f")
    for offset, note in enumerate(notes):
        _merge(sheet, (first + offset, 0, first + offset, width), note, style)


def _set_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TITLE_ROW, _MEASURE_ROW)
    sheet.repeat_columns(0)
