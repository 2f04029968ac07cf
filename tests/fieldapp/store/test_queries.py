from datetime import UTC, datetime

import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.services.voids import UndoLast, undo_last
from tests.support.desk import OTHER_UNION, UNION, document_no, enroll, number_of, outcome_body


def test_recent_list_shows_newest_first_with_tail_and_status(desk):
    first = enroll(desk, 1)
    desk.clock.forward(minutes=1)
    second = enroll(desk, 2, name="李秀英")

    newest, oldest = desk.application.read.recent(desk.event)

    assert (newest.rec, newest.name, newest.tail) == (second.rec, "李秀英", second.document_tail)
    assert (oldest.rec, oldest.receipt, oldest.number, oldest.status_code) == (
        first.rec,
        first.number,
        None,
        "received",
    )


def test_recent_list_keeps_to_its_limit_and_event(desk):
    for serial in range(1, 5):
        enroll(desk, serial)

    assert len(desk.application.read.recent(desk.event, 2)) == 2
    assert desk.application.read.recent("another event") == ()


def test_figures_count_each_kind_apart(delegated):
    enroll(delegated, 1)
    enroll(delegated, 2, consent=ConsentAct(method=ConsentMethod.PEN))
    enroll(delegated, 3)
    delegated.application.read.figures(delegated.event)

    figures = delegated.application.read.figures(delegated.event)

    assert (figures.applied, figures.accepted, figures.approved) == (3, 3, 3)
    assert (figures.missing_signature, figures.cards_ready, figures.target) == (1, 3, 200)
    assert figures.pending == 7  # opened, and an enrollment and an approval each


def test_voided_people_are_counted_apart(desk):
    enroll(desk, 1)
    desk.must(undo_last, UndoLast(event=desk.event, operator=desk.operator))

    figures = desk.application.read.figures(desk.event)

    assert (figures.applied, figures.voided) == (0, 1)


def test_curve_counts_quarters_of_an_hour(desk):
    enroll(desk, 1)
    enroll(desk, 2)
    desk.clock.forward(minutes=31)
    enroll(desk, 3)

    curve = desk.application.read.quarter_hours(desk.event)

    assert [(point.start, point.count) for point in curve] == [
        (datetime(2026, 11, 22, 2, 0, tzinfo=UTC), 2),
        (datetime(2026, 11, 22, 2, 30, tzinfo=UTC), 1),
    ]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("group", [("truck", "货车司机", 2), ("courier", "快递员", 1)]),
        ("union", [(UNION, "昆都仑区货车司机联合工会", 2), (OTHER_UNION, "昆都仑区快递员联合工会", 1)]),
        ("employment", [("platform", "个人依托平台自主经营", 3)]),
        ("region", [("150203", "150203", 3)]),
    ],
)
def test_bars_are_labelled_and_the_highest_stands_first(desk, by, expected):
    enroll(desk, 1)
    enroll(desk, 2)
    enroll(desk, 3, group="courier", union=OTHER_UNION)

    assert [(bar.key, bar.label, bar.count) for bar in desk.application.read.counts(desk.event, by)] == expected


def test_bars_by_operator_name_them(desk):
    enroll(desk, 1)

    assert [bar.label for bar in desk.application.read.counts(desk.event, "operator")] == ["李雷"]


def test_known_person_is_masked_and_says_where_and_since_when(delegated):
    enrolled = enroll(delegated, 1)

    known = delegated.application.read.known(number_of(1))

    assert (known.strength, known.rec, known.number) == (MatchStrength.LOCAL, enrolled.rec, enrolled.number)
    assert known.name_masked.startswith("张")
    assert "建国" not in known.name_masked
    assert (known.union, known.document_tail) == (UNION, enrolled.document_tail)


def test_answer_of_the_centre_is_the_stronger_one(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "approved", number="150000900016")))

    known = desk.application.read.known(number_of(1))

    assert (known.strength, known.number) == (MatchStrength.CENTRE, "150000900016")


def test_stranger_is_not_known(desk):
    assert desk.application.read.known(document_no(999)) is None


def test_voided_person_is_not_known(desk):
    enroll(desk, 1)
    desk.must(undo_last, UndoLast(event=desk.event, operator=desk.operator))

    assert desk.application.read.known(number_of(1)) is None


def test_unknown_record_has_neither_story_nor_details(desk):
    assert desk.application.read.timeline("none") is None
    assert desk.application.read.details("none") is None
    assert desk.application.read.event("none") is None
    assert desk.application.read.organisation("none") is None


def test_details_show_values_in_full_for_correcting(desk):
    rec = enroll(desk, 1, employer="快马物流").rec

    details = desk.application.read.details(rec)

    assert (details.document_no, details.phone, details.employer) == (number_of(1), "13800000001", "快马物流")
    assert (details.consent_method, details.consent_reference) == ("sheet", "US1:000001")
    assert not details.is_void


def test_inbox_is_asked_for_one_event_or_all(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "needs_correction", code="name_missing")))

    assert [item.code for item in desk.application.read.problems_inbox()] == ["name_missing"]
    assert len(desk.application.read.problems_inbox(desk.event)) == 1
    assert desk.application.read.problems_inbox("another") == ()


def test_a_phone_names_who_stated_it_here_and_was_not_taken_back(desk):
    enroll(desk, 1, phone="13800000001", name="李秀英")
    enroll(desk, 2, phone="13900000001")  # the same last digits
    enroll(desk, 3, phone="13800000001", name="王芳")
    enroll(desk, 4, phone="13800000001")
    desk.must(undo_last, UndoLast(event=desk.event, operator=desk.operator))

    sharers = desk.application.read.phone_sharers

    assert sharers(desk.event, "13800000001") == (("王芳", number_of(3)), ("李秀英", number_of(1)))
    assert sharers("another", "13800000001") == ()
