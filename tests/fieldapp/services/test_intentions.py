from datetime import date

import pytest

from fieldapp.domain.intentions import IntentionState
from fieldapp.services.intentions import MoveIntention, NoteIntention, move_intention, note_intention
from tests.support.desk import draft, enroll, envelopes


def wants(desk, **changed):
    values = {"name": "张建国", "phone": "138 0000 0001", "event": desk.event, "operator": desk.operator}
    return NoteIntention(**{**values, **changed})


def waiting(desk):
    return [(one.name, one.phone, one.state) for one in desk.application.read.intentions(desk.event)]


def test_intention_is_no_application(desk):
    before = len(envelopes(desk))

    desk.must(note_intention, wants(desk))

    assert waiting(desk) == [("张建国", "13800000001", IntentionState.WAITING)]
    assert desk.application.read.figures(desk.event).applied == 0
    assert len(envelopes(desk)) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": ""}, "name"), ({"phone": "123"}, "phone"), ({"note": "字" * 61}, "note")],
)
def test_what_is_missing_names_its_field(desk, changed, field):
    refusal = desk.refused(note_intention, wants(desk, **changed))

    assert (refusal.code, refusal.problems[0].field) == ("draft_has_problems", field)


def test_same_name_and_phone_is_noted_once(desk):
    desk.must(note_intention, wants(desk))

    assert desk.refused(note_intention, wants(desk)).code == "intention_here"
    desk.must(note_intention, wants(desk, name="张建军"))


def test_who_is_dropped_leaves_the_list_and_may_come_again(desk):
    one = desk.must(note_intention, wants(desk)).subject
    desk.must(move_intention, MoveIntention(intention=one, state=IntentionState.DROPPED, operator=desk.operator))

    assert waiting(desk) == []
    desk.must(note_intention, wants(desk))


def test_who_was_called_stays_on_the_list(desk):
    one = desk.must(note_intention, wants(desk)).subject
    desk.must(move_intention, MoveIntention(intention=one, state=IntentionState.CALLED, operator=desk.operator))

    assert waiting(desk) == [("张建国", "13800000001", IntentionState.CALLED)]


def test_unknown_one_is_refused(desk):
    command = MoveIntention(intention="none", state=IntentionState.CALLED, operator=desk.operator)

    assert desk.refused(move_intention, command).code == "intention_unknown"


def test_application_with_name_and_phone_ends_the_waiting(desk):
    desk.must(note_intention, wants(desk, phone=draft(1).phone))
    desk.must(note_intention, wants(desk, name="张建军", phone=draft(1).phone))

    enroll(desk, 1)

    assert [name for name, *_others in waiting(desk)] == ["张建军"]


def test_who_may_be_called_any_day_goes_first_then_by_day(desk):
    days = {"甲子一": date(2026, 11, 25), "甲子二": None, "甲子三": date(2026, 11, 23)}
    for serial, (name, day) in enumerate(days.items()):
        desk.must(note_intention, wants(desk, name=name, phone=f"1380000000{serial}", call_on=day))

    listed = desk.application.read.intentions(desk.event)

    assert [one.name for one in listed] == ["甲子二", "甲子三", "甲子一"]
    assert [one.is_due(date(2026, 11, 23)) for one in listed] == [True, True, False]
