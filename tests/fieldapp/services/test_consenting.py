import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.signatures import Point, Signature
from fieldapp.services.consenting import KeepSignature, keep_signature
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import CheckIn, check_in
from fieldapp.services.transfers import BeginTransfer, begin_transfer
from tests.support.desk import OTHER_UNION, begin_another, draft, enroll, envelopes, roster_row
from tests.support.signatures import SIGNED, sign

DOT = Signature(((Point(100, 100, 0),),))


def pen(reference):
    return ConsentAct(method=ConsentMethod.PEN, reference=reference)


def confirmed(desk, serial, act):
    return ConfirmApplication(draft=draft(serial, consent=act), event=desk.event, operator=desk.operator)


def test_signature_comes_back_with_its_record(desk):
    rec = enroll(desk, 1, consent=pen(sign(desk))).rec

    assert desk.application.read.signature(rec) == SIGNED


def test_signature_never_leaves_the_laptop(desk):
    enroll(desk, 1, consent=pen(sign(desk)))

    newest = envelopes(desk)[-1]
    assert "blobs" not in newest
    assert newest["body"]["consents"]["method"] == "pen"


def test_dot_is_not_kept(desk):
    assert desk.refused(keep_signature, KeepSignature(signature=DOT, operator=desk.operator)).code == (
        "signature_too_little"
    )


def test_signature_of_another_person_is_refused(desk):
    reference = sign(desk)
    enroll(desk, 1, consent=pen(reference))

    assert desk.refused(confirm, confirmed(desk, 2, pen(reference))).code == "pen_signature_missing"


def test_signature_that_was_never_kept_is_refused(desk):
    assert desk.refused(confirm, confirmed(desk, 1, pen("0" * 64))).code == "pen_signature_missing"


def test_signature_nobody_used_is_gone_the_day_after(desk):
    reference = sign(desk)
    desk.clock.forward(hours=25)
    sign(desk, Signature((*SIGNED.strokes, (Point(1, 1, 1), Point(9, 9, 9)))))

    assert desk.refused(confirm, confirmed(desk, 1, pen(reference))).code == "pen_signature_missing"


def test_draft_keeps_the_act_over_a_restart(desk):
    act = pen(sign(desk))
    desk.must(save_draft, SaveDraft(draft=draft(1, consent=act), event=desk.event, operator=desk.operator))
    desk.reopen()

    assert desk.application.read.draft(desk.event).consent == act
    assert desk.must(confirm, confirmed(desk, 1, act)).name


def test_form_that_somebody_else_signed_stops_a_transfer(desk):
    first = enroll(desk, 1)
    command = BeginTransfer(
        draft=draft(2, consent=draft(1).consent),
        event=desk.event,
        operator=desk.operator,
        reason="work_changed",
        strength=MatchStrength.CENTRE,
    )

    refusal = desk.refused(begin_transfer, command)

    assert (refusal.code, refusal.details["rec"]) == ("sheet_used", first.rec)


def test_form_that_somebody_else_signed_stops_a_check_in(desk):
    enroll(desk, 1)
    who = {"event": desk.event, "operator": desk.operator, "defaults": {"region": "150203", "employment": "platform"}}
    listed = ImportRoster(company="x", file_name="x", file_digest="x", rows=(roster_row(7),), **who)
    row = desk.application.read.roster_rows(desk.must(import_roster, listed).roster)[0].id
    command = CheckIn(row=row, consent=draft(1).consent, event=desk.event, operator=desk.operator)

    assert desk.refused(check_in, command).code == "sheet_used"


@pytest.mark.parametrize("written", ["００４４１１", "0044 11", "us1:004411", "US1: 004411"])
def test_form_that_somebody_signed_is_found_however_its_number_was_written(desk, written):
    enroll(desk, 1, consent=ConsentAct(method=ConsentMethod.SHEET, reference=written))

    again = ConsentAct(method=ConsentMethod.SHEET, reference="004411")
    second = ConfirmApplication(draft=draft(2, consent=again), event=desk.event, operator=desk.operator)

    assert desk.refused(confirm, second).code == "sheet_used"


def test_signature_that_could_not_be_shown_again_is_not_kept(desk):
    late = Signature(((Point(0, 0, 0), Point(500, 300, 600_001)),))

    refused = desk.refused(keep_signature, KeepSignature(signature=late, operator=desk.operator))

    assert refused.code == "signature_unreadable"


def test_code_of_a_phone_makes_no_transfer_after_it_made_a_record(desk):
    code = "0190b7c2-6f1e-7a34-8000-000000000001"
    enroll(desk, 1, pre_registration=code)

    again = BeginTransfer(
        draft=draft(2, pre_registration=code),
        event=desk.event,
        operator=desk.operator,
        reason="work_changed",
        strength=MatchStrength.FILTER,
    )

    assert desk.refused(begin_transfer, again).code == "pre_registration_used"


def sheet(number):
    return ConsentAct(method=ConsentMethod.SHEET, reference=number)


def moving(desk, serial, act):
    stated = draft(serial, consent=act, union=OTHER_UNION)
    return BeginTransfer(
        draft=stated, event=desk.event, operator=desk.operator, reason="换了单位", strength=MatchStrength.LOCAL
    )


def test_sheets_stay_taken_at_the_event_where_they_were_signed(desk):
    """Somebody joins at one event and moves at another: each pad has its own used sheet, and no other."""
    enroll(desk, 1, consent=sheet("004411"))
    first = begin_another(desk)
    desk.must(begin_transfer, moving(desk, 1, sheet("77")))

    assert desk.refused(confirm, confirmed(desk, 2, sheet("0077"))).code == "sheet_used"
    desk.must(confirm, confirmed(desk, 2, sheet("4411")))
    desk.event = first
    assert desk.refused(confirm, confirmed(desk, 3, sheet("4411"))).code == "sheet_used"
    desk.must(confirm, confirmed(desk, 3, sheet("77")))
