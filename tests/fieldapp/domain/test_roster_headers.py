"""Finding the header and the meaning of columns."""

import time

import pytest

from fieldapp.domain.roster_headers import (
    guess_columns,
    heading_field,
    is_side_by_side,
    title_group,
    with_columns,
)
from fieldapp.domain.roster_tables import BLANK, Cell, MergedRange, RosterTable, TableRow
from tests.support.people import People
from tests.support.rosters import GROUP_HEADINGS, NAME_HEADINGS, NUMBER_HEADINGS, PHONE_HEADINGS

PEOPLE = tuple(People(21).people(8, group="truck"))


def roster(*rows: tuple[str, ...], **more: object) -> RosterTable:
    lines = tuple(TableRow(number, tuple(map(Cell, row))) for number, row in enumerate(rows, start=1))
    return RosterTable(sheet="Sheet1", rows=lines, **more)  # type: ignore[arg-type]  # the tests name the fields


def people(count: int = 4) -> list[tuple[str, ...]]:
    return [(one.name, one.document_no, one.phone, "货车司机") for one in PEOPLE[:count]]


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        (NAME_HEADINGS, "name"),
        (NUMBER_HEADINGS, "document_no"),
        (PHONE_HEADINGS, "phone"),
        (GROUP_HEADINGS, "group"),
    ],
)
def test_headings_are_known_under_many_names(headings: tuple[str, ...], field: str) -> None:
    assert {(heading_field(heading) or ("",))[0] for heading in headings} == {field}


@pytest.mark.parametrize(
    "heading",
    [
        "紧急联系人姓名",
        "单位负责人姓名",
        "站长电话",
        "户主姓名",
        "紧急联系人电话",
        "身份证有效期",
        "身份证地址",
        "单位电话",
        "证件类型",
        "车牌号",
        "",
        "某" * 25,
    ],
)
def test_neighbours_of_the_four_columns_are_not_taken_for_them(heading: str) -> None:
    named = heading_field(heading)
    assert named is None or named[0] not in {"name", "document_no", "phone", "group"}


def test_header_below_titles_is_found_with_its_row_number() -> None:
    titles = (("某公司花名册",), ("填报单位:某公司", "", "2026年"))
    columns = guess_columns(roster(*titles, ("姓名", "身份证号", "电话", "工种"), *people()))
    assert columns.header_row == 3
    assert dict(columns.columns) == {"name": 0, "document_no": 1, "phone": 2, "group": 3}


def test_two_line_header_is_read_column_by_column() -> None:
    columns = guess_columns(
        roster(("姓名", "身份证号", "联系方式", ""), ("", "", "手机", "工种"), *people()),
    )
    assert columns.header_row == 2
    assert columns.column("group") == 3
    assert columns.column("phone") == 2


def test_vertically_merged_header_ends_at_its_last_row() -> None:
    merges = tuple(MergedRange(first_row=1, last_row=2, first_column=c, last_column=c) for c in range(4))
    columns = guess_columns(roster(("姓名", "身份证号", "电话", "工种"), ("", "", "", ""), *people(), merges=merges))
    assert columns.column("document_no") == 1
    assert columns.header_row in (1, 2)


def test_roster_without_a_header_is_read_by_its_contents() -> None:
    columns = guess_columns(roster(*people()))
    assert columns.header_row == 0
    assert dict(columns.columns) == {"document_no": 1, "phone": 2, "group": 3, "name": 0}


def test_column_without_a_heading_is_found_by_its_contents() -> None:
    columns = guess_columns(roster(("姓名", "身份证号", "", ""), *people()))
    assert columns.column("phone") == 2
    assert columns.column("group") == 3


def test_name_is_never_guessed_from_a_column_that_repeats_itself() -> None:
    rows = [("汉族", "东胜区", name, number, phone) for name, number, phone, _ in people(6)]
    assert guess_columns(roster(("甲", "乙", "丙", "身份证号", "电话"), *rows)).column("name") == 2


@pytest.mark.parametrize(
    "headings",
    [
        ("No.", "Full Name", "Gender", "ID Card No.", "Mobile No.", "Job Title"),
        ("編號", "姓名", "性別", "身分證字號", "行動電話", "職業"),
    ],
)
def test_headings_of_other_scripts_are_known(headings: tuple[str, ...]) -> None:
    rows = [(str(at), name, "男", number, phone, group) for at, (name, number, phone, group) in enumerate(people())]
    found = guess_columns(roster(headings, *rows))
    assert found.header_row == 1
    assert dict(found.columns) == {"sequence": 0, "name": 1, "sex": 2, "document_no": 3, "phone": 4, "group": 5}


@pytest.mark.parametrize(
    ("headings", "parts", "whole"),
    [
        (("姓", "名"), ("王", "小明"), "王小明"),
        (("姓氏", "名字"), ("欧阳", " 建国 "), "欧阳建国"),
        (("Last Name", "First Name"), ("IVANOV", "PETR"), "IVANOV PETR"),
    ],
)
def test_split_names_are_joined(headings: tuple[str, str], parts: tuple[str, str], whole: str) -> None:
    rows = [(str(at), *parts, number, phone) for at, (_, number, phone, _g) in enumerate(people())]
    joined = with_columns(roster(("序号", *headings, "身份证号", "电话"), *rows))
    assert [row.cell(joined.columns.column("name")).text for row in joined.rows[1:]] == [whole] * 4


def test_of_two_like_headings_the_one_whose_contents_fit_is_taken() -> None:
    rows = [(name, "东胜区", number, phone, group) for name, number, phone, group in people()]
    columns = guess_columns(roster(("姓名", "类别", "证件号码", "电话", "岗位"), *rows))
    assert columns.column("group") == 4


def test_mobile_phone_goes_before_a_contact_that_is_none() -> None:
    rows = [(name, number, "0477-8581234", phone) for name, number, phone, _ in people()]
    columns = guess_columns(roster(("姓名", "身份证号", "电话", "手机"), *rows))
    assert columns.column("phone") == 3


def test_text_that_is_no_roster_has_no_usable_columns() -> None:
    assert not guess_columns(roster(("今天天气很好。",), ("明天也不错。",))).is_usable
    assert not guess_columns(roster()).is_usable


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("某公司货车司机集体入会花名册", "truck"),
        ("外卖骑手名单", "food"),
        ("某快递公司花名册", None),
        ("快递员、外卖配送员花名册", None),
        ("名册", None),
        ("新就业形态劳动者入会花名册", None),
    ],
)
def test_title_names_one_group_or_none(title: str, group: str | None) -> None:
    assert title_group([title]) == group


def test_sheet_and_file_name_speak_when_the_title_is_silent() -> None:
    rows = [row[:3] for row in people()]
    sheet = RosterTable(sheet="货车司机", rows=roster(("姓名", "身份证号", "电话"), *rows).rows)
    assert guess_columns(sheet).title_group == "truck"
    assert guess_columns(roster(("姓名", "身份证号", "电话"), *rows, file_name="外卖骑手.xlsx")).title_group == "food"


def test_group_merged_over_several_rows_counts_for_each() -> None:
    first, *others = people()
    rows = [first, *((*row[:3], "") for row in others)]
    merges = (MergedRange(first_row=2, last_row=5, first_column=3, last_column=3),)
    filled = with_columns(roster(("姓名", "身份证号", "电话", "工种"), *rows, merges=merges))
    assert [row.cell(3).text for row in filled.rows[1:]] == ["货车司机"] * 4


def test_merged_name_is_not_written_into_the_next_row() -> None:
    merges = (MergedRange(first_row=2, last_row=3, first_column=0, last_column=0),)
    rows = people(2)
    filled = with_columns(roster(("姓名", "身份证号", "电话", "工种"), rows[0], ("", *rows[1][1:]), merges=merges))
    assert filled.rows[2].cell(0).is_blank


def test_thousands_of_overlapping_merges_cost_no_time() -> None:
    rows = [(*row[:3], "货车司机" if at == 0 else "") for at, row in enumerate(people() * 500)]
    merges = tuple(MergedRange(first_row=2, last_row=1_048_576, first_column=3, last_column=3) for _ in range(20_000))
    started = time.process_time()
    filled = with_columns(roster(("姓名", "身份证号", "电话", "工种"), *rows, merges=merges))
    assert {row.cell(3).text for row in filled.rows[1:]} == {"货车司机"}
    assert time.process_time() - started < 5


def test_short_row_has_blank_cells_beyond_its_end() -> None:
    assert TableRow(1, (Cell("x"),)).cell(5) is BLANK
    assert TableRow(1, (Cell("x"),)).cell(None) is BLANK


def test_group_column_that_nobody_filled_in_is_no_column() -> None:
    rows = [(*row[:3], "") for row in people()]
    columns = guess_columns(roster(("某公司货车司机花名册",), ("姓名", "身份证号", "电话", "工种"), *rows))
    assert columns.column("group") is None
    assert columns.title_group == "truck"


def test_contents_that_fit_go_before_a_heading_that_is_surer() -> None:
    rows = [(name, "驾-0001", number, phone, group) for name, number, phone, group in people()]
    columns = guess_columns(roster(("姓名", "证件号码", "驾驶员身份证号", "电话", "工种"), *rows))
    assert columns.column("document_no") == 2


def test_second_document_under_a_heading_of_its_own_is_nobody_beside() -> None:
    rows = [(name, number, phone, "配偶", number) for name, number, phone, _ in people()]
    couple = with_columns(roster(("姓名", "身份证号", "电话", "配偶姓名", "配偶身份证号"), *rows))
    empty = with_columns(roster(("姓名", "身份证号", "电话", "姓名", "身份证号"), *(row[:3] for row in rows)))
    assert not is_side_by_side(couple)
    assert not is_side_by_side(empty)
    assert not is_side_by_side(with_columns(roster(*people())))
