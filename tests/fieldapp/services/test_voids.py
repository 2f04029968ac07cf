from fieldapp.domain.views import PrintState
from fieldapp.services.cards import (
    PrepareCard,
    PrepareReceipt,
    RecordPrinted,
    prepare,
    prepare_receipt,
    record_printed,
)
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.print_queue import MarkSent, mark_sent
from fieldapp.services.voids import UndoLast, VoidRecord, undo_last, void_record
from tests.support.desk import enroll, envelopes


def undo(desk):
    return UndoLast(event=desk.event, operator=desk.operator)


def void(desk, rec, reason="重复录入", operator=None):
    return VoidRecord(rec=rec, reason=reason, event=desk.event, operator=operator or desk.supervisor)


def test_last_person_is_undone_by_name(desk):
    enroll(desk, 1)
    last = enroll(desk, 2, name="李秀英")

    result = desk.must(undo_last, undo(desk))

    assert (result.rec, result.name) == (last.rec, "李秀英")
    assert envelopes(desk)[-1]["body"] == {"target": last.rec, "reason": "undone"}
    assert desk.application.read.figures(desk.event).applied == 1


def test_undo_goes_back_one_person_at_a_time(desk):
    first, second = enroll(desk, 1), enroll(desk, 2)

    assert [desk.must(undo_last, undo(desk)).rec for _ in range(2)] == [second.rec, first.rec]
    assert desk.refused(undo_last, undo(desk)).code == "nothing_to_undo"


def test_a_person_who_was_updated_is_not_undone(desk):
    rec = enroll(desk, 1).rec
    update = ReviseApplication(
        rec=rec, changed={"phone": "13900139000"}, reason="updated", event=desk.event, operator=desk.operator
    )
    desk.must(revise, update)

    refusal = desk.refused(undo_last, undo(desk))

    assert (refusal.code, refusal.details["why"]) == ("undo_needs_void", "changed")


def test_the_record_that_is_named_is_undone_and_not_a_later_one(desk):
    first, second = enroll(desk, 1), enroll(desk, 2)

    result = desk.must(undo_last, UndoLast(event=desk.event, operator=desk.operator, rec=first.rec))

    assert result.rec == first.rec
    assert not desk.application.read.details(second.rec).is_void


def test_a_named_record_of_somebody_else_is_not_undone(desk):
    rec = enroll(desk, 1).rec
    command = UndoLast(event=desk.event, operator=desk.supervisor, rec=rec)

    assert desk.refused(undo_last, command).code == "undo_not_yours"


def test_who_was_undone_already_is_not_undone_twice(desk):
    rec = enroll(desk, 1).rec
    command = UndoLast(event=desk.event, operator=desk.operator, rec=rec)
    desk.must(undo_last, command)

    assert desk.refused(undo_last, command).code == "record_void"


def test_undo_does_not_touch_other_operators_people(desk):
    enroll(desk, 1)

    command = UndoLast(event=desk.event, operator=desk.supervisor)

    assert desk.refused(undo_last, command).code == "nothing_to_undo"


def test_approved_person_is_not_undone(delegated):
    enroll(delegated, 1)

    refusal = delegated.refused(undo_last, undo(delegated))

    assert (refusal.code, refusal.details["why"]) == ("undo_needs_void", "approved")


def test_person_with_a_gift_is_not_undone(desk):
    rec = enroll(desk, 1).rec
    desk.must(hand_out, HandOut(rec=rec, item="gift", event=desk.event, operator=desk.operator))

    assert desk.refused(undo_last, undo(desk)).details["why"] == "handed"


def queue_receipt(desk, rec):
    return desk.must(prepare_receipt, PrepareReceipt(rec=rec, event=desk.event, operator=desk.operator)).job


def test_receipt_at_the_printer_keeps_a_person_from_being_undone(desk):
    job = queue_receipt(desk, enroll(desk, 1).rec)
    desk.must(mark_sent, MarkSent(jobs=(job,), printer="HP", operator=desk.operator))

    assert desk.refused(undo_last, undo(desk)).details["why"] == "printed"


def test_receipt_that_only_waited_is_dropped_with_the_person(desk):
    job = queue_receipt(desk, enroll(desk, 1).rec)

    desk.must(undo_last, undo(desk))

    assert desk.application.read.print_jobs(desk.event)[0].state is PrintState.CANCELLED
    assert desk.refused(mark_sent, MarkSent(jobs=(job,), printer="HP", operator=desk.operator)).code == "print_job_done"


def test_person_who_was_sent_is_not_undone(desk):
    rec = enroll(desk, 1).rec
    desk.application.outbox.mark_in_flight("b", (rec,))
    desk.application.outbox.requeue("b")

    assert desk.refused(undo_last, undo(desk)).details["why"] == "sent"


def test_supervisor_voids_with_a_reason(delegated):
    rec = enroll(delegated, 1).rec

    result = delegated.must(void_record, void(delegated, rec))

    assert result.rec == rec
    assert delegated.application.read.details(rec).is_void
    assert delegated.application.read.timeline(rec).status_code == "void"


def test_void_of_a_printed_card_voids_the_card_first(delegated):
    enrolled = enroll(delegated, 1)
    job = delegated.must(prepare, PrepareCard(rec=enrolled.rec, event=delegated.event, operator=delegated.operator))
    delegated.must(record_printed, RecordPrinted(job=job.job, operator=delegated.operator))

    delegated.must(void_record, void(delegated, enrolled.rec))

    card, last = envelopes(delegated)[-2:]
    assert card["body"]["what"] == "void"
    assert card["body"]["serial"] == enrolled.number
    assert last["sch"] == "void/1"
    assert last["rev"] == card["rev"] + 1


def test_voided_number_is_never_given_again(delegated):
    first = enroll(delegated, 1)
    delegated.must(void_record, void(delegated, first.rec))

    assert enroll(delegated, 1).number != first.number


def test_void_is_refused_to_operators_without_reason_and_twice(desk):
    rec = enroll(desk, 1).rec

    assert desk.refused(void_record, void(desk, rec, operator=desk.operator)).code == "supervisor_needed"
    assert desk.refused(void_record, void(desk, rec, reason=" ")).code == "reason_missing"
    assert desk.refused(void_record, void(desk, "unknown")).code == "record_unknown"
    desk.must(void_record, void(desk, rec))
    assert desk.refused(void_record, void(desk, rec)).code == "record_void"
