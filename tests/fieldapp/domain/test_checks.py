"""Checks of a draft: every field's rules, the bounds of age, what only warns."""

from datetime import date

import pytest

from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod, DocumentType, Source
from fieldapp.domain.checks import check_draft, check_field
from fieldapp.domain.problems import Problem
from fieldapp.messages import catalogue, message
from tests.support.people import TODAY, document_no, person


def found(draft: ApplicationDraft, field: str) -> list[tuple[str, bool]]:
    return [(problem.code, problem.is_error) for problem in check_field(draft, field, TODAY)]


def test_complete_draft_has_no_problems() -> None:
    assert check_draft(person().draft(), TODAY) == ()


def test_empty_draft_names_every_required_field_in_form_order() -> None:
    problems = check_draft(ApplicationDraft(), TODAY)
    assert [problem.code for problem in problems] == [
        "document_missing",
        "name_missing",
        "phone_missing",
        "group_missing",
        "employment_missing",
        "region_missing",
        "consent_missing",
    ]
    assert all(problem.is_error for problem in problems)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2010, 11, 23), [("under_16", True)]),
        (date(2010, 11, 22), [("minor", False)]),
        (date(2008, 11, 22), []),
    ],
)
def test_sixteenth_birthday_decides(birth: date, expected: list[tuple[str, bool]]) -> None:
    assert found(person().draft(document_no=document_no("150602", birth, 1)), "document_no") == expected


def test_unknown_county_in_the_number_only_warns() -> None:
    draft = person().draft(document_no=document_no("159999", date(1990, 1, 1), 1))
    assert found(draft, "document_no") == [("id_region_unknown", False)]


def test_wrong_number_is_an_error_and_says_nothing_of_age() -> None:
    assert found(person().draft(document_no="150203"), "document_no") == [("id_length", True)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"birth": "19850615"}, []),
        ({"birth": ""}, []),
        ({"birth": "19850616"}, [("birth_mismatch", False)]),
        ({"birth": "19850631"}, [("birth_invalid", True)]),
        ({"birth": "20991231"}, [("birth_invalid", True)]),
        ({"birth": "gestern"}, [("birth_invalid", True)]),
    ],
)
def test_stated_birth_is_held_against_the_number(changed: dict[str, str], expected: list[tuple[str, bool]]) -> None:
    assert found(person().draft(document_no="150602198506150044", **changed), "birth") == expected


@pytest.mark.parametrize(
    ("sex", "expected"),
    [("", []), ("2", []), ("1", [("sex_mismatch", False)]), ("9", []), ("5", [("sex_unknown", True)])],
)
def test_stated_sex_is_held_against_the_number(sex: str, expected: list[tuple[str, bool]]) -> None:
    assert found(person().draft(document_no="150602198506150044", sex=sex), "sex") == expected


def test_passport_without_birth_day_only_warns_that_nobody_checked_the_age() -> None:
    draft = person().draft(document_type=DocumentType.PASS, document_no="E12345678", name="John Smith")
    assert [(one.code, one.is_error) for one in check_draft(draft, TODAY)] == [("birth_missing", False)]


def test_stated_birth_of_a_passport_holder_is_checked_for_age() -> None:
    draft = person().draft(document_type=DocumentType.PASS, document_no="E12345678", birth="20150101")
    assert found(draft, "document_no") == [("under_16", True)]


def test_birth_of_a_wrong_number_is_not_asked_for() -> None:
    assert found(person().draft(document_no="150203"), "birth") == []


def test_private_use_character_asks_for_a_look() -> None:
    assert found(person().draft(name="李\ue863"), "name") == [("name_private_use", False)]


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("古" * 15, Source.READER, [("name_at_limit", False)]),
        ("古" * 14, Source.READER, []),
        ("𠮷" * 8, Source.READER, [("name_at_limit", False)]),
        ("古" * 15, Source.TYPED, []),
    ],
)
def test_name_as_long_as_the_chip_allows_may_be_cut(
    name: str, source: Source, expected: list[tuple[str, bool]]
) -> None:
    assert found(person().draft(name=name, sources={"name": source}), "name") == expected


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("group", "spaceman", "group_unknown"),
        ("employment", "volunteer", "employment_unknown"),
        ("region", "152701", "region_unknown"),
        ("ethnicity", "火星", "ethnicity_unknown"),
        ("phone", "123", "phone_invalid"),
    ],
)
def test_unknown_value_is_an_error_of_its_field(field: str, value: str, code: str) -> None:
    assert found(person().draft(**{field: value}), field) == [(code, True)]


def test_unknown_label_names_the_legal_ones() -> None:
    (problem,) = check_field(person().draft(group="spaceman"), "group", TODAY)
    assert "货车司机" in message(problem.code, problem.details).sentence


def test_known_ethnicity_is_accepted() -> None:
    assert found(person().draft(ethnicity="02"), "ethnicity") == []


@pytest.mark.parametrize(
    "consent",
    [
        None,
        ConsentAct(method=ConsentMethod.SHEET, purposes=("sms",)),
        ConsentAct(method=ConsentMethod.PEN, purposes=()),
    ],
)
def test_will_that_does_not_cover_membership_is_no_will(consent: ConsentAct | None) -> None:
    assert found(person().draft(consent=consent), "consent") == [("consent_missing", True)]


def test_field_without_rules_has_no_problems() -> None:
    assert check_field(ApplicationDraft(), "employer", TODAY) == ()


def test_every_code_of_an_empty_and_of_a_wrong_draft_has_its_sentence() -> None:
    wrong = ApplicationDraft(
        document_no="1", name="1", phone="1", group="x", employment="x", region="x", sex="x", birth="x", ethnicity="x"
    )
    problems: tuple[Problem, ...] = check_draft(ApplicationDraft(), TODAY) + check_draft(wrong, TODAY)
    assert {problem.code for problem in problems} <= catalogue().keys()


def test_what_a_province_requires_is_missed_only_there_and_said_once() -> None:
    draft = person().draft(ethnicity="", migrant=None)

    assert [one.code for one in check_draft(draft, TODAY) if one.field == "ethnicity"] == []
    missed = [one for one in check_draft(draft, TODAY, ("ethnicity", "migrant", "name")) if one.code == "item_missing"]
    assert [(one.field, one.details["item"]) for one in missed] == [("ethnicity", "民族"), ("migrant", "农民工")]
    wrong = check_draft(person().draft(ethnicity="火星"), TODAY, ("ethnicity",))
    assert [one.code for one in wrong if one.field == "ethnicity"] == ["ethnicity_unknown"]
