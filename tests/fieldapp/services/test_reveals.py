"""Whole numbers are shown to a supervisor, one record at a time, and the audit log knows."""

from fieldapp.services.reveals import RevealNumbers, reveal_numbers
from tests.support.desk import enroll, number_of


def test_a_supervisor_reads_the_numbers_and_the_audit_names_the_record(desk):
    rec = enroll(desk, 1).rec

    found = desk.must(reveal_numbers, RevealNumbers(rec=rec, operator=desk.supervisor))

    assert (found.document_no, found.phone) == (number_of(1), "13800000001")
    line = desk.application.read.audit()[0]
    assert (line.action, line.subject, line.operator) == ("revealed", rec, desk.supervisor)


def test_an_operator_reads_none_and_nothing_is_noted(desk):
    rec = enroll(desk, 1).rec

    assert desk.refused(reveal_numbers, RevealNumbers(rec=rec, operator=desk.operator)).code == "supervisor_needed"
    assert desk.application.read.audit()[0].action == "enrolled"


def test_there_is_nothing_to_show_of_nobody(desk):
    assert desk.refused(reveal_numbers, RevealNumbers(rec="none", operator=desk.supervisor)).code == "record_unknown"


def test_a_trace_shows_no_number(desk):
    rec = enroll(desk, 1).rec

    found = desk.must(reveal_numbers, RevealNumbers(rec=rec, operator=desk.supervisor))

    assert number_of(1) not in repr(found)
