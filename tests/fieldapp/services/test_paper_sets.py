from datetime import date

import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.scans import sheet_number
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.paper_sets import BeginPaperSet, EndPaperSet, begin_paper_set, end_paper_set
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import SignedList, record_signed_list
from fieldapp.services.voids import UndoLast, undo_last
from tests.support.desk import draft, enroll, envelopes, roster_row


def stack(desk, **changed):
    values = {"first": "004410", "last": "US1:004414", "signed_on": date(2026, 11, 20)}
    return BeginPaperSet(**{**values, "event": desk.event, "operator": desk.operator, **changed})


def form(number):
    return ConsentAct(method=ConsentMethod.SHEET, reference=number)


def confirmed(desk, serial, act):
    return ConfirmApplication(draft=draft(serial, consent=act), event=desk.event, operator=desk.operator)


@pytest.fixture
def typing(desk):
    desk.must(begin_paper_set, stack(desk))
    return desk


def test_day_of_the_paper_stands_beside_the_time_of_typing(typing):
    rec = enroll(typing, 1, consent=form("US1:004411")).rec

    told = envelopes(typing)[-1]
    assert told["body"]["signed_on"] == "20261120"
    assert told["captured"]["time"] == int(typing.clock.now().timestamp() * 1000)
    assert told["rec"] == rec


def test_enrollment_without_a_stack_says_no_day(desk):
    enroll(desk, 1)

    assert "signed_on" not in envelopes(desk)[-1]["body"]


def test_unused_numbers_are_listed(typing):
    enroll(typing, 1, consent=form("004411"))
    enroll(typing, 2, consent=form("US1:004413"))

    assert typing.application.read.paper_set(typing.event).unused == ("004410", "004412", "004414")


def test_undone_person_gives_the_form_back(typing):
    enroll(typing, 1, consent=form("004411"))
    typing.must(undo_last, UndoLast(event=typing.event, operator=typing.operator))

    assert "004411" in typing.application.read.paper_set(typing.event).unused


def test_number_twice_is_refused(typing):
    enroll(typing, 1, consent=form("004411"))

    assert typing.refused(confirm, confirmed(typing, 2, form("US1:004411"))).code == "sheet_used"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (form("004420"), "paper_sheet_outside"),
        (form(None), "paper_sheet_needed"),
        (ConsentAct(method=ConsentMethod.PHONE, reference="4821"), "paper_sheet_needed"),
    ],
)
def test_every_person_has_a_form_of_the_stack(typing, act, code):
    refusal = typing.refused(confirm, confirmed(typing, 1, act))

    assert [(problem.code, problem.field) for problem in refusal.problems] == [(code, "consent")]


def test_after_the_stack_people_come_in_person_again(typing):
    typing.must(end_paper_set, EndPaperSet(event=typing.event, operator=typing.operator))

    assert typing.application.read.paper_set(typing.event) is None
    assert enroll(typing, 1).name
    assert typing.refused(end_paper_set, EndPaperSet(event=typing.event, operator=typing.operator)).code == (
        "paper_set_none"
    )


def test_one_stack_at_a_time(typing):
    assert typing.refused(begin_paper_set, stack(typing, first="1", last="9")).code == "paper_set_open"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"first": "x"}, "sheet_number_bad", "paper_first"),
        ({"last": "13800130001"}, "sheet_is_phone", "paper_last"),
        ({"last": "004409"}, "paper_range_bad", "paper_last"),
        ({"last": "44100"}, "paper_range_bad", "paper_last"),
        ({"first": "000000", "last": "009999"}, "paper_range_bad", "paper_last"),
        ({"signed_on": date(2026, 11, 23)}, "paper_day_ahead", "paper_day"),
    ],
)
def test_impossible_stack_is_refused(desk, changed, code, field):
    problem = desk.refused(begin_paper_set, stack(desk, **changed)).problems[0]

    assert (problem.code, problem.field) == (code, field)


def test_printed_numbers_count_without_their_check_digit(desk):
    printed = [sheet_number(7, counter) for counter in range(1, 5)]
    desk.must(begin_paper_set, stack(desk, first=printed[0], last=printed[-1]))

    enroll(desk, 1, consent=form(f"US1:{printed[1]}"))

    assert desk.application.read.paper_set(desk.event).unused == (printed[0], *printed[2:])


def test_stack_is_open_after_a_restart(typing):
    typing.reopen()

    assert typing.application.read.paper_set(typing.event).signed_on == date(2026, 11, 20)


@pytest.mark.parametrize("sheet", ["004411", "777"])
def test_nobody_signs_a_list_while_a_stack_is_typed_in(typing, sheet):
    listed = ImportRoster(
        event=typing.event,
        company="快马物流",
        file_name="名册.xlsx",
        file_digest="a" * 64,
        rows=(roster_row(1), roster_row(2)),
        operator=typing.operator,
        defaults={"employment": "platform", "region": "150203", "migrant": True},
    )
    roster = typing.must(import_roster, listed).roster
    rows = tuple(one.id for one in typing.application.read.roster_rows(roster))

    signed = SignedList(roster=roster, sheet=sheet, rows=rows, event=typing.event, operator=typing.supervisor)

    assert [one.code for one in typing.refused(record_signed_list, signed).problems] == ["paper_sheet_needed"]


def test_zeros_left_out_are_the_pads(typing):
    enroll(typing, 1, consent=form("4411"))

    assert envelopes(typing)[-1]["body"]["consents"]["reference"] == "004411"
    assert "004411" not in typing.application.read.paper_set(typing.event).unused
    assert typing.refused(confirm, confirmed(typing, 2, form("US1:004411"))).code == "sheet_used"
    assert typing.refused(confirm, confirmed(typing, 3, form("000004411"))).code == "sheet_used"


def test_ends_of_a_pad_are_written_alike(desk):
    desk.must(begin_paper_set, stack(desk, first="004410", last="4412"))

    assert desk.application.read.paper_set(desk.event).unused == ("004410", "004411", "004412")
