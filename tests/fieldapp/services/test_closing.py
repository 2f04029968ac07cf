import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.scans import make_receipt_code
from fieldapp.services.approvals import ApproveMany, CloseApprovalWindow, approve_many, close_window
from fieldapp.services.closing import MakeRolls, SeePaper, make_rolls, see_paper
from fieldapp.services.events import CloseEvent, close_event
from fieldapp.services.exports import NoteExport, note_export
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.people_at_work import AddOperator, add_operator
from fieldapp.services.transfers import BeginTransfer, begin_transfer
from fieldapp.services.voids import VoidRecord, void_record
from tests.support.desk import APPROVER, OTHER_UNION, begin_another, draft, enroll, envelopes
from tests.support.signatures import sign

UNSIGNED = ConsentAct(method=ConsentMethod.SHEET, reference=None)


def seeing(desk, code):
    return SeePaper(code=code, event=desk.event, operator=desk.operator)


def test_stack_is_scanned_down_to_nothing_and_a_second_scan_is_no_harm(desk):
    for serial in (1, 2):
        enroll(desk, serial)
    assert [one.sheet for one in desk.application.read.papers_left(desk.event)] == ["000001", "000002"]

    first = desk.must(see_paper, seeing(desk, "US1:000001"))
    again = desk.must(see_paper, seeing(desk, "000001"))
    last = desk.must(see_paper, seeing(desk, "US1:000002"))

    assert [(one.left, one.is_again, one.is_closed) for one in (first, again, last)] == [
        (1, False, False),
        (1, True, False),
        (0, False, False),
    ]
    assert desk.application.read.close_out(desk.event).papers_left == 0
    assert desk.application.read.close_out(desk.event).papers == 2


def test_signed_receipt_closes_a_missing_signature_with_a_consent_of_its_own(desk):
    done = enroll(desk, 1, consent=UNSIGNED)
    assert desk.application.read.figures(desk.event).missing_signature == 1

    seen = desk.must(see_paper, seeing(desk, make_receipt_code(done.number)))

    assert (seen.is_closed, seen.left, seen.name) == (True, 0, "张建国")
    fact = envelopes(desk)[-1]
    assert (fact["sch"], fact["rec"], fact["rev"]) == ("consent/1", done.rec, 2)
    assert fact["body"]["reference"] == make_receipt_code(done.number)
    assert desk.application.read.close_out(desk.event).figures.missing_signature == 0


@pytest.mark.parametrize(
    ("code", "refusal"),
    [("US1:777777", "paper_not_of_event"), ("UR1:123", "paper_code_bad"), ("hello", "paper_code_bad")],
)
def test_paper_of_nobody_here_is_put_aside(desk, code, refusal):
    enroll(desk, 1)

    assert desk.refused(see_paper, seeing(desk, code)).code == refusal


def test_paper_of_somebody_who_signed_by_pen_is_not_needed(desk):
    done = enroll(desk, 1, consent=ConsentAct(method=ConsentMethod.PEN, reference=sign(desk)))

    assert desk.refused(see_paper, seeing(desk, make_receipt_code(done.number))).code == "paper_not_needed"
    assert desk.application.read.close_out(desk.event).papers == 0


def test_papers_are_seen_while_the_event_is_open(desk):
    enroll(desk, 1)
    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))

    assert desk.refused(see_paper, seeing(desk, "US1:000001")).code == "event_not_open"


def test_figures_are_counted_apart(delegated):
    desk = delegated
    for serial in (1, 2, 3):
        enroll(desk, serial)
    desk.must(
        begin_transfer,
        BeginTransfer(
            draft=draft(1, union=OTHER_UNION),
            reason="调动",
            strength="local",
            event=desk.event,
            operator=desk.operator,
        ),
    )
    desk.must(
        void_record, VoidRecord(rec=enroll(desk, 4).rec, reason="录错", event=desk.event, operator=desk.supervisor)
    )
    given = HandOut(rec=enroll(desk, 5).rec, item="gift_bag", event=desk.event, operator=desk.operator)
    desk.must(hand_out, given)

    found = desk.application.read.close_out(desk.event)

    assert found.figures.applied == 4
    assert (found.present, found.joined, found.figures.transferred, found.figures.voided) == (4, 3, 1, 1)
    assert [(one.key, one.count) for one in found.not_handed] == [("gift_bag", 3)]
    assert found.counts()["joined"] == 3


def test_close_tells_the_centre_what_was_counted_apart(desk):
    enroll(desk, 1)

    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))

    counts = envelopes(desk)[-1]["body"]["counts"]
    assert {name: counts[name] for name in ("present", "applied", "joined", "papers_left")} == {
        "present": 1,
        "applied": 1,
        "joined": 0,
        "papers_left": 1,
    }


def test_who_waits_is_listed_until_approved(delegated):
    desk = delegated
    desk.application.execute(close_window, CloseApprovalWindow(event=desk.event, operator=desk.supervisor))
    recs = [enroll(desk, serial).rec for serial in (1, 2)]
    assert [one.rec for one in desk.application.read.waiting(desk.event)] == recs
    desk.open_window()

    desk.must(approve_many, ApproveMany(event=desk.event, approver=APPROVER, recs=(recs[0],), operator=desk.supervisor))

    assert [one.rec for one in desk.application.read.waiting(desk.event)] == recs[1:]


def test_rolls_are_numbered_and_hold_everybody_once(delegated):
    desk = delegated
    for serial in (1, 2):
        enroll(desk, serial)
    making = MakeRolls(event=desk.event, operator=desk.supervisor)

    (first,) = desk.must(make_rolls, making).numbers
    assert desk.refused(make_rolls, making).code == "nothing_to_roll"
    enroll(desk, 3)
    (second,) = desk.must(make_rolls, making).numbers

    rolls = desk.application.read.rolls(desk.event)
    assert [(one.number, one.people, one.approver) for one in rolls] == [(first, 2, APPROVER), (second, 1, APPROVER)]
    assert (first[-3:], second[-3:]) == ("-01", "-02")
    people = desk.application.read.roll_people(first)
    assert [one.number for one in people] == sorted(one.number for one in people)
    assert {len(one.document) for one in people} == {18}


def test_roll_of_yesterday_keeps_its_people_when_one_is_voided(delegated):
    desk = delegated
    rec = enroll(desk, 1).rec
    (number,) = desk.must(make_rolls, MakeRolls(event=desk.event, operator=desk.supervisor)).numbers

    desk.must(void_record, VoidRecord(rec=rec, reason="录错", event=desk.event, operator=desk.supervisor))

    assert len(desk.application.read.roll_people(number)) == 1


def test_only_a_supervisor_makes_rolls_and_only_of_a_known_event(delegated):
    making = MakeRolls(event=delegated.event, operator=delegated.operator)

    assert delegated.refused(make_rolls, making).code == "supervisor_needed"
    unknown = MakeRolls(event="none", operator=delegated.supervisor)
    assert delegated.refused(make_rolls, unknown).code == "event_unknown"


def test_export_is_logged_and_refused_to_helpers_of_the_day(desk):
    helper = desk.must(
        add_operator,
        AddOperator(name="帮手", role="operator", pin="135790", operator=desk.supervisor, event=desk.event),
    ).subject

    desk.must(note_export, NoteExport(what="day_report", subject=desk.event, rows=3, operator=desk.operator))

    assert desk.application.read.audit(1)[0].action == "exported"
    noted = NoteExport(what="day_report", subject=desk.event, rows=3, operator=helper)
    assert desk.refused(note_export, noted).code == "export_not_allowed"
    assert desk.refused(note_export, NoteExport(what="x", subject="", rows=0, operator="nobody")).code == (
        "operator_unknown"
    )


def test_how_records_came_about_is_listed_by_operator(desk):
    for serial in range(1, 6):
        desk.clock.forward(seconds=8)
        enroll(desk, serial, phone="13800000001")
    desk.clock.forward(minutes=5)
    enroll(desk, 6, consent=UNSIGNED)

    (found,) = desk.application.read.work_signs(desk.event)

    assert (found.operator, found.records, found.seconds, found.quick, found.burst) == ("李雷", 6, 8, 4, 6)
    assert (found.shared_phones, found.unsigned, found.taken_back) == (5, 1, 0)


def test_the_paper_of_a_transfer_lies_in_the_stack_of_the_event_where_it_was_signed(desk):
    """The stack of the first event is not short of a paper that lies at the second."""
    enroll(desk, 1)
    first = begin_another(desk)
    moved = draft(1, consent=ConsentAct(method=ConsentMethod.SHEET, reference="000077"), union=OTHER_UNION)
    desk.must(
        begin_transfer,
        BeginTransfer(
            draft=moved, event=desk.event, operator=desk.operator, reason="换了单位", strength=MatchStrength.LOCAL
        ),
    )

    assert [one.sheet for one in desk.application.read.papers_left(desk.event)] == ["000077"]
    assert desk.application.read.papers_left(first) == ()
    assert desk.must(see_paper, seeing(desk, "77")).left == 0
