"""Identity numbers: the vectors of the standard, and properties that hold for every number."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain import identity
from fieldapp.domain.applications import DocumentType
from fieldapp.domain.identity import IdentityDocument, check_document, number_faults
from fieldapp.domain.problems import Severity
from fieldapp.domain.regions import known_counties
from tests.support.people import TODAY, People, document_no

RESIDENTS = {
    "150203200001011238": (date(2000, 1, 1), "1"),
    "150602198506150044": (date(1985, 6, 15), "2"),
    "152523199912317770": (date(1999, 12, 31), "1"),
}
PERMITS = ("810000199001010019", "820000199001010029", "830000199001010039")
FOREIGN = "911124198108030024"

numbers = st.builds(
    document_no,
    st.sampled_from(sorted(known_counties())),
    st.dates(date(1930, 1, 1), TODAY),
    st.integers(0, 999),
)


@pytest.mark.parametrize(("number", "told"), RESIDENTS.items())
def test_residents_number_is_accepted_and_tells_birth_and_sex(number: str, told: tuple[date, str]) -> None:
    assert check_document(DocumentType.RIC, number, TODAY) == IdentityDocument(
        type=DocumentType.RIC, number=number, birth=told[0], sex=told[1]
    )


@pytest.mark.parametrize("number", PERMITS)
def test_residence_permit_of_hong_kong_macao_taiwan_is_accepted_as_its_own_kind(number: str) -> None:
    assert isinstance(check_document(DocumentType.HMT_RP, number, TODAY), IdentityDocument)
    assert identity.kind_of(number) is DocumentType.HMT_RP


def test_foreigners_card_of_2023_is_accepted_with_its_birth_day() -> None:
    checked = check_document(DocumentType.FPR23, FOREIGN, TODAY)
    assert isinstance(checked, IdentityDocument)
    assert checked.birth == date(1981, 8, 3)
    assert identity.kind_of(FOREIGN) is DocumentType.FPR23


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DocumentType.FPR17, "USA110183010101"),
        (DocumentType.PASS, "E12345678"),
        (DocumentType.HM_PERMIT, "H12345678"),
        (DocumentType.HM_PERMIT, "M1234567801"),
        (DocumentType.TW_PERMIT, "12345678"),
        (DocumentType.MIL, "军字第00123号"),
        (DocumentType.OTHER, "X"),
    ],
)
def test_documents_without_check_character_need_only_their_pattern(kind: DocumentType, number: str) -> None:
    checked = check_document(kind, number, TODAY)
    assert isinstance(checked, IdentityDocument)
    assert checked.birth is None


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DocumentType.RIC, FOREIGN),
        (DocumentType.RIC, PERMITS[0]),
        (DocumentType.HMT_RP, "150203200001011238"),
        (DocumentType.FPR17, "US110183010101"),
        (DocumentType.HM_PERMIT, "A12345678"),
        (DocumentType.PASS, "E1"),
        (DocumentType.MIL, "9" * 31),
    ],
)
def test_number_of_another_kind_is_named_as_such(kind: DocumentType, number: str) -> None:
    problems = check_document(kind, number, TODAY)
    assert isinstance(problems, tuple)
    assert [problem.code for problem in problems] == ["id_kind"]


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("150203200001011239", ("id_checksum",)),
        ("15020320000101123X", ("id_checksum",)),
        ("1502032000010112O8", ("id_checksum",)),
        ("150203", ("id_length",)),
        ("", ("id_length",)),
        ("150203200001011238" + "0", ("id_length",)),
        ("150203850615004", ("id_legacy",)),
        ("1.50203E+17", ("id_lost_digits",)),
        ("1.505021998081765E+17", ("id_lost_digits",)),
        ("1.5E17", ("id_lost_digits",)),
        ("150203198101011000", ("id_lost_digits",)),
    ],
)
def test_wrong_number_gets_its_code(number: str, codes: tuple[str, ...]) -> None:
    assert number_faults(number, TODAY) == codes


@pytest.mark.parametrize("day", ["19900231", "19891301", "20010229", "00000101", "20261123"])
def test_birth_that_is_no_past_day_is_refused(day: str) -> None:
    first17 = f"150602{day}004"
    assert number_faults(first17 + identity.check_character(first17), TODAY) == ("id_birth",)


def test_wrong_check_and_wrong_birth_are_both_told() -> None:
    first17 = "15060219900231004"
    wrong = "1" if identity.check_character(first17) != "1" else "2"
    assert number_faults(first17 + wrong, TODAY) == ("id_checksum", "id_birth")


def test_born_today_is_a_real_birth_day() -> None:
    assert number_faults(document_no("150602", TODAY, 1), TODAY) == ()


def test_empty_number_is_missing_rather_than_short() -> None:
    problems = check_document(DocumentType.RIC, " \u3000", TODAY)
    assert isinstance(problems, tuple)
    assert [(problem.code, problem.field) for problem in problems] == [("document_missing", "document_no")]


@pytest.mark.parametrize(
    "written",
    [
        "15062419971207222x",
        "１５０６２４１９９７１２０７２２２Ｘ",
        " 150624 19971207 222X ",
        "150624-19971207-222X",
        "'15062419971207222X",
        "\ufeff15062419971207222X\u200b",
        "15062419971207222Х",
        "15062419971207222×",
        "\u202d15062419971207222X\u202c",
        "150624\n19971207222X",
    ],
)
def test_number_written_strangely_is_the_same_number(written: str) -> None:
    assert identity.normalise_document_no(written) == "15062419971207222X"


@given(numbers)
def test_every_made_number_passes_and_any_other_check_character_fails(number: str) -> None:
    assert number_faults(number, TODAY) == ()
    for other in set("0123456789X") - {number[17]}:
        assert number_faults(number[:17] + other, TODAY) in {("id_checksum",), ("id_lost_digits",)}


@given(numbers, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(number: str, place: int, digit: str) -> None:
    changed = number[:place] + digit + number[place + 1 :]
    assert (number_faults(changed, TODAY) == ()) == (changed == number)


@given(st.text(max_size=40))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = identity.normalise_document_no(text)
    assert identity.normalise_document_no(once) == once


def test_fifteen_digits_match_the_eighteen_of_the_same_person() -> None:
    assert identity.match_form("150602850615004") == "150602198506150044"
    assert identity.match_form("150602198506150044") == "150602198506150044"


def test_unknown_county_is_only_a_warning() -> None:
    problem = identity.region_problem(document_no("159999", date(1990, 1, 1), 1), known_counties())
    assert problem is not None
    assert (problem.code, problem.severity) == ("id_region_unknown", Severity.WARNING)


@pytest.mark.parametrize("number", ["152701198506150040", *PERMITS, FOREIGN, "E12345678"])
def test_abolished_county_and_other_kinds_are_not_warned_of(number: str) -> None:
    assert identity.region_problem(number, known_counties()) is None


@pytest.mark.parametrize("text", ["", "150203", "150203199002310000"])
def test_nothing_is_derived_from_what_is_no_number(text: str) -> None:
    assert identity.derive(text) is None


@pytest.mark.parametrize(
    ("birth", "today", "age"),
    [
        (date(2010, 11, 22), date(2026, 11, 22), 16),
        (date(2010, 11, 23), date(2026, 11, 22), 15),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_turns_on_the_birthday(birth: date, today: date, age: int) -> None:
    assert identity.age_on(birth, today) == age


@pytest.mark.parametrize(
    ("birthday", "fault"),
    [
        (date(2010, 11, 23), "under_16"),
        (date(2010, 11, 22), "minor"),
        (date(2008, 11, 23), "minor"),
        (date(2008, 11, 22), None),
    ],
)
def test_sixteenth_and_eighteenth_birthdays_are_the_bounds(birthday: date, fault: str | None) -> None:
    assert identity.age_fault(birthday, TODAY) == fault


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40000))
def test_age_never_falls_with_time(birth: date, days: int) -> None:
    later = min(birth + timedelta(days=days), date(2150, 1, 1))
    assert identity.age_on(birth, later) <= identity.age_on(birth, later + timedelta(days=1))


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("150203200001011238", "150203********1238"),
        ("150602850615004", "150602*****5004"),
        ("E12345678", "E****5678"),
        ("12345", "***45"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_masked_number_keeps_its_length_and_hides_the_middle(number: str, masked: str) -> None:
    assert identity.mask_document(number) == masked


def test_tail_is_the_last_four() -> None:
    assert identity.tail("150203200001011238") == "1238"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("150203200001011238", DocumentType.RIC),
        ("USA110183010101", DocumentType.FPR17),
        ("H12345678", DocumentType.HM_PERMIT),
    ],
)
def test_kind_is_guessed_from_the_shape(number: str, kind: DocumentType) -> None:
    assert identity.kind_of(number) is kind


def test_shape_that_several_kinds_share_is_not_guessed() -> None:
    assert identity.kind_of("12345678") is None


def test_synthetic_people_carry_valid_numbers_and_come_once() -> None:
    people = list(People(5).people(300))
    assert all(number_faults(one.document_no, TODAY) == () for one in people)
    assert len({one.document_no for one in people}) == len({one.phone for one in people}) == 300


@pytest.mark.parametrize("sign", ["x", "×", "Ⅹ", "*", "＊", "."])
def test_whatever_stands_for_the_last_x_is_read_as_one(sign: str) -> None:
    number = next(one for one in (document_no("150203", date(1985, 6, 15), n) for n in range(99)) if one[-1] == "X")
    assert identity.normalise_document_no(number[:-1] + sign) == number


@pytest.mark.parametrize(
    ("number", "chosen", "kind"),
    [
        (PERMITS[0], DocumentType.RIC, DocumentType.HMT_RP),
        ("150203200001011238", DocumentType.HMT_RP, DocumentType.RIC),
        ("150203200001011238", DocumentType.RIC_TMP, DocumentType.RIC_TMP),
        ("H12345678", DocumentType.PASS, DocumentType.PASS),
        ("12345678", DocumentType.RIC, DocumentType.RIC),
    ],
)
def test_a_kind_that_was_chosen_stays_while_the_number_fits(
    number: str, chosen: DocumentType, kind: DocumentType
) -> None:
    assert identity.kind_fitting(number, chosen) is kind
