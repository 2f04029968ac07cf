from datetime import date

import pytest

from fieldapp.domain.views import PrintState
from fieldapp.services.cards import (
    HandOver,
    PrepareCard,
    PrepareReceipt,
    RecordPrinted,
    RecordSpoiled,
    hand_over,
    prepare,
    prepare_receipt,
    record_printed,
    record_spoiled,
)
from fieldapp.services.print_queue import MarkSent, mark_sent
from tests.support.desk import begin_another, enroll, envelopes, outcome_body


def preparing(desk, rec, **more):
    return PrepareCard(rec=rec, event=desk.event, operator=desk.operator, **more)


def sent(desk, job):
    desk.must(mark_sent, MarkSent(jobs=(job.job,), printer="HP", operator=desk.operator))
    return job


def printed(desk, job):
    return RecordPrinted(job=job, operator=desk.operator, printer="PDF")


@pytest.fixture
def member(delegated):
    """Somebody who was approved on the spot."""
    delegated.rec = enroll(delegated, 1).rec
    return delegated


def test_card_shows_number_name_union_group_day_and_token(member):
    job = member.must(prepare, preparing(member, member.rec))

    assert job.number == member.application.read.details(member.rec).number
    assert (job.name, job.group, job.joined) == ("张建国", "货车司机", date(2026, 11, 22))
    assert job.union_name == "昆都仑区货车司机联合工会"
    assert job.token.startswith("UM1:")
    assert job.copy == 1


def test_card_is_not_printed_before_approval(desk):
    rec = enroll(desk, 1).rec

    assert desk.refused(prepare, preparing(desk, rec)).code == "not_approved_yet"


def test_number_of_the_centre_makes_the_card_ready(desk):
    rec = enroll(desk, 1).rec
    desk.feed(
        ("outcome", outcome_body(rec, "approved", number="150000900016", status_index=77, approved_on="20261121"))
    )

    ready = desk.application.read.ready_cards(desk.event)
    job = desk.must(prepare, preparing(desk, rec))

    assert [card.number for card in ready] == ["150000900016"]
    assert (job.number, job.joined) == ("150000900016", date(2026, 11, 21))


def test_printed_card_is_a_fact_and_leaves_the_ready_list(member):
    job = member.must(prepare, preparing(member, member.rec))
    sent(member, job)

    member.must(record_printed, printed(member, job.job))

    fact = envelopes(member)[-1]
    assert fact["body"] == {"what": "issued", "serial": job.number, "copy": 1}
    assert fact["card"] == job.job
    assert member.application.read.ready_cards(member.event) == ()
    assert member.application.read.print_jobs(member.event)[0].state is PrintState.PRINTED


def test_queued_job_is_taken_up_again_instead_of_doubled(member):
    first = member.must(prepare, preparing(member, member.rec))

    second = member.must(prepare, preparing(member, member.rec))

    assert (second.job, second.copy) == (first.job, 1)


def test_second_copy_needs_a_reason(member):
    job = member.must(prepare, preparing(member, member.rec))
    member.must(record_printed, printed(member, job.job))

    assert member.refused(prepare, preparing(member, member.rec)).code == "reprint_needs_reason"
    assert member.must(prepare, preparing(member, member.rec, reason="遗失")).copy == 2


def test_spoiled_card_is_printed_again_without_excuse(member):
    job = sent(member, member.must(prepare, preparing(member, member.rec)))
    member.must(record_spoiled, RecordSpoiled(job=job.job, reason="卡纸", operator=member.operator))

    again = member.must(prepare, preparing(member, member.rec))

    assert again.copy == 2
    assert envelopes(member)[-1]["body"] == {"what": "spoiled", "serial": job.number, "copy": 1, "reason": "卡纸"}


def test_card_found_spoiled_after_printing_can_still_be_said_so(member):
    job = member.must(prepare, preparing(member, member.rec))
    member.must(record_printed, printed(member, job.job))

    result = member.must(record_spoiled, RecordSpoiled(job=job.job, reason="花了", operator=member.operator))

    assert result.state is PrintState.SPOILED
    assert len(member.application.read.ready_cards(member.event)) == 1


def test_job_in_flight_at_a_crash_comes_back_unconfirmed(member):
    job = member.must(prepare, preparing(member, member.rec))
    sent(member, job)

    member.reopen()

    assert member.application.read.print_jobs(member.event)[0].state is PrintState.UNKNOWN
    assert member.refused(prepare, preparing(member, member.rec)).code == "reprint_needs_reason"
    assert member.must(record_printed, printed(member, job.job)).state is PrintState.PRINTED


def test_finished_or_unknown_jobs_do_not_move(member):
    job = member.must(prepare, preparing(member, member.rec))
    member.must(record_printed, printed(member, job.job))

    assert member.refused(record_printed, printed(member, job.job)).code == "print_job_done"
    assert (
        member.refused(mark_sent, MarkSent(jobs=("none",), printer="x", operator=member.operator)).code
        == "print_job_unknown"
    )
    spoiled = RecordSpoiled(job="none", reason="x", operator=member.operator)
    assert member.refused(record_spoiled, spoiled).code == "print_job_unknown"


def test_spoiling_needs_a_reason_and_happens_once(member):
    job = sent(member, member.must(prepare, preparing(member, member.rec)))
    silent = RecordSpoiled(job=job.job, reason=" ", operator=member.operator)

    assert member.refused(record_spoiled, silent).code == "reason_missing"
    said = RecordSpoiled(job=job.job, reason="卡纸", operator=member.operator)
    member.must(record_spoiled, said)
    assert member.refused(record_spoiled, said).code == "print_job_done"


def test_refused_member_gets_no_card(member):
    member.feed(("outcome", outcome_body(member.rec, "rejected", reason="资料不实")))

    assert member.refused(prepare, preparing(member, member.rec)).code == "card_not_allowed"


def test_handing_over_is_a_fact_of_its_own(member):
    handing = HandOver(rec=member.rec, event=member.event, operator=member.operator)
    assert member.refused(hand_over, handing).code == "card_not_printed"
    job = member.must(prepare, preparing(member, member.rec))
    member.must(record_printed, printed(member, job.job))

    member.must(hand_over, handing)

    assert envelopes(member)[-1]["body"]["what"] == "handed_over"
    assert member.refused(hand_over, handing).code == "already_handed_over"


def test_receipt_shows_what_the_person_takes_home(desk):
    enrolled = enroll(desk, 1)

    job = desk.must(prepare_receipt, PrepareReceipt(rec=enrolled.rec, event=desk.event, operator=desk.operator))

    assert (job.receipt, job.code) == (enrolled.number, f"UR1:{enrolled.number}")
    assert (job.name, job.document_tail, job.event_name) == ("张建国", enrolled.document_tail, "G6 服务区集中入会")
    assert not job.is_transfer


def test_receipt_is_no_fact_and_may_be_printed_again(desk):
    rec = enroll(desk, 1).rec
    receipt = PrepareReceipt(rec=rec, event=desk.event, operator=desk.operator)
    first = desk.must(prepare_receipt, receipt)
    before = envelopes(desk)
    desk.must(record_printed, printed(desk, first.job))

    second = desk.must(prepare_receipt, receipt)

    assert second.copy == 2
    assert envelopes(desk) == before


def test_member_with_a_card_gets_no_receipt(member):
    command = PrepareReceipt(rec=member.rec, event=member.event, operator=member.operator)

    assert member.refused(prepare_receipt, command).code == "no_receipt"


def test_unknown_record_has_no_paper(desk):
    assert desk.refused(prepare, preparing(desk, "none")).code == "record_unknown"
    command = PrepareReceipt(rec="none", event=desk.event, operator=desk.operator)
    assert desk.refused(prepare_receipt, command).code == "record_unknown"
    handing = HandOver(rec="none", event=desk.event, operator=desk.operator)
    assert desk.refused(hand_over, handing).code == "record_unknown"


def test_a_card_that_waits_since_another_event_is_printed_at_this_one(member):
    first = member.must(prepare, preparing(member, member.rec))
    before = begin_another(member)

    again = member.must(prepare, preparing(member, member.rec))

    assert (again.job, again.copy) == (first.job, 1)
    assert [job.job for job in member.application.read.print_jobs(member.event)] == [first.job]
    assert member.application.read.print_jobs(before) == ()
