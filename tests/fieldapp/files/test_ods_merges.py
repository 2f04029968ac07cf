"""Cells of an .ods sheet that span rows are told with their place; what is broken tells nothing."""

import io
import zipfile

import pytest

from fieldapp.files.ods_merges import ods_merges
from fieldapp.files.sheets import ReadingLimits, Sheet, decode, encode_all
from fieldapp.files.workbook_reading import read_workbook
from tests.support.rosters import MadeRoster, write_ods

CELL = '<table:table-cell office:value-type="string"><text:p>货车司机'
SPANNING = CELL.replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="3"')
COVERED = "<table:covered-table-cell/>"


def package(body: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("content.xml", f'<table:table table:name="甲 &amp; 乙">{body}</table:table>')
    return made.getvalue()


def test_merged_cells_reach_the_sheet(tmp_path):
    path = write_ods(
        MadeRoster(grid=[["姓名", "工种"], ["甲某", "货车司机"], ["乙某", None], ["丙某", None]]), tmp_path / "r.ods"
    )
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["content.xml"] = parts["content.xml"].decode().replace(CELL, SPANNING).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    sheets = decode(encode_all(read_workbook(path.read_bytes(), ReadingLimits())))
    assert isinstance(sheets, tuple)
    (sheet,) = sheets
    assert isinstance(sheet, Sheet)
    assert [(one.first_row, one.last_row, one.first_column) for one in sheet.merges] == [(2, 4, 1)]


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("<table:table-row><table:table-cell/>", (1, 3, 1, 1)),
        ('<table:table-row table:number-rows-repeated="4"/><table:table-row>', (5, 7, 0, 0)),
        ('<table:table-row><table:table-cell table:number-columns-repeated="6"/>', (1, 3, 6, 6)),
        ("<table:table-row>" + COVERED, (1, 3, 1, 1)),
    ],
)
def test_repeated_rows_and_cells_are_counted(before, place):
    assert ods_merges(package(f"{before}{SPANNING}")) == {"甲 & 乙": [place]}


def test_cells_that_span_columns_only_are_left_out():
    wide = '<table:table-row><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="1"/>'
    assert ods_merges(package(wide)) == {}
    assert ods_merges(package(wide + SPANNING)) == {"甲 & 乙": [(1, 3, 1, 1)]}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_broken_tells_nothing(data):
    assert ods_merges(data) == {}
