"""Rows of rosters: codes in the table's order, the outcomes, what earlier rows do to later ones."""

from dataclasses import replace
from datetime import date

import pytest

from fieldapp.domain.problems import Severity
from fieldapp.domain.roster_habits import Answers
from fieldapp.domain.rosters import (
    CODES,
    Cell,
    ColumnMap,
    RosterRow,
    RosterTable,
    TableRow,
    asked_of,
    check_rows,
    judged_again,
    with_columns,
)
from fieldapp.messages import catalogue
from tests.support.people import TODAY, People, SyntheticPerson, document_no, legacy_no

HEADER = ("姓名", "证件号码", "手机号码", "群体")
PEOPLE = tuple(People(11).people(6, group="truck"))


def table(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER, **more: object) -> RosterTable:
    lines = [
        TableRow(number, tuple(one if isinstance(one, Cell) else Cell(str(one)) for one in row))
        for number, row in enumerate((header, *rows), start=1)
    ]
    return with_columns(RosterTable(sheet="名册", rows=tuple(lines), **more))  # type: ignore[arg-type]  # named fields


def line(person: SyntheticPerson = PEOPLE[0], **changed: object) -> tuple[object, ...]:
    values = {"name": person.name, "number": person.document_no, "phone": person.phone, "group": "货车司机"}
    return tuple((values | changed).values())


def judge(*rows: tuple[object, ...], today: date = TODAY, group: str | None = None) -> list[RosterRow]:
    made = table(*rows)
    return list(check_rows(made, made.columns, today, group))


def codes(*rows: tuple[object, ...]) -> list[tuple[str, ...]]:
    return [row.codes for row in judge(*rows)]


def test_faultless_row_is_accepted_with_normalised_values() -> None:
    (row,) = judge(line())
    assert row.as_json() == {
        "row": 2,
        "outcome": "accept",
        "codes": [],
        "name": PEOPLE[0].name,
        "document_no": PEOPLE[0].document_no,
        "phone": PEOPLE[0].phone,
        "group": "truck",
    }


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"number": "150602198506150045"}, ("id_checksum",)),
        ({"number": "15060219850615004"}, ("id_length",)),
        ({"number": ""}, ("id_length",)),
        ({"number": legacy_no("150602", date(1985, 6, 15), 4)}, ("id_legacy",)),
        ({"number": "1.50603E+17"}, ("id_lost_digits",)),
        ({"number": Cell("1.506021985061500e+17", is_number=True)}, ("id_lost_digits",)),
        ({"number": document_no("150602", date(2012, 1, 1), 1)}, ("under_16",)),
        ({"phone": ""}, ("phone_missing",)),
        ({"phone": "12345678901"}, ("phone_invalid",)),
        ({"name": "\u3000"}, ("name_missing",)),
        ({"name": "张三1"}, ("name_invalid",)),
        ({"name": "一" * 51}, ("name_invalid",)),
        ({"name": "JOHN SMITH"}, ("name_invalid",)),
        ({"group": "未知工种"}, ("group_unknown",)),
        ({"group": ""}, ("group_unknown",)),
    ],
)
def test_faulty_row_is_rejected_with_its_code_and_shows_no_person(
    changed: dict[str, object], expected: tuple[str, ...]
) -> None:
    (row,) = judge(line(**changed))
    assert row.as_json() == {"row": 2, "outcome": "reject", "codes": list(expected)}


def test_sixteen_year_old_is_warned_of_and_shown() -> None:
    number = document_no("150602", date(2009, 11, 26), 489)
    (row,) = judge(line(number=number))
    assert (row.outcome, row.codes, row.as_json()["document_no"]) == ("warn", ("minor",), number)


def test_reference_day_decides_the_age() -> None:
    number = document_no("150602", date(2009, 11, 26), 489)
    (row,) = judge(line(number=number), today=date(2025, 11, 25))
    assert row.codes == ("under_16",)


def test_latin_name_with_a_foreigners_card_is_accepted() -> None:
    assert codes(line(name="JOHN SMITH", number="911124198108030024")) == [()]


def test_all_codes_of_a_row_are_listed_in_the_tables_order() -> None:
    (row,) = judge(("李1", "150602199002310041", "1", "?"))
    assert row.codes == tuple(sorted(row.codes, key=CODES.index))
    assert set(row.codes) >= {"id_birth", "phone_invalid", "name_invalid", "group_unknown"}


def test_phone_of_an_accepted_row_is_repeated_with_a_warning() -> None:
    assert codes(line(PEOPLE[0]), line(PEOPLE[1], phone=PEOPLE[0].phone)) == [(), ("phone_repeated",)]


def test_phone_of_a_rejected_row_is_not_repeated() -> None:
    assert codes(line(PEOPLE[0], name=""), line(PEOPLE[1], phone=PEOPLE[0].phone)) == [("name_missing",), ()]


def test_document_of_an_accepted_or_warned_row_is_a_duplicate() -> None:
    again = line(PEOPLE[1], number=f" {PEOPLE[0].document_no.lower()} ")
    assert codes(line(PEOPLE[0]), again) == [(), ("duplicate_in_file",)]


def test_document_of_a_rejected_row_is_no_duplicate() -> None:
    assert codes(line(PEOPLE[0], phone=""), line(PEOPLE[0])) == [("phone_missing",), ()]


def test_third_row_of_one_person_is_a_duplicate_too() -> None:
    assert codes(line(), line(), line())[2] == ("phone_repeated", "duplicate_in_file")


def test_default_group_fills_blanks_but_not_unknown_words() -> None:
    rows = judge(line(group=""), line(PEOPLE[1], group="未知工种"), group="food")
    assert [(row.group, row.codes) for row in rows] == [("food", ()), ("", ("group_unknown",))]


def test_title_speaks_for_a_sheet_without_a_group_column() -> None:
    made = table(("姓名", "证件号码", "手机号码"), line()[:3], header=("某公司货车司机花名册",))
    assert [(row.row, row.group) for row in check_rows(made, made.columns, TODAY)] == [(3, "truck")]


def test_group_that_heads_a_part_of_the_list_counts_for_the_rows_below_it() -> None:
    first, second, third = (line(person)[:3] for person in PEOPLE[:3])
    parts = (("一、货车司机(1人)",), HEADER[:3], first, ("二、快递员",), second, ("注:快递员另附",), third)
    made = table(*parts, header=("新就业形态劳动者入会花名册",))
    found = [(row.row, row.group) for row in check_rows(made, made.columns, TODAY)]
    assert found == [(4, "truck"), (6, "courier"), (8, "courier")]


def test_part_of_a_list_says_nothing_where_a_column_does() -> None:
    rows = judge(("二、快递员",), line(), line(PEOPLE[1], group=""))
    assert [(row.group, row.codes) for row in rows] == [("truck", ()), ("", ("group_unknown",))]


def test_title_does_not_speak_where_a_group_column_is_blank() -> None:
    made = table(HEADER, line(group=""), line(PEOPLE[1]), header=("某公司货车司机花名册",))
    assert [row.codes for row in check_rows(made, made.columns, TODAY)] == [("group_unknown",), ()]


def test_further_columns_become_codes_where_the_words_are_known() -> None:
    header = (*HEADER, "用工形式", "从业区域", "工作单位", "是否农民工")
    made = table(
        (*line(PEOPLE[0]), "劳务派遣", "东胜区", " 某公司 ", "是"),
        (*line(PEOPLE[1]), "志愿者", "150602", "", "否"),
        (*line(PEOPLE[2]), "", "市中区", "", "?"),
        header=header,
    )
    said = [(row.employment, row.region, row.employer, row.migrant) for row in check_rows(made, made.columns, TODAY)]
    assert said == [
        ("dispatch", "150602", "某公司", True),
        ("志愿者", "150602", "", False),
        ("", "市中区", "", None),
    ]


def test_problems_of_a_row_name_their_fields_and_weights() -> None:
    (row,) = judge(("", "150602198506150045", "1", "?"))
    said = {problem.code: (problem.field, problem.severity) for problem in row.problems()}
    assert said == {
        "id_checksum": ("document_no", Severity.ERROR),
        "phone_invalid": ("phone", Severity.ERROR),
        "name_missing": ("name", Severity.ERROR),
        "group_unknown": ("group", Severity.ERROR),
    }


def test_warning_stays_a_warning_as_a_problem() -> None:
    row = judge(line(PEOPLE[0]), line(PEOPLE[1], phone=PEOPLE[0].phone))[1]
    assert [problem.is_error for problem in row.problems()] == [False]


def test_every_code_has_its_sentence() -> None:
    assert set(CODES) <= catalogue().keys()


def test_table_without_usable_columns_has_no_people() -> None:
    made = RosterTable(sheet="x", rows=(TableRow(1, (Cell("随便"),)),))
    assert list(check_rows(made, ColumnMap(), TODAY)) == []


@pytest.mark.parametrize(
    ("values", "answers", "codes"),
    [
        ({}, Answers(), ("employment_missing", "region_missing")),
        ({}, Answers(employment="platform", region="150203"), ()),
        ({"employment": "合伙", "region": "某某新区"}, Answers(), ("employment_unknown", "region_unknown")),
        ({"employment": "labour", "region": "150203"}, Answers(), ()),
    ],
)
def test_import_asks_for_what_an_application_cannot_do_without(values, answers, codes):
    asked = asked_of(RosterRow(row=2, outcome="accept", **values), answers)

    assert asked.codes == codes
    assert asked.is_rejected is bool(codes)
    assert all(problem.field in ("employment", "region") for problem in asked.problems())


def test_mended_row_is_normalised_and_judged_again():
    answers = Answers(employment="platform", region="150203")
    faulty = RosterRow(
        row=4,
        outcome="reject",
        codes=("name_missing", "group_unknown"),
        name=" 张 三 ",
        document_no="150602198506150044",
        phone="138 0000 0000",
        group="骑手",
        written_group="送货",
    )

    mended = judged_again(faulty, TODAY, answers)

    assert (mended.outcome, mended.codes) == ("accept", ())
    assert (mended.name, mended.phone, mended.group, mended.written_group) == ("张三", "13800000000", "food", "")
    assert judged_again(replace(faulty, document_no="1"), TODAY, answers).codes == ("id_length",)


def test_chosen_words_of_a_sheet_are_understood():
    words = {"group": {"装卸工": "truck"}, "region": {"河东": "150202"}, "employment": {"合伙": "platform"}}
    header = TableRow(1, tuple(map(Cell, ("姓名", "身份证号", "手机号", "工种", "从业区域", "用工形式"))))
    line = TableRow(2, tuple(map(Cell, ("张三", "150602198506150044", "13800000000", " 装卸工", "河东", "合伙"))))
    table = with_columns(RosterTable(sheet="", rows=(header, line)))

    (row,) = check_rows(table, table.columns, TODAY, None, words)

    assert (row.group, row.region, row.employment, row.outcome) == ("truck", "150202", "platform", "accept")


def test_seat_is_read_where_a_column_has_it():
    header = TableRow(1, tuple(map(Cell, ("座位号", "姓名", "身份证号", "手机号", "工种"))))
    line = TableRow(2, tuple(map(Cell, ("3排12座", "张三", "150602198506150044", "13800000000", "货车司机"))))
    table = with_columns(RosterTable(sheet="", rows=(header, line)))

    assert [row.seat for row in check_rows(table, table.columns, TODAY)] == ["3排12座"]
