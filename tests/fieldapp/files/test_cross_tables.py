"""The printed table: two levels of headings, blank zeros, text that stays text."""

from pathlib import Path

import openpyxl
import pytest

from fieldapp.files.cross_tables import CrossLine, CrossTable, write_cross_table


def table(**changes: object) -> CrossTable:
    values: dict[str, object] = {
        "title": "统计表",
        "corner": "工会",
        "groups": ("货车司机", "快递员"),
        "measures": ("会员数", "其中新增"),
        "lines": (
            CrossLine(name="东胜区", values=(12, 0, 7, 3)),
            CrossLine(name="合计", values=(12, 0, 7, 3), is_total=True),
        ),
        "notes": ("会员数为累计净发展数量",),
        "sheet": "统计表",
    }
    return CrossTable(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def sheet(tmp_path: Path):
    write_cross_table(tmp_path / "t.xlsx", table())
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    yield book.active
    book.close()


def test_groups_stand_over_their_measures(sheet) -> None:
    assert [sheet["B2"].value, sheet["D2"].value] == ["货车司机", "快递员"]
    assert [cell.value for cell in sheet[3][1:5]] == ["会员数", "其中新增"] * 2
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"A1:E1", "A2:A3", "B2:C2", "D2:E2"}


def test_values_stand_below_their_headings_and_zeros_are_blank(sheet) -> None:
    assert [cell.value for cell in sheet[4]] == ["东胜区", 12, None, 7, 3]


def test_the_sum_is_bold(sheet) -> None:
    assert sheet["A5"].font.bold
    assert not sheet["A4"].font.bold


def test_headings_stay_in_sight_and_on_every_page(sheet) -> None:
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_notes_follow_the_table(sheet) -> None:
    assert sheet["A7"].value == "会员数为累计净发展数量"


def test_a_name_cannot_become_a_formula(tmp_path: Path) -> None:
    line = CrossLine(name="=cmd|' /C calc'!A0", values=(1, 2, 3, 4))

    write_cross_table(tmp_path / "t.xlsx", table(lines=(line,)))

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.active["A4"].data_type == "s"
    book.close()


def test_one_group_with_one_measure_needs_no_merging(tmp_path: Path) -> None:
    one = table(groups=("合计",), measures=("会员数",), lines=(CrossLine(name="东胜区", values=(4,)),), notes=())

    write_cross_table(tmp_path / "t.xlsx", one)

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.active["B4"].value == 4
    book.close()
