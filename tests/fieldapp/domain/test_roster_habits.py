import json
from dataclasses import replace
from types import MappingProxyType

from fieldapp.domain.roster_habits import KEPT, Answers, RosterHabit, habit_form, read_habit, remembered, with_habit
from fieldapp.domain.rosters import ColumnMap

GUESS = ColumnMap(columns=MappingProxyType({"name": 0, "phone": 2}), header_row=1)


def habit(company="快马物流", headings=("姓名", "证号", "联系", "班组"), **columns) -> RosterHabit:
    words = MappingProxyType({"group": MappingProxyType({"装卸工": "truck"})})
    return RosterHabit(
        company=company,
        headings=headings,
        columns=MappingProxyType(columns or {"name": 0, "document_no": 1, "phone": 2, "group": 3}),
        answers=Answers(employment="platform", migrant=False, words=words),
    )


def test_habit_comes_back_from_json_as_it_was():
    assert read_habit(json.loads(json.dumps(habit_form(habit())))) == habit()


def test_the_sheet_and_the_rows_left_out_come_back_too():
    answers = replace(habit().answers, sheet="二车队", leaves_hidden=True)
    one = replace(habit(), answers=answers)
    assert read_habit(json.loads(json.dumps(habit_form(one)))) == one


def test_same_headings_take_the_columns_as_they_were():
    assert habit().columns_in(("姓名", "证号", "联系", "班组"), GUESS).columns == habit().columns


def test_moved_headings_take_their_columns_along():
    found = habit().columns_in(("班组", "序", "姓名", "证号"), GUESS)

    assert dict(found.columns) == {"name": 2, "phone": 2, "document_no": 3, "group": 0}
    assert found.header_row == GUESS.header_row


def test_only_the_company_s_own_habit_is_remembered():
    kept = with_habit(with_habit([], habit()), habit("顺达货运", name=1))

    assert remembered(kept, "快马物流") == habit()
    assert remembered(kept, "别的公司") is None
    assert remembered(kept, "") is None


def test_newest_habit_of_a_company_takes_the_place_of_the_last_and_old_ones_give_way():
    kept = with_habit([], habit())
    for number in range(KEPT):
        kept = with_habit(kept, habit(f"公司{number}"))
    assert len(kept) == KEPT
    assert remembered(kept, "快马物流") is None
    assert len(with_habit(kept, habit("公司3", name=2))) == KEPT


def test_answers_that_were_not_given_are_no_defaults():
    assert Answers().defaults() == {}
    assert Answers(group="truck", migrant=False).defaults() == {"group": "truck", "migrant": False}
