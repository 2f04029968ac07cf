"""Writes workbooks: texts stay texts. Nothing a person typed can become a formula or a link.

XlsxWriter with formulas and URLs off; document numbers and phones are written as text cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fieldapp.domain.codes import table as code_table
from fieldapp.domain.roster_tables import RosterTable
from fieldapp.domain.rosters import RosterRow
from fieldapp.files.saving import new_workbook
from fieldapp.files.text_tables import harmless
from fieldapp.messages import message
from fieldapp.messages import translate as _

Value = str | int | float | date | None

TEMPLATE_HEADERS = ("姓名", "证件类型", "证件号码", "手机号码", "群体", "用工形式", "从业区域", "工作单位")
SEAT_HEADER = "座次"
_REQUIRED = frozenset({"姓名", "证件号码", "手机号码", "群体"})
_EXAMPLE = (
    "张三(示例,请删除本行)",
    "居民身份证",
    "150602198506150044",
    "13800000000",
    "货车司机",
    "劳务派遣",
    "150602",
    "某某公司",
)
_LISTS = {"证件类型": "document_types", "群体": "groups", "用工形式": "employment"}
_TEMPLATE_ROWS = 2000
_CHOICE_MAXIMUM = 255
_FOOTER_MARK = 120
"""A footer holds 255 characters, and the sign & stands twice; a longer one would be left out as a whole."""
_FIELD_HEADINGS = {"document_no": "证件号码", "phone": "手机号码", "name": "姓名", "group": "群体"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The cell formats of one workbook."""

    header: Any
    required: Any
    text: Any
    faulty: Any
    number: Any


def formats_of(book: Any) -> Formats:
    """Return the formats every workbook of ours uses."""
    frame = {"border": 1, "border_color": "#d9dfe6", "valign": "vcenter"}
    return Formats(
        header=book.add_format({**frame, "bold": True, "bg_color": "#eef1f4", "num_format": "@"}),
        required=book.add_format({**frame, "bold": True, "bg_color": "#ffe680", "num_format": "@"}),
        text=book.add_format({**frame, "num_format": "@"}),
        faulty=book.add_format({**frame, "num_format": "@", "bg_color": "#fde8ea", "font_color": "#a3182a"}),
        number=book.add_format(frame),
    )


def footer_of(mark: str) -> str:
    """Return the foot of each printed page: who took it out, cut to what a sheet's footer holds, and the page."""
    return f"&L{harmless(mark)[:_FOOTER_MARK].replace('&', '&&')}&R&P / &N"


def write_cell(sheet: Any, row: int, column: int, value: Value, formats: Formats) -> None:
    """Write one value; a text stays a text, whatever it looks like."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats.text)
    elif isinstance(value, str):
        sheet.write_string(row, column, harmless(value), formats.text)
    elif isinstance(value, date):
        sheet.write_string(row, column, value.isoformat(), formats.text)
    else:
        sheet.write_number(row, column, value, formats.number)


def _width(text: str) -> float:
    return sum(2.1 if ord(character) > 0x2E7F else 1.1 for character in text) + 2


def write_table(
    path: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[float] | None = None,
    sheet_name: str = "Sheet1",
) -> int:
    """Write one sheet with a frozen header; return how many rows it has.

    ``widths`` are in characters; without them the headings decide. ``OSError`` when the file
    cannot be written.
    """
    count = 0
    with new_workbook(path) as book:
        formats, sheet = formats_of(book), book.add_worksheet(sheet_name)
        for column, heading in enumerate(headers):
            sheet.set_column(column, column, widths[column] if widths else max(_width(heading), 12))
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headers):
            sheet.write_string(0, column, harmless(heading), formats.header)
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, count, column, value, formats)
    return count


def remark_of(row: RosterRow, headings: Mapping[str, str]) -> str:
    """Return "第N行 · 列名 · 原因 · 怎么改" for every code of a row, one line each."""
    lines = []
    for problem in row.problems():
        said = message(problem.code, problem.details)
        heading = headings.get(problem.field, _FIELD_HEADINGS[problem.field])
        where = _("第{row}行").format(row=row.row)
        lines.append(" · ".join((where, heading, f"{said.title}:{said.reason}", said.remedy)))
    return "\n".join(lines)


def write_error_workbook(path: Path, roster: RosterTable, rows: Iterable[RosterRow], mark: str) -> int:
    """Write the sheet as it came, faulty cells red, with a last column that says what to do.

    Row numbers stay those of the original. ``mark`` says who took it out. Return how many rows carry a remark;
    ``OSError`` when the file cannot be written.
    """
    by_number = {row.row: row for row in rows if row.codes}
    columns = roster.columns
    last = max((len(row.cells) for row in roster.rows), default=0)
    header = next((row for row in roster.rows if row.number == columns.header_row), None)
    headings = {
        name: header.cell(column).text.strip() for name, column in columns.columns.items() if header is not None
    }
    with new_workbook(path) as book:
        formats, sheet = formats_of(book), book.add_worksheet(_("待修正"))
        sheet.set_column(0, max(last - 1, 0), 18)
        sheet.set_column(last, last, 80)
        for row in roster.rows:
            judged = by_number.get(row.number)
            faulty = {columns.column(problem.field) for problem in judged.problems()} if judged else set()
            for column in range(max([len(row.cells), *(1 + one for one in faulty if one is not None)])):
                style = formats.faulty if column in faulty else formats.text
                sheet.write_string(row.number - 1, column, harmless(row.cell(column).text), style)
            if judged:
                sheet.write_string(row.number - 1, last, remark_of(judged, headings), formats.faulty)
            elif row is header:
                sheet.write_string(row.number - 1, last, _("问题与改法"), formats.header)
        _mark(book, sheet, mark)
    return len(by_number)


def _choices(book: Any, sheet: Any, heading: str, column: int) -> None:
    labels = list(code_table(_LISTS[heading]).legal_labels())
    if len(",".join(labels)) <= _CHOICE_MAXIMUM:
        source: list[str] | str = labels
    else:
        aside = book.get_worksheet_by_name("选项") or book.add_worksheet("选项")
        for row, label in enumerate(labels):
            aside.write_string(row, column, label)
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
        source = f"=选项!${letter}$1:${letter}${len(labels)}"
        aside.hide()
    sheet.data_validation(1, column, _TEMPLATE_ROWS, column, {"validate": "list", "source": source})


def write_template(path: Path) -> None:
    """Write the empty roster: required headings yellow, an example row, drop-downs, every cell text."""
    with new_workbook(path) as book:
        _lay_out_template(book, [_EXAMPLE], TEMPLATE_HEADERS)


def write_roster(path: Path, rows: Sequence[Sequence[str]], mark: str) -> int:
    """Write a roster like the template, so that it can be brought in again; return how many rows it has.

    The columns are the template's and 座次, which is left out when nobody has one. ``mark`` says who
    took it out and when. ``OSError`` when the file cannot be written.
    """
    headers = (*TEMPLATE_HEADERS, SEAT_HEADER) if any(row[-1] for row in rows) else TEMPLATE_HEADERS
    with new_workbook(path) as book:
        sheet = _lay_out_template(book, [row[: len(headers)] for row in rows], headers)
        _mark(book, sheet, mark)
    return len(rows)


def _mark(book: Any, sheet: Any, mark: str) -> None:
    """Say who took the file out: at the foot of each printed page, on a sheet of its own, in its properties."""
    sheet.set_footer(footer_of(mark))
    aside = book.add_worksheet(_("导出说明"))
    aside.set_column(0, 0, 80)
    aside.write_string(0, 0, harmless(mark))
    book.set_properties({"comments": harmless(mark)})


def _lay_out_template(book: Any, rows: Sequence[Sequence[str]], headers: Sequence[str]) -> Any:
    formats, sheet = formats_of(book), book.add_worksheet("名册")
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headers):
        sheet.set_column(column, column, 24, formats.text)
        sheet.write_string(0, column, heading, formats.required if heading in _REQUIRED else formats.header)
        for line, values in enumerate(rows, start=1):
            sheet.write_string(line, column, harmless(values[column]), formats.text)
        if heading in _LISTS:
            _choices(book, sheet, heading, column)
    return sheet
