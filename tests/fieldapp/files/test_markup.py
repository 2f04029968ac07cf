"""Tables in HTML and in the XML of Excel 2003."""

import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.files.markup import read_markup
from fieldapp.files.sheets import ReadingLimits, Sheet, UnreadableError, decode, encode_all


def sheets(text: str) -> tuple[Sheet, ...]:
    said = decode(encode_all(read_markup(text.encode(), ReadingLimits())))
    assert not isinstance(said, Refusal)
    return said


def texts(text: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheets(text)[0].rows]


def test_cells_are_read_with_entities_and_breaks() -> None:
    page = "<table><tr><th>姓&nbsp;名<th>电话</tr><tr><td>张<br>三</td><td>&#49;39</td></tr></table>"
    assert texts(page) == [["姓 名", "电话"], ["张 三", "139"]]


def test_styles_and_titles_are_no_text() -> None:
    page = "<html><title>x</title><table><tr><td><style>td{}</style>张三</td></tr></table>"
    assert texts(page) == [["张三"]]


def test_cells_to_the_right_of_a_span_move_on() -> None:
    page = (
        "<table><tr><td rowspan=2>工种</td><td>甲</td></tr><tr><td>乙</td></tr>"
        "<tr><td colspan=2>丙</td><td>丁</td></tr></table>"
    )
    assert texts(page) == [["工种", "甲"], ["", "乙"], ["丙", "", "丁"]]
    (merged, wide) = sheets(page)[0].merges
    assert (merged.first_row, merged.last_row, merged.first_column) == (1, 2, 0)
    assert (wide.first_column, wide.last_column) == (0, 1)


def test_table_inside_a_cell_belongs_to_the_cell() -> None:
    page = "<table><tr><td>外<table><tr><td>内</td></tr></table></td><td>右</td></tr></table>"
    assert texts(page) == [["外内", "右"]]


def test_every_outer_table_is_a_sheet() -> None:
    assert len(sheets("<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>")) == 2


def test_truncated_page_gives_what_there_is() -> None:
    assert texts("<table><tr><td>张三</td><td>139") == [["张三", "139"]]


def test_spreadsheetml_keeps_indices_numbers_and_dates() -> None:
    page = (
        '<?xml version="1.0"?><Workbook xmlns:ss="x"><Worksheet ss:Name="名册"><Table>'
        '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">张三</Data></Cell>'
        '<Cell><Data ss:Type="Number">1.5060219850615E+17</Data></Cell>'
        '<Cell><Data ss:Type="Number">13912345678</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">1985-06-15T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Number">viel</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    (sheet,) = sheets(page)
    (row,) = sheet.rows
    assert (sheet.name, row.number) == ("名册", 3)
    assert [cell.text for cell in row.cells] == [
        "",
        "张三",
        "1.506021985061500e+17",
        "13912345678",
        "1985-06-15",
        "viel",
    ]
    assert [cell.is_number for cell in row.cells] == [False, False, True, True, False, False]
    assert row.cells[4].is_date


def test_an_index_that_goes_back_gives_nobody_the_row_or_the_cell_of_another() -> None:
    page = (
        '<Workbook><Worksheet ss:Name="x"><Table>'
        '<Row ss:Index="5"><Cell ss:Index="3"><Data>张三</Data></Cell><Cell ss:Index="3"><Data>139</Data></Cell></Row>'
        '<Row ss:Index="5"><Cell><Data>李四</Data></Cell></Row>'
        '<Row ss:Index="0"><Cell ss:Index="0"><Data>王五</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    (sheet,) = sheets(page)
    assert [row.number for row in sheet.rows] == [5, 6, 7]
    assert [cell.text for cell in sheet.rows[0].cells] == ["", "", "张三", "139"]


def test_row_that_no_sheet_has_is_refused() -> None:
    row = '<Row ss:Index="1048577"><Cell><Data>1</Data></Cell></Row>'
    page = f'<Workbook><Worksheet ss:Name="x"><Table>{row}</Table></Worksheet></Workbook>'
    with pytest.raises(UnreadableError):
        sheets(page)


def test_merged_cells_of_spreadsheetml_span_one_more_than_they_say() -> None:
    page = (
        '<Workbook><Worksheet ss:Name="x"><Table><Row><Cell ss:MergeDown="1"><Data>工种</Data></Cell>'
        "<Cell><Data>甲</Data></Cell></Row><Row><Cell><Data>乙</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    assert texts(page) == [["工种", "甲"], ["", "乙"]]


def test_page_without_a_table_is_no_table() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_markup(b"<html><p>hello", ReadingLimits())
    assert caught.value.code == "roster_not_table"


def test_row_outside_any_table_is_ignored() -> None:
    assert texts("<tr><td>draussen</td></tr><table><tr><td>drin</td></tr></table>") == [["drin"]]
