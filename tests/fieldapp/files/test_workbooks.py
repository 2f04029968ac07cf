"""Workbooks and CSV we write: texts stay texts, the error workbook is the original with remarks."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_tables import RosterTable
from fieldapp.files.roster import read_table
from fieldapp.files.roster_check import CheckedRoster, check_file
from fieldapp.files.text_tables import disarmed, harmless, write_csv
from fieldapp.files.workbooks import (
    TEMPLATE_HEADERS,
    footer_of,
    write_error_workbook,
    write_roster,
    write_table,
    write_template,
)
from resources import resource
from tests.support.people import TODAY, People

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://example.invalid/", "{=1}", "\t=1"]
SAMPLE = resource("data", "samples", "rosters", "02_titles_totals_courier.xlsx")


def checked_sample() -> CheckedRoster:
    checked = check_file(SAMPLE, TODAY)
    assert not isinstance(checked, Refusal)
    return checked


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path) -> None:
    write_table(tmp_path / "t.xlsx", [text], [[text]])
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    for row in (1, 2):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.hyperlink, cell.value) == ("s", None, harmless(text))


def test_numbers_stay_numbers_dates_and_long_digits_become_text(tmp_path: Path) -> None:
    row = ["150602198506150044", 7, 0.5, date(2026, 11, 22), None, ""]
    assert write_table(tmp_path / "t.xlsx", list("abcdef"), [row], widths=[20] * 6) == 1
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["150602198506150044", 7, 0.5, "2026-11-22", None, None]


def test_table_without_rows_has_its_headings(tmp_path: Path) -> None:
    assert write_table(tmp_path / "new" / "t.xlsx", ["姓名"], []) == 0
    assert openpyxl.load_workbook(tmp_path / "new" / "t.xlsx").worksheets[0]["A1"].value == "姓名"


def test_error_workbook_is_the_original_with_red_cells_and_a_last_column(tmp_path: Path) -> None:
    checked = checked_sample()
    assert write_error_workbook(tmp_path / "e.xlsx", checked.table, checked.rows, "导出:赵敏") == 8
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    assert sheet["A1"].value == "某快递公司东胜分部集体入会花名册"
    assert sheet["G3"].value == "问题与改法"
    assert str(sheet["G27"].value).startswith("第27行 · 身份证号 · 证件号码校验不通过")
    assert str(sheet["C27"].fill.fgColor.rgb).endswith("FDE8EA")
    assert not str(sheet["B27"].fill.fgColor.rgb).endswith("FDE8EA")
    assert sheet["G4"].value is None


def test_mended_error_workbook_can_be_imported_again(tmp_path: Path) -> None:
    checked = checked_sample()
    write_error_workbook(tmp_path / "e.xlsx", checked.table, checked.rows, "导出:赵敏")
    again = check_file(tmp_path / "e.xlsx", TODAY)
    assert not isinstance(again, Refusal)
    assert [(row.row, row.codes) for row in again.rows] == [(row.row, row.codes) for row in checked.rows]


def test_blank_cell_beyond_the_end_of_its_row_is_red_too(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("姓名,身份证号,电话,工种\n张三,150602198506150044\n", encoding="utf-8")
    checked = check_file(path, TODAY)
    assert not isinstance(checked, Refusal)
    write_error_workbook(tmp_path / "e.xlsx", checked.table, checked.rows, "导出:赵敏")
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    assert str(sheet["D2"].fill.fgColor.rgb).endswith("FDE8EA")
    assert "第2行 · 工种" in str(sheet["E2"].value)


def test_template_marks_what_is_required_and_offers_lists(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book["名册"]
    assert tuple(cell.value for cell in sheet[1]) == TEMPLATE_HEADERS
    yellow = [cell.value for cell in sheet[1] if str(cell.fill.fgColor.rgb).endswith("FFE680")]
    assert yellow == ["姓名", "证件号码", "手机号码", "群体"]
    assert len(sheet.data_validations.dataValidation) == 3
    assert sheet["C1"].number_format == "@"


def test_empty_template_has_no_people_for_its_example_is_none(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    refused = read_table(tmp_path / "t.xlsx")
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_no_people"


def test_filled_template_is_read_with_all_its_columns(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    person = People(9).person()
    values = [person.name, "居民身份证", person.document_no, person.phone, "货车司机", "挂靠", "150602", "某公司"]
    for column, value in enumerate(values, start=1):
        book["名册"].cell(3, column, value)
    book.save(tmp_path / "filled.xlsx")
    checked = check_file(tmp_path / "filled.xlsx", TODAY)
    assert not isinstance(checked, Refusal)
    (row,) = checked.rows
    assert (row.outcome, row.group, row.employment, row.region) == ("accept", "truck", "affiliated", "150602")


def test_csv_opens_rightly_and_commands_nothing(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "t.csv", ["姓名"], [["=1+1"], ["王𠮷"]]) == 2
    data = (tmp_path / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["姓名"], ["'=1+1"], ["王𠮷"]]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a"])
def test_command_in_a_csv_field_is_disarmed(text: str) -> None:
    assert disarmed(text) == f"'{text}"


def test_controls_go_and_line_breaks_stay() -> None:
    assert harmless("a\x00b\nc\ud800") == "ab\nc"


def test_table_read_back_is_a_roster(tmp_path: Path) -> None:
    people = list(People(4).people(5, group="truck"))
    rows = [[one.name, one.document_no, one.phone, "货车司机"] for one in people]
    write_table(tmp_path / "t.xlsx", ["姓名", "证件号码", "手机号码", "群体"], rows)
    table = read_table(tmp_path / "t.xlsx")
    assert isinstance(table, RosterTable)
    assert len(table.rows) == 6


@pytest.mark.parametrize(
    "text", [" =1+1", "\u3000=1+1", "\r=1+1", "\n@SUM(1)", "\u2028-1", "＝1+1", "＠SUM(1)", "\ufeff+1"]
)
def test_command_behind_blanks_or_in_full_width_is_disarmed_too(text: str) -> None:
    assert disarmed(text) == f"'{harmless(text)}"


@pytest.mark.parametrize("mark", ["长" * 300, "&" * 300, "赵敏\ud800\x00 & 钱"])
def test_mark_of_whoever_took_a_roster_out_is_on_every_page(mark: str, tmp_path: Path) -> None:
    write_roster(tmp_path / "r.xlsx", [("=1+1", *[""] * 8)], mark)

    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["名册"]
    assert len(footer_of(mark)) <= 255
    assert sheet.oddFooter.left.text.startswith(harmless(mark)[:5].replace("&", "&&"))
    assert sheet["A2"].data_type == "s"


def test_characters_no_workbook_may_hold_go() -> None:
    assert harmless("a\uffffb\ufffec") == "abc"
