"""Foreign files: a table or one readable refusal, within seconds and whatever is in them."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_tables import RosterTable
from fieldapp.files import roster
from fieldapp.files.roster import read_file, read_table
from fieldapp.files.sheets import ReadingLimits
from fieldapp.messages import catalogue
from fieldapp.processes import StopCord, python_child
from resources import resource

SAMPLES = resource("data", "samples", "rosters")
XLSX = (SAMPLES / "02_titles_totals_courier.xlsx").read_bytes()
XLS = (SAMPLES / "06_legacy_truck.xls").read_bytes()
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PERSON = "张三,150602198506150044,13912345678"


def changed_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """Return the sample workbook with its sheet's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if "worksheets/sheet" in name else data)
    return out.getvalue()


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in members.items():
            package.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def with_far_cell(place: str) -> bytes:
    row = "".join(filter(str.isdigit, place))
    cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    return changed_sheet(lambda xml: xml.replace(b"</sheetData>", cell))


def with_filepass() -> bytes:
    """Return the old workbook with its second record turned into FILEPASS, as a password does."""
    start = XLS.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    second = start + 20
    return XLS[:second] + b"\x2f\x00" + XLS[second + 2 :]


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "roster_empty"),
    "blank": (b" \r\n \n", "roster_empty"),
    "zeros": (b"\0" * 5000, "roster_empty"),
    "truncated_xlsx": (XLSX[: len(XLSX) // 2], "roster_broken"),
    "truncated_xls": (XLS[:3000], "roster_broken"),
    "half_xml": (changed_sheet(lambda xml: xml[: len(xml) // 2]), "roster_broken"),
    "far_cell": (with_far_cell("XFD1048576"), "roster_broken"),
    "encrypted_xlsx": (COMPOUND + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2000), "roster_password"),
    "encrypted_xls": (with_filepass(), "roster_password"),
    "encrypted_ods": (zipped(content__xml="", **{"META-INF__manifest.xml": "<encryption-data/>"}), "roster_password"),
    "word": (zipped(word__document="<a/>"), "roster_not_table"),
    "pdf": (b"%PDF-1.7 ...", "roster_not_table"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "roster_not_table"),
    "html_without_table": (b"<html><body>hello</body></html>", "roster_not_table"),
    "noise": (random.Random(3).randbytes(20_000), "roster_encoding"),
    "prose": ("这只是一段话。没有表格。".encode(), "roster_no_columns"),
    "side_by_side": (
        "姓名,身份证号,电话,姓名,身份证号,电话\n"
        "甲某,150602198506150044,13912345678,乙某,150203200001011238,13912345679\n".encode(),
        "roster_side_by_side",
    ),
    "header_only": ("姓名,身份证号,电话\n".encode(), "roster_no_people"),
    "too_many_columns": (",".join(["姓名"] * 3000).encode(), "roster_too_large"),
    "too_many_rows": (("姓名,身份证号\n" + f"{PERSON}\n" * 111_000).encode(), "roster_too_large"),
    "spans_for_ever": (b"<table><tr>" + b"<td rowspan=999 colspan=999>x</td>" * 500, "roster_too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_file_that_is_no_roster_gets_one_refusal(name: str, tmp_path: Path) -> None:
    data, code = HOSTILE[name]
    path = tmp_path / "roster.xlsx"
    path.write_bytes(data)
    refused = read_table(path)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.code in catalogue()


@pytest.mark.parametrize(
    ("name", "data", "rows"),
    [
        ("xlsx.csv", XLSX, 78),
        ("xls.xlsx", XLS, 57),
        ("csv.xls", (SAMPLES / "03_gbk_food.csv").read_bytes(), 56),
        ("none", XLSX, 78),
        ("far row.xlsx", with_far_cell("A100000"), 79),
    ],
)
def test_content_and_not_the_name_says_what_a_file_is(name: str, data: bytes, rows: int, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    table = read_table(path)
    assert isinstance(table, RosterTable)
    assert len(table.rows) == rows


def test_folder_pipe_and_missing_file_are_refused_without_a_child(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    said = [read_table(path) for path in (tmp_path, tmp_path / "pipe", tmp_path / "none.xlsx", Path("/dev/zero"))]
    assert [one.code for one in said if isinstance(one, Refusal)] == [
        "roster_not_file",
        "roster_not_file",
        "roster_missing",
        "roster_not_file",
    ]


def test_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1 << 31)
    refused = read_table(path)
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_too_large"


def test_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"姓名,身份证号,电话\n{PERSON}\n", encoding="utf-8")
    refused = read_table(path, limits=ReadingLimits(seconds=0.01))
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_too_slow"


def test_reading_that_was_stopped_says_so(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"姓名,身份证号,电话\n{PERSON}\n", encoding="utf-8")
    cord = StopCord()
    cord.pull()
    refused = read_table(path, cord=cord)
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_stopped"


def test_answer_beyond_the_cap_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("姓名,身份证号\n" + f"{PERSON}\n" * 60_000, encoding="utf-8")
    refused = read_table(path, limits=ReadingLimits(output_mb=1))
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_too_large"


def test_memory_is_capped(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(with_far_cell("Z1000000"))
    refused = read_table(path, limits=ReadingLimits(memory_mb=256))
    assert isinstance(refused, Refusal)
    assert refused.code in {"roster_broken", "roster_too_large"}


def workbook(path: Path, *sheets: tuple[str, list[list[object]], str]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


ROSTER: list[list[object]] = [["姓名", "身份证号", "电话", "工种"], [*PERSON.split(","), "货车司机"]]


def test_explaining_and_hidden_sheets_are_passed_over(tmp_path: Path) -> None:
    example: list[list[object]] = [
        ["姓名", "身份证号", "电话", "工种"],
        ["李四", "150203200001011238", "13800000000", "保安"],
    ]
    path = workbook(
        tmp_path / "r.xlsx",
        ("填表说明", [["请如实填写"]], "visible"),
        ("示例", example, "visible"),
        ("去年", example, "hidden"),
        ("十一月", ROSTER, "visible"),
    )
    table = read_table(path)
    assert isinstance(table, RosterTable)
    assert table.sheet == "十一月"
    assert table.other_sheets == ("填表说明", "示例")


def test_example_sheet_is_used_when_there_is_nothing_else(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "r.xlsx", ("样例", ROSTER, "visible"), ("空", [], "visible")))
    assert isinstance(table, RosterTable)
    assert table.sheet == "样例"


def test_hidden_and_filtered_rows_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ("名 & 册", ROSTER * 3, "visible"))
    book = openpyxl.load_workbook(path)
    for number in (2, 4):
        book.worksheets[0].row_dimensions[number].hidden = True
    book.save(path)

    table = read_table(path)

    assert isinstance(table, RosterTable)
    assert table.hidden == {2, 4}
    assert [row.number for row in table.rows] == [1, 2, 3, 4, 5, 6]


def test_other_sheets_with_people_are_named_and_read_when_asked_for(tmp_path: Path) -> None:
    sheets = (("一队", ROSTER, "visible"), ("二队", ROSTER * 2, "visible"), ("去年", ROSTER, "hidden"))
    path = workbook(tmp_path / "r.xlsx", *sheets, ("填表说明", ROSTER, "visible"), ("备注", [["随便写写"]], "visible"))

    table = read_table(path)
    assert isinstance(table, RosterTable)
    assert (table.sheet, table.alike, table.hidden_sheets) == ("一队", ("二队", "去年"), {"去年"})

    other = read_table(path, sheet="去年")
    assert isinstance(other, RosterTable)
    assert (other.sheet, other.alike) == ("去年", ("一队", "二队"))


def test_a_sheet_that_is_gone_gives_way_to_the_first(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "r.xlsx", ("一队", ROSTER, "visible")), sheet="二队")
    assert isinstance(table, RosterTable)
    assert table.sheet == "一队"


def test_workbook_with_only_hidden_sheets_is_empty(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ("空", [], "visible"), ("藏", ROSTER, "hidden"))
    refused = read_table(path)
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_empty"


def test_rows_keep_their_sheet_numbers_when_the_data_begins_late(tmp_path: Path) -> None:
    blank: list[list[object]] = [[] for _ in range(4)]
    table = read_table(workbook(tmp_path / "r.xlsx", ("名册", blank + ROSTER, "visible")))
    assert isinstance(table, RosterTable)
    assert [row.number for row in table.rows] == [5, 6]
    assert table.header_row == 5


def test_all_sheets_are_read_with_their_state(tmp_path: Path) -> None:
    sheets = read_file(workbook(tmp_path / "r.xlsx", ("名册", ROSTER, "visible"), ("藏", ROSTER, "veryHidden")))
    assert not isinstance(sheets, Refusal)
    assert [(sheet.name, sheet.visible, len(sheet.rows)) for sheet in sheets] == [("名册", True, 2), ("藏", False, 2)]


@pytest.mark.parametrize("seed", range(25))
def test_mutated_workbook_gives_a_table_or_a_refusal(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice((XLSX, XLS)))
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "r.xls"
    path.write_bytes(bytes(data[: chance.randrange(len(data) // 2, len(data))]))
    said = read_table(path)
    assert isinstance(said, RosterTable) or said.code in catalogue()


def test_a_file_is_found_whatever_its_name_and_the_process_list_does_not_tell_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = list[tuple[str, ...]]()
    monkeypatch.setattr(roster, "python_child", lambda *words: started.append(words) or python_child(*words))
    for name in ("张建国的名册.csv", "two\nlines.csv", os.fsdecode(b"\xd5\xc5.csv")):
        path = tmp_path / name
        path.write_text("姓名,证件号码\n张建国,150203198506150018\n", encoding="utf-8")
        assert not isinstance(read_file(path), Refusal)
    assert started == [("fieldapp.files.reading_child",)] * 3
