"""Hidden rows are found in each kind of workbook that can say so; what is broken hides nothing."""

import struct
import zipfile
from pathlib import Path

import pytest

from fieldapp.files.hidden_rows import hidden_rows
from resources import resource
from tests.support.rosters import MadeRoster, write_ods

XLS = resource("data", "samples", "rosters", "06_legacy_truck.xls").read_bytes()
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xls_with_hidden(*numbers: int) -> bytes:
    """Return the sample with rows (from 1) of no height."""
    data = bytearray(XLS)
    for number in numbers:
        at = XLS.index(struct.pack("<HHH", 0x208, 16, number - 1))
        data[at + 16] |= 0x20
    return bytes(data)


def ods(folder: Path, change: tuple[str, str]) -> bytes:
    made = MadeRoster(grid=[["姓名", "证件号码"], ["甲某", "1"], ["乙某", "2"], ["丙某", "3"]])
    path = write_ods(made, folder / "r.ods")
    with zipfile.ZipFile(path) as package:
        content = package.read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("content.xml", content.replace(*change))
    return path.read_bytes()


def test_old_workbooks_tell_their_rows_of_no_height():
    assert hidden_rows(XLS) == {"Sheet1": []}
    assert hidden_rows(xls_with_hidden(3, 5)) == {"Sheet1": [3, 5]}


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_open_documents_tell_hidden_and_filtered_rows(tmp_path, how):
    row = f'<table:table-row table:visibility="{how}"><table:table-cell office:value-type="string"><text:p>乙某'
    plain = row.replace(f' table:visibility="{how}"', "")
    assert hidden_rows(ods(tmp_path, (plain, row))) == {"名册": [3]}


def test_one_tag_may_stand_for_many_rows(tmp_path):
    first = '<table:table-row><table:table-cell office:value-type="string"><text:p>甲某'
    many = '<table:table-row table:visibility="collapse" table:number-rows-repeated="4"/>'
    assert hidden_rows(ods(tmp_path, (first, many + first))) == {"名册": [2, 3, 4, 5]}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", XLS[:600], XLS[:30], COMPOUND + bytes(3000)])
def test_what_is_broken_hides_nothing(data):
    assert hidden_rows(data) == {}


def test_a_ring_of_sectors_ends():
    data = bytearray(XLS)
    fat = (struct.unpack_from("<I", XLS, 76)[0] + 1) * 512
    for place in range(128):
        struct.pack_into("<I", data, fat + 4 * place, 0)
    assert isinstance(hidden_rows(bytes(data)), dict)
