import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.views import RosterRowState
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.roster_imports import DiscardRoster, ImportRoster, discard_roster, import_roster
from fieldapp.services.rosters import CheckIn, SignedList, check_in, record_signed_list
from fieldapp.services.voids import UndoLast, undo_last
from tests.support.desk import OTHER_UNION, UNION, draft, enroll, envelopes, number_of
from tests.support.desk import roster_row as row

PHONE = ConsentAct(method=ConsentMethod.PHONE, reference="4821")
DEFAULTS = {"employment": "platform", "region": "150203", "union": UNION, "migrant": True}


def importing(desk, *rows, digest="a" * 64, defaults=None, known=frozenset(), **more):
    return ImportRoster(
        event=desk.event,
        company="快马物流",
        file_name="名册.xlsx",
        file_digest=digest,
        rows=rows,
        operator=desk.operator,
        defaults=DEFAULTS if defaults is None else defaults,
        known=known,
        **more,
    )


def arriving(desk, row_id, **more):
    return CheckIn(**{"row": row_id, "consent": PHONE, "event": desk.event, "operator": desk.operator, **more})


@pytest.fixture
def listed(desk):
    """An event with an imported roster of three, the third to be mended."""
    imported = desk.must(
        import_roster,
        importing(desk, row(1), row(2, "warn", codes=("minor",)), row(3, "reject", codes=("id_checksum",))),
    )
    desk.roster = imported.roster
    desk.rows = [one.id for one in desk.application.read.roster_rows(imported.roster)]
    return desk


def test_imported_row_waits_for_the_person_and_is_no_application(listed):
    view = listed.application.read.rosters(listed.event)[0]

    assert (view.total, view.waiting, view.to_fix, view.checked_in) == (3, 2, 1, 0)
    assert listed.application.read.figures(listed.event).applied == 0
    assert [fact["sch"] for fact in envelopes(listed)] == ["event/1"]


def test_import_counts_what_it_did(desk):
    result = desk.must(import_roster, importing(desk, row(1), row(2, "reject")))

    assert (result.committed, result.to_fix, result.skipped) == (1, 1, 0)


def test_importing_the_same_file_again_adds_nothing(listed):
    again = listed.must(import_roster, importing(listed, row(1), row(2), row(3, "reject")))

    assert (again.roster, again.committed, again.skipped) == (listed.roster, 0, 3)


def test_large_file_may_come_in_pieces(desk):
    first = desk.must(import_roster, importing(desk, row(1), row(2)))
    second = desk.must(import_roster, importing(desk, row(2), row(3)))

    assert first.roster == second.roster
    assert second.committed == 1
    assert desk.application.read.rosters(desk.event)[0].total == 3


def test_people_enrolled_already_are_marked_known(desk):
    enroll(desk, 1)

    result = desk.must(import_roster, importing(desk, row(1), row(2)))

    assert result.known == 1
    assert desk.application.read.roster_rows(result.roster)[0].state is RosterRowState.KNOWN


def test_people_whom_the_check_knew_stay_known_in_the_list(desk):
    rows = row(1), row(2), row(3, "reject", codes=("id_checksum",))
    result = desk.must(import_roster, importing(desk, *rows, known=frozenset({2, 4})))

    states = [one.state for one in desk.application.read.roster_rows(result.roster)]
    assert states == [RosterRowState.KNOWN, RosterRowState.WAITING, RosterRowState.TO_FIX]
    assert result.known == 1


def test_unknown_default_is_refused(desk):
    assert desk.refused(import_roster, importing(desk, row(1), defaults={"shoe": 1})).code == "field_unknown"


def test_import_needs_an_open_event(desk):
    command = importing(desk, row(1))
    closed = ImportRoster(
        event="none", company="x", file_name="x", file_digest="b", rows=command.rows, operator=desk.operator
    )

    assert desk.refused(import_roster, closed).code == "event_unknown"


def test_check_in_makes_the_row_an_application(listed):
    result = listed.must(check_in, arriving(listed, listed.rows[0]))

    fact = envelopes(listed)[-1]
    assert fact["rec"] == result.rec
    assert fact["body"]["roster_row"] == listed.rows[0]
    assert fact["body"]["person"]["employer"] == "快马物流"
    assert fact["body"]["person"]["migrant"] is True
    assert fact["body"]["employment"] == "platform"
    person = listed.application.read.roster_rows(listed.roster)[0]
    assert (person.state, person.rec) == (RosterRowState.CHECKED_IN, result.rec)
    assert listed.application.read.figures(listed.event).checked_in == 1


def test_check_in_takes_corrections_of_the_desk(listed):
    listed.must(check_in, arriving(listed, listed.rows[0], changed={"phone": "13911112222"}))

    assert envelopes(listed)[-1]["body"]["person"]["phone"] == "13911112222"


def test_words_of_the_sheet_go_before_the_defaults_of_the_file(desk):
    imported = desk.must(import_roster, importing(desk, row(1, employment="labour", employer="顺达货运")))
    waiting = desk.application.read.roster_rows(imported.roster)[0]

    desk.must(check_in, arriving(desk, waiting.id))

    assert envelopes(desk)[-1]["body"]["employment"] == "labour"
    assert envelopes(desk)[-1]["body"]["person"]["employer"] == "顺达货运"


def test_row_is_checked_in_once(listed):
    listed.must(check_in, arriving(listed, listed.rows[0]))

    assert listed.refused(check_in, arriving(listed, listed.rows[0])).code == "roster_row_done"


def test_row_to_be_mended_is_not_checked_in(listed):
    assert listed.refused(check_in, arriving(listed, listed.rows[2])).code == "roster_row_to_fix"


def test_unknown_row_is_refused(listed):
    assert listed.refused(check_in, arriving(listed, "none")).code == "roster_row_unknown"


def test_person_enrolled_since_is_refused_as_known(listed):
    enroll(listed, 1)

    assert listed.refused(check_in, arriving(listed, listed.rows[0])).code == "already_enrolled"


def test_row_without_what_an_application_needs_is_refused(desk):
    imported = desk.must(import_roster, importing(desk, row(1), defaults={}))
    waiting = desk.application.read.roster_rows(imported.roster)[0]

    assert desk.refused(check_in, arriving(desk, waiting.id)).code == "draft_has_problems"


def test_undone_check_in_lets_the_row_wait_again(listed):
    listed.must(check_in, arriving(listed, listed.rows[0]))

    listed.must(undo_last, UndoLast(event=listed.event, operator=listed.operator))

    assert listed.application.read.roster_rows(listed.roster)[0].state is RosterRowState.WAITING
    assert listed.must(check_in, arriving(listed, listed.rows[0])).rec


def signed(desk, rows, sheet="US1:000123", operator=None):
    return SignedList(
        roster=desk.roster, sheet=sheet, rows=tuple(rows), event=desk.event, operator=operator or desk.supervisor
    )


def test_signed_list_makes_rows_applications_with_the_sheet_as_consent(listed):
    result = listed.must(record_signed_list, signed(listed, listed.rows[:2]))

    assert len(result.results) == 2
    facts = [fact for fact in envelopes(listed) if fact["sch"] == "enrollment/1"]
    assert {fact["body"]["consents"]["reference"] for fact in facts} == {"US1:000123"}
    assert {fact["body"]["document_check"] for fact in facts} == {"employer_list"}
    assert listed.application.read.rosters(listed.event)[0].signed == 2


def test_signed_list_goes_on_past_rows_it_cannot_take(listed):
    enroll(listed, 1)

    result = listed.must(record_signed_list, signed(listed, listed.rows))

    assert len(result.results) == 1
    assert [(row_id, refusal.code) for row_id, refusal in result.refused] == [
        (listed.rows[0], "already_enrolled"),
        (listed.rows[2], "roster_row_to_fix"),
    ]


def test_signed_list_needs_a_supervisor_a_sheet_and_rows_of_this_roster(listed):
    assert (
        listed.refused(record_signed_list, signed(listed, listed.rows, operator=listed.operator)).code
        == "supervisor_needed"
    )
    assert listed.refused(record_signed_list, signed(listed, listed.rows, sheet=" ")).code == "sheet_missing"
    other = listed.must(import_roster, importing(listed, row(9), digest="c" * 64)).roster
    foreign = listed.application.read.roster_rows(other)[0].id
    result = listed.must(record_signed_list, signed(listed, [foreign]))
    assert result.refused[0][1].code == "roster_row_unknown"


@pytest.mark.parametrize("words", ["zj", "建国", number_of(1)[-4:], "0001"])
def test_row_is_found_by_digits_initials_or_name(listed, words):
    found = listed.application.read.roster_rows(listed.roster, words)

    assert listed.rows[0] in [one.id for one in found]


def test_rows_can_be_asked_for_by_state(listed):
    waiting = listed.application.read.roster_rows(listed.roster, state=RosterRowState.TO_FIX)

    assert [(one.row, one.codes) for one in waiting] == [(4, ("id_checksum",))]


def test_roster_counts_only_when_its_last_rows_are_here(desk):
    begun = desk.must(import_roster, importing(desk, row(1), row(2), is_last=False, expected=3, source="/a/名册.xlsx"))

    read = desk.application.read
    assert read.rosters(desk.event) == ()
    (cut,) = read.unfinished_rosters(desk.event)
    assert (cut.id, cut.here, cut.expected, cut.source) == (begun.roster, 2, 3, "/a/名册.xlsx")

    desk.must(import_roster, importing(desk, row(3)))
    assert read.unfinished_rosters(desk.event) == ()
    assert read.rosters(desk.event)[0].total == 3


def test_nobody_checks_in_before_the_roster_is_all_here(desk):
    begun = desk.must(import_roster, importing(desk, row(1), is_last=False, expected=2))
    waiting = desk.application.read.roster_rows(begun.roster)[0]

    assert desk.refused(check_in, arriving(desk, waiting.id)).code == "roster_row_unknown"


def test_stopped_import_goes_away_in_pieces(desk):
    begun = desk.must(import_roster, importing(desk, row(1), row(2), row(3), is_last=False, expected=9))
    command = DiscardRoster(roster=begun.roster, operator=desk.operator, limit=2)

    assert [desk.must(discard_roster, command).left for _ in range(2)] == [1, 0]
    assert desk.application.read.unfinished_rosters(desk.event) == ()
    assert desk.refused(discard_roster, command).code == "roster_unknown"


def test_finished_roster_is_not_taken_away(listed):
    command = DiscardRoster(roster=listed.roster, operator=listed.operator)

    assert listed.refused(discard_roster, command).code == "roster_in_use"


def test_people_of_another_roster_of_the_event_are_not_listed_twice(listed):
    again = listed.must(import_roster, importing(listed, row(1), row(3), row(7), digest="e" * 64))

    assert (again.committed, again.skipped, again.listed) == (2, 1, 1)
    names = [one.tail for one in listed.application.read.roster_rows(again.roster)]
    assert names == [number_of(3)[-4:], number_of(7)[-4:]]


def test_import_may_be_repeated_in_the_middle(desk):
    first = importing(desk, row(1), row(2), is_last=False, expected=3)
    desk.must(import_roster, first)
    again = desk.must(import_roster, first)

    assert (again.committed, again.skipped, again.listed) == (0, 2, 0)


def test_member_of_the_list_moves_by_a_transfer_and_the_form_keeps_its_draft(listed):
    enroll(listed, 1, union=OTHER_UNION)
    listed.must(save_draft, SaveDraft(draft=draft(77), event=listed.event, operator=listed.operator))

    result = listed.must(check_in, arriving(listed, listed.rows[0], is_transfer=True))

    assert result.is_transfer
    assert envelopes(listed)[-1]["sch"] == "transfer/1"
    assert listed.application.read.draft(listed.event).document_no == number_of(77)
    assert listed.application.read.roster_rows(listed.roster)[0].state is RosterRowState.CHECKED_IN


def test_signed_form_stands_for_one_person_only(listed):
    sheet = ConsentAct(method=ConsentMethod.SHEET, reference="000117")
    listed.must(check_in, arriving(listed, listed.rows[0], consent=sheet))

    assert listed.refused(check_in, arriving(listed, listed.rows[1], consent=sheet)).code == "sheet_used"
    assert listed.refused(record_signed_list, signed(listed, [listed.rows[1]], sheet="000117")).code == "sheet_used"


def test_signed_list_may_be_recorded_in_two_goes(listed):
    listed.must(record_signed_list, signed(listed, listed.rows[:1], sheet="000200"))

    assert len(listed.must(record_signed_list, signed(listed, listed.rows[1:2], sheet="000200")).results) == 1


def test_document_number_is_no_sheet(listed):
    assert listed.refused(record_signed_list, signed(listed, listed.rows, sheet=number_of(1))).problems[0].code == (
        "sheet_is_document"
    )
