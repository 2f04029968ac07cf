from datetime import date

import pytest

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.forms import delegation_form
from fieldapp.services.approvals import (
    ApproveMany,
    CloseApprovalWindow,
    OpenApprovalWindow,
    approve_many,
    close_window,
    open_window,
)
from fieldapp.services.voids import VoidRecord, void_record
from tests.support.desk import APPROVER, delegation, enroll, envelopes, open_desk


@pytest.fixture
def waiting(tmp_path):
    """A delegated event with numbers, where two people wait without a window."""
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease()
        desk.recs = (enroll(desk, 1).rec, enroll(desk, 2).rec)
        yield desk


def opening(desk, approver=APPROVER, operator=None):
    return OpenApprovalWindow(event=desk.event, approver=approver, operator=operator or desk.supervisor)


def approving(desk, recs, approver=APPROVER):
    return ApproveMany(event=desk.event, approver=approver, recs=tuple(recs), operator=desk.supervisor)


def test_window_opens_for_a_named_approver(waiting):
    result = waiting.must(open_window, opening(waiting))

    assert result.left == 500
    assert waiting.application.read.approval_window(waiting.event).approver == APPROVER


def test_window_is_refused_to_strangers_to_the_delegation_and_to_operators(waiting):
    assert waiting.refused(open_window, opening(waiting, approver="路人")).code == "delegation_not_valid"
    assert waiting.refused(open_window, opening(waiting, operator=waiting.operator)).code == "supervisor_needed"


def test_window_is_refused_after_the_delegation_ended(waiting):
    waiting.clock.forward(days=60)

    assert waiting.refused(open_window, opening(waiting)).code == "delegation_not_valid"


def test_central_event_has_no_window(desk):
    assert desk.refused(open_window, opening(desk)).code == "event_not_delegated"


def test_delegation_the_centre_does_not_list_counts_for_nothing(waiting):
    waiting.application.feed.replace("delegations", '"1"', {"items": []})

    assert waiting.refused(open_window, opening(waiting)).code == "delegation_unknown"


def test_delegation_of_the_centre_goes_before_the_events_own_words(waiting):
    form = {**delegation_form(delegation()), "maximum": 1}
    waiting.application.feed.replace("delegations", '"1"', {"items": [form]})

    assert waiting.must(open_window, opening(waiting)).left == 1


def test_closed_window_gives_receipts_again(delegated):
    delegated.must(close_window, CloseApprovalWindow(event=delegated.event, operator=delegated.supervisor))

    assert not enroll(delegated, 1).is_approved
    refusal = delegated.refused(close_window, CloseApprovalWindow(event=delegated.event, operator=delegated.supervisor))
    assert refusal.code == "approval_window_closed"


def test_micro_batch_approves_those_who_wait_as_one_fact(waiting):
    waiting.must(open_window, opening(waiting))

    result = waiting.must(approve_many, approving(waiting, waiting.recs))

    fact = envelopes(waiting)[-1]
    assert fact["sch"] == "approval/1"
    assert fact["body"]["recs"] == list(waiting.recs)
    assert {rec: use["no"] for rec, use in fact["body"]["numbers"].items()} == result.numbers
    assert len(set(result.numbers.values())) == 2
    ready = waiting.application.read.ready_cards(waiting.event)
    assert {card.rec: card.number for card in ready} == result.numbers
    assert {card.approved_on for card in ready} == {date(2026, 11, 22)}


def test_batch_names_those_it_cannot_approve(waiting):
    waiting.must(open_window, opening(waiting))
    waiting.must(
        void_record, VoidRecord(rec=waiting.recs[0], reason="录错", event=waiting.event, operator=waiting.supervisor)
    )

    result = waiting.must(approve_many, approving(waiting, (*waiting.recs, "unknown")))

    assert set(result.numbers) == {waiting.recs[1]}
    assert result.refused == {waiting.recs[0]: "record_void", "unknown": "record_unknown"}


def test_nobody_is_approved_twice(waiting):
    waiting.must(open_window, opening(waiting))
    waiting.must(approve_many, approving(waiting, waiting.recs))

    assert waiting.refused(approve_many, approving(waiting, waiting.recs)).code == "nothing_to_approve"


def test_batch_needs_the_window_of_the_same_approver(waiting):
    assert waiting.refused(approve_many, approving(waiting, waiting.recs)).code == "approval_window_closed"
    waiting.must(open_window, opening(waiting))

    assert waiting.refused(approve_many, approving(waiting, waiting.recs, approver="苏和")).code == "approver_differs"


def test_batch_stops_at_the_last_number(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease(size=1)
        recs = (enroll(desk, 1).rec, enroll(desk, 2).rec)
        desk.open_window()

        result = desk.must(approve_many, approving(desk, recs))

        assert result.refused == {recs[1]: "not_approvable_here"}


def test_batch_stops_at_the_maximum(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED, maximum=1) as desk:
        desk.grant_lease()
        recs = (enroll(desk, 1).rec, enroll(desk, 2).rec)
        desk.open_window()

        assert len(desk.must(approve_many, approving(desk, recs)).numbers) == 1
