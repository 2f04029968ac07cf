"""Jobs between the desk and the paper: several together, never printed twice by themselves."""

import pytest

from fieldapp.domain.transitions import PRINT_MOVES
from fieldapp.domain.views import PrintState
from fieldapp.services.cards import PrepareCard, RecordPrinted, RecordSpoiled, prepare, record_printed, record_spoiled
from fieldapp.services.print_queue import (
    CancelJobs,
    DoubtJobs,
    MarkSent,
    ReturnToQueue,
    cancel_jobs,
    doubt_jobs,
    mark_sent,
    return_to_queue,
)
from tests.support.desk import enroll, envelopes


@pytest.fixture
def queue(delegated):
    """Three cards that wait."""
    delegated.recs = tuple(enroll(delegated, serial).rec for serial in (1, 2, 3))
    delegated.jobs = tuple(card(delegated, rec) for rec in delegated.recs)
    return delegated


def card(desk, rec, **more):
    return desk.must(prepare, PrepareCard(rec=rec, event=desk.event, operator=desk.operator, **more)).job


def states(desk):
    found = {job.job: job.state for job in desk.application.read.print_jobs(desk.event)}
    return [found[job] for job in desk.jobs]


def sending(desk, *jobs):
    return MarkSent(jobs=jobs or desk.jobs, printer="HP", operator=desk.operator)


def test_jobs_of_a_sheet_are_sent_together(queue):
    queue.must(mark_sent, sending(queue))

    assert states(queue) == [PrintState.SENT] * 3
    assert {job.printer for job in queue.application.read.print_jobs(queue.event)} == {"HP"}


def test_one_job_that_ended_keeps_its_sheet_back(queue):
    queue.must(cancel_jobs, CancelJobs(jobs=queue.jobs[2:], operator=queue.operator))

    assert queue.refused(mark_sent, sending(queue)).code == "print_job_done"
    assert states(queue) == [PrintState.QUEUED, PrintState.QUEUED, PrintState.CANCELLED]


def test_a_restart_doubts_only_what_was_at_the_printer(queue):
    queue.must(mark_sent, sending(queue, queue.jobs[0]))

    queue.reopen()

    assert states(queue) == [PrintState.UNKNOWN, PrintState.QUEUED, PrintState.QUEUED]
    assert [ready.rec for ready in queue.application.read.ready_cards(queue.event)] == list(queue.recs[1:])


def test_what_did_not_come_out_waits_again_as_the_same_copy(queue):
    queue.must(mark_sent, sending(queue, queue.jobs[0]))
    before = len(envelopes(queue))

    queue.must(return_to_queue, ReturnToQueue(jobs=queue.jobs[:1], operator=queue.operator))

    assert states(queue)[0] is PrintState.QUEUED
    assert len(envelopes(queue)) == before
    assert card(queue, queue.recs[0]) == queue.jobs[0]


def test_a_doubted_job_is_answered_by_a_person(queue):
    queue.must(mark_sent, sending(queue))
    queue.must(doubt_jobs, DoubtJobs(jobs=queue.jobs, operator=queue.operator))
    first, second, third = queue.jobs

    queue.must(record_printed, RecordPrinted(job=first, operator=queue.operator))
    queue.must(record_spoiled, RecordSpoiled(job=second, reason="卡纸", operator=queue.operator))
    queue.must(return_to_queue, ReturnToQueue(jobs=(third,), operator=queue.operator))

    assert states(queue) == [PrintState.PRINTED, PrintState.SPOILED, PrintState.QUEUED]
    assert [fact["body"]["what"] for fact in envelopes(queue)[-2:]] == ["issued", "spoiled"]


def test_a_cancelled_card_is_ready_again_without_a_reason(queue):
    queue.must(cancel_jobs, CancelJobs(jobs=queue.jobs[:1], operator=queue.operator, reason="人走了"))

    assert queue.recs[0] in [ready.rec for ready in queue.application.read.ready_cards(queue.event)]
    assert card(queue, queue.recs[0]) != queue.jobs[0]


def test_a_waiting_job_cannot_be_spoiled(queue):
    said = RecordSpoiled(job=queue.jobs[0], reason="卡纸", operator=queue.operator)

    assert queue.refused(record_spoiled, said).code == "print_job_done"


def test_the_printer_named_with_the_word_stays(queue):
    queue.must(record_printed, RecordPrinted(job=queue.jobs[0], operator=queue.operator, printer="PDF"))

    assert {job.job: job.printer for job in queue.application.read.print_jobs(queue.event)}[queue.jobs[0]] == "PDF"


def test_unknown_jobs_and_strangers_are_refused(queue):
    assert queue.refused(mark_sent, sending(queue, "none")).code == "print_job_unknown"
    stranger = CancelJobs(jobs=queue.jobs, operator="nobody")
    assert queue.refused(cancel_jobs, stranger).code == "operator_unknown"


def test_every_print_state_has_its_moves():
    assert set(PRINT_MOVES) == set(PrintState)
    assert all(PrintState.QUEUED not in PRINT_MOVES[state] for state in (PrintState.PRINTED, PrintState.SPOILED))
