"""The story of a record: steps of its way, what happened when, checks left, and the one step that helps."""

import pytest

from fieldapp.domain.outcomes import Outcome, Transport
from fieldapp.domain.stories import StepState
from fieldapp.services.cards import (
    HandOver,
    PrepareCard,
    PrepareReceipt,
    RecordPrinted,
    RecordSpoiled,
    prepare,
    prepare_receipt,
    record_printed,
    record_spoiled,
)
from fieldapp.services.cards import hand_over as hand_card_over
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.transfers import TurnIntoTransfer, turn_into_transfer
from fieldapp.services.voids import VoidRecord, void_record
from fieldapp.store.queries.story import open_checks
from tests.support.desk import enroll, outcome_body


def story(desk, rec):
    return desk.application.read.timeline(rec)


def states(desk, rec):
    return {step.code: str(step.state) for step in story(desk, rec).steps}


def printed(desk, rec):
    job = desk.must(prepare, PrepareCard(rec=rec, event=desk.event, operator=desk.operator))
    desk.must(record_printed, RecordPrinted(job=job.job, operator=desk.operator))
    return job.job


def deliver(desk):
    with desk.application._store.database.writing() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE outbox SET state = 'delivered'")


def test_everything_is_told_in_the_order_of_time(delegated):
    rec = enroll(delegated, 1).rec
    delegated.clock.forward(minutes=1)
    printed(delegated, rec)
    delegated.clock.forward(minutes=1)
    change = ReviseApplication(
        rec=rec, changed={"name": "张建军"}, reason="同音字", event=delegated.event, operator=delegated.operator
    )
    delegated.must(revise, change)

    said = story(delegated, rec)

    assert [entry.code for entry in said.entries] == ["enrollment", "approval", "card_issued", "revision"]
    assert dict(said.entries[-1].details) == {"fields": "name", "reason": "同音字"}
    assert {entry.operator for entry in said.entries} == {"李雷"}
    assert (said.name, said.author, said.transport) == ("张建军", "李雷", Transport.READY)


def test_numbers_of_the_person_are_masked(desk):
    said = story(desk, enroll(desk, 1).rec)

    assert (said.document_masked[6:-4], said.phone_masked) == ("********", "138****0001")


def test_a_spoiled_card_and_what_was_handed_out_are_told_with_their_words(delegated):
    rec = enroll(delegated, 1).rec
    job = printed(delegated, rec)
    delegated.must(record_spoiled, RecordSpoiled(job=job, operator=delegated.operator, reason="卡纸"))
    give = HandOut(rec=rec, item="gift_bag", event=delegated.event, operator=delegated.operator)
    delegated.must(hand_out, give)

    told = {entry.code: dict(entry.details) for entry in story(delegated, rec).entries}

    assert told["card_spoiled"]["reason"] == "卡纸"
    assert told["handout"]["item"] == "gift_bag"


def test_a_queued_receipt_is_told_too(desk):
    rec = enroll(desk, 1).rec
    desk.must(prepare_receipt, PrepareReceipt(rec=rec, event=desk.event, operator=desk.operator))

    assert [entry.code for entry in story(desk, rec).entries] == ["enrollment", "print_queued"]


@pytest.mark.parametrize(
    ("outcome", "remedy"),
    [
        ("needs_correction", "correct"),
        ("duplicate", "transfer"),
        ("rejected", "contact_centre"),
        ("conflict", "contact_centre"),
        ("pooled", "sync"),
    ],
)
def test_the_step_that_helps_follows_what_the_centre_said(desk, outcome, remedy):
    rec = enroll(desk, 1).rec

    desk.feed(("outcome", outcome_body(rec, outcome, reason="见说明")))

    assert (story(desk, rec).remedy, story(desk, rec).reason) == (remedy, "见说明")


def test_the_card_goes_before_what_the_laptop_does_by_itself(delegated):
    rec = enroll(delegated, 1).rec
    assert story(delegated, rec).remedy == "print_card"
    printed(delegated, rec)
    assert story(delegated, rec).remedy == "hand_over"
    delegated.must(hand_card_over, HandOver(rec=rec, event=delegated.event, operator=delegated.operator))
    assert story(delegated, rec).remedy == "sync"
    deliver(delegated)
    assert story(delegated, rec).remedy == "none"


def test_the_way_of_a_member_is_walked_step_by_step(delegated):
    rec = enroll(delegated, 1).rec
    assert states(delegated, rec) == {
        "entered": "done", "sent": "now", "approved": "done", "card": "now", "handed": "open",
    }  # fmt: skip
    printed(delegated, rec)
    assert states(delegated, rec)["handed"] == "now"
    delegated.must(hand_card_over, HandOver(rec=rec, event=delegated.event, operator=delegated.operator))
    deliver(delegated)

    steps = story(delegated, rec).steps

    assert {step.state for step in steps} == {StepState.DONE}
    assert [step.code for step in steps if step.time is None] == ["sent", "approved"]
    assert steps[2].day is not None


def test_under_the_central_policy_the_approval_is_waited_for(desk):
    rec = enroll(desk, 1).rec
    assert states(desk, rec)["approved"] == "open"
    deliver(desk)
    assert states(desk, rec)["approved"] == "now"

    desk.feed(("outcome", outcome_body(rec, "needs_correction")))

    assert states(desk, rec)["approved"] == "stopped"


def test_a_recalled_card_is_to_be_taken_back(delegated):
    rec = enroll(delegated, 1).rec
    printed(delegated, rec)

    delegated.feed(("recall", {"rec": rec, "number": None, "reason": "重复"}))

    assert (story(delegated, rec).remedy, states(delegated, rec)["card"]) == ("take_back", "stopped")


def test_a_transfer_waits_for_no_card(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "duplicate")))
    desk.must(turn_into_transfer, TurnIntoTransfer(rec=rec, reason="换单位", event=desk.event, operator=desk.operator))

    assert "card" not in states(desk, rec)
    assert story(desk, rec).is_transfer


def test_a_void_record_ends_there_and_nothing_helps(desk):
    rec = enroll(desk, 1).rec
    desk.must(void_record, VoidRecord(rec=rec, reason="重复登记", event=desk.event, operator=desk.supervisor))

    said = story(desk, rec)

    assert [(step.code, step.state) for step in said.steps] == [
        ("entered", StepState.DONE),
        ("void", StepState.STOPPED),
    ]
    assert said.steps[-1].time is not None
    assert (said.remedy, said.entries[-1].details["reason"]) == ("none", "重复登记")


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (Outcome.UNKNOWN, ("not_checked_with_centre", "not_checked_on_site", "document_stated", "listed_at_centre")),
        (Outcome.POOLED, ("document_stated", "listed_at_centre")),
        (Outcome.APPROVED, ("document_stated",)),
    ],
)
def test_what_the_centre_judged_it_checked(outcome, left):
    deferred = ("not_checked_with_centre", "not_checked_on_site", "document_stated", "listed_at_centre")

    assert open_checks(deferred, outcome) == left
