"""Keys are for supervisors, and every change of one leaves a line."""

from fieldapp.domain.ids import OperatorId
from fieldapp.services.key_notes import KeyChange, NoteKeyChange, note_key_change


def test_a_key_for_somebody_is_noted_with_their_name(desk):
    note = NoteKeyChange(change=KeyChange.ADDED, operator=desk.supervisor, who=desk.supervisor)

    desk.must(note_key_change, note)

    (last,) = desk.application.read.audit(1)
    assert (last.action, last.subject) == ("key_added", desk.supervisor)


def test_an_operator_gets_no_key(desk):
    note = NoteKeyChange(change=KeyChange.ADDED, operator=desk.supervisor, who=desk.operator)

    refusal = desk.refused(note_key_change, note)

    assert (refusal.code, refusal.details["name"]) == ("key_needs_supervisor", "李雷")


def test_a_stranger_gets_no_key(desk):
    note = NoteKeyChange(change=KeyChange.ADDED, operator=desk.supervisor, who=OperatorId("nobody"))

    assert desk.refused(note_key_change, note).code == "operator_unknown"
