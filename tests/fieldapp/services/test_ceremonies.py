from dataclasses import replace

import pytest

from fieldapp.domain.ceremonies import SeatStage
from fieldapp.domain.events import ApprovalPolicy, JoinChannel
from fieldapp.domain.views import RosterRowState
from fieldapp.services.approvals import OpenApprovalWindow, open_window
from fieldapp.services.cards import PrepareCard, RecordPrinted, prepare, record_printed
from fieldapp.services.ceremonies import HandOnStage, PullCards, hand_on_stage, pull_cards
from fieldapp.services.events import CreateEvent, OpenEvent, create_event, open_event
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import SignedList, record_signed_list
from tests.support.desk import APPROVER, copied_desk, envelopes, roster_row
from tests.support.desk import event as meeting

SEATS = ("10排1座", "2排2座", "2排1座")


@pytest.fixture
def stage(tmp_path):
    """A ceremony: three people signed beforehand and were approved, their cards are printed in seat order."""
    with copied_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        ceremony = replace(meeting(ApprovalPolicy.DELEGATED, name="集中入会仪式"), channel=JoinChannel.CEREMONY)
        desk.event = ceremony.id
        who = {"event": desk.event, "operator": desk.supervisor}
        desk.must(create_event, CreateEvent(event=ceremony, operator=desk.supervisor))
        desk.must(open_event, OpenEvent(**who))
        desk.must(open_window, OpenApprovalWindow(approver=APPROVER, **who))
        rows = (
            roster_row(1, seat="10排1座"),
            roster_row(2, seat="2排2座"),
            roster_row(3, seat="2排1座"),
            roster_row(4),
        )
        answers = {"employment": "platform", "region": "150203"}
        listed = ImportRoster(company="快马", file_name="r", file_digest="a", rows=rows, defaults=answers, **who)
        desk.roster = desk.must(import_roster, listed).roster
        people = desk.application.read.roster_rows(desk.roster)
        signed = tuple(one.id for one in people[:3])
        desk.must(record_signed_list, SignedList(roster=desk.roster, sheet="000900", rows=signed, **who))
        yield desk


def seats(desk):
    return desk.application.read.seats(desk.roster)


def printed(desk):
    for one in seats(desk):
        if one.stage is SeatStage.APPROVED:
            job = desk.must(prepare, PrepareCard(rec=one.rec, event=desk.event, operator=desk.operator)).job
            desk.must(record_printed, RecordPrinted(job=job, operator=desk.operator))
    return seats(desk)


def test_seats_stand_in_order_and_who_did_not_sign_has_no_card(stage):
    found = printed(stage)

    assert [one.label for one in found] == ["2排1座", "2排2座", "10排1座", "4"]
    assert [one.stage for one in found] == [SeatStage.PRINTED] * 3 + [SeatStage.LISTED]


def test_who_signed_beforehand_came_only_when_the_card_was_handed_over(stage):
    first = printed(stage)[0]
    figures = stage.application.read.figures(stage.event)
    assert (figures.applied, figures.approved, figures.checked_in) == (3, 3, 0)
    assert stage.application.read.close_out(stage.event).present == 0

    stage.must(hand_on_stage, HandOnStage(row=first.row, event=stage.event, operator=stage.operator))

    assert stage.application.read.figures(stage.event).checked_in == 1
    assert stage.application.read.close_out(stage.event).present == 1
    assert seats(stage)[0].stage is SeatStage.HANDED
    states = [one.state for one in stage.application.read.roster_rows(stage.roster)]
    assert states.count(RosterRowState.CHECKED_IN) == 1


def test_absentee_s_card_is_taken_out_spoiled_and_counted_nowhere(stage):
    absent = printed(stage)[1]

    stage.must(pull_cards, PullCards(roster=stage.roster, jobs=(absent.job,), operator=stage.operator))

    assert seats(stage)[1].stage is SeatStage.PULLED
    fact = envelopes(stage)[-1]
    assert (fact["sch"], fact["body"]["what"]) == ("card/1", "spoiled")
    over = HandOnStage(row=absent.row, event=stage.event, operator=stage.operator)
    assert stage.refused(hand_on_stage, over).code == "card_not_printed"
    figures = stage.application.read.figures(stage.event)
    assert (figures.checked_in, figures.cards_printed) == (0, 2)


def test_pulled_card_pulls_all_or_none(stage):
    found = printed(stage)
    stage.must(pull_cards, PullCards(roster=stage.roster, jobs=(found[0].job,), operator=stage.operator))

    again = PullCards(roster=stage.roster, jobs=(found[1].job, found[0].job), operator=stage.operator)
    assert stage.refused(pull_cards, again).code == "print_job_done"
    assert seats(stage)[1].stage is SeatStage.PRINTED


def test_card_is_handed_over_once_and_only_with_a_record(stage):
    found = printed(stage)
    over = HandOnStage(row=found[0].row, event=stage.event, operator=stage.operator)
    stage.must(hand_on_stage, over)

    assert stage.refused(hand_on_stage, over).code == "already_handed_over"
    nobody = HandOnStage(row=found[3].row, event=stage.event, operator=stage.operator)
    assert stage.refused(hand_on_stage, nobody).code == "roster_row_unknown"
