from datetime import datetime

import pytest

from fieldapp.domain.work_signs import WorkRecord, signs, terms

MORNING = int(datetime(2026, 11, 22, 10, 0).timestamp() * 1000)
"""Ten o'clock where the laptop stands."""


def record(at, operator="甲", **changed):
    values = {
        "operator": operator,
        "captured": MORNING + int(at * 1000),
        "rec": f"rec-{operator}-{at}",
        "phone": f"138{at:08.0f}",
        "is_live": True,
        "is_signed": True,
        "is_stated": False,
        "is_listed": False,
    }
    return WorkRecord(**{**values, **changed})


def test_time_per_record_leaves_pauses_out():
    (found,) = signs([record(0), record(40), record(100), record(100 + 3600), record(3760)])
    assert found.seconds == 60


def test_two_records_tell_no_time():
    (found,) = signs([record(0), record(40)])
    assert found.seconds is None


def test_burst_is_the_most_within_ten_minutes():
    (found,) = signs([record(second) for second in (0, 590, 600, 601, 1300)])
    assert found.burst == 3


def test_signed_lists_say_nothing_of_the_time_per_record():
    (found,) = signs([record(0), *(record(60, is_listed=True) for _ in range(30)), record(100), record(160)])
    assert (found.listed, found.quick, found.burst, found.seconds) == (30, 0, 3, 80)


def test_phones_are_compared_over_all_operators_and_only_of_live_records():
    first, second = signs([
        record(0, phone="1"),
        record(30, phone="1", is_live=False),
        record(60, "乙", phone="1"),
    ])  # fmt: skip
    assert (first.operator, first.shared_phones, first.taken_back, first.share_taken_back) == ("甲", 1, 1, 0.5)
    assert (second.operator, second.shared_phones) == ("乙", 1)


def test_missing_papers_and_stated_documents_are_counted_of_live_records():
    (found,) = signs([record(0, is_signed=False), record(60, is_stated=True), record(120, is_live=False)])
    assert (found.unsigned, found.stated, found.quick) == (1, 1, 0)


def test_nobody_worked_is_an_empty_list():
    assert signs([]) == ()


def remarks_of(records):
    (found,) = signs(records)
    return {one.sign: one for one in found.remarks}


def test_a_usual_day_is_worth_no_look():
    assert remarks_of([record(45 * n) for n in range(100)]) == {}


def test_a_burst_names_its_records_and_accuses_nobody():
    calm = [record(60 * n) for n in range(20)]
    hurried = [record(5000 + 18 * n) for n in range(33)]

    found = remarks_of([*calm, *hurried])

    assert found.keys() == {"burst"}
    assert found["burst"].recs == tuple(one.rec for one in hurried)
    assert found["burst"].words == "10 分钟里 33 人"


def test_quick_ones_are_those_that_came_too_soon():
    found = remarks_of([record(second) for second in (0, 8, 16, 24, 32, 40, 400)])

    assert found["quick"].recs == tuple(f"rec-甲-{second}" for second in (8, 16, 24, 32, 40))


@pytest.mark.parametrize(("hour", "is_night"), [(21, False), (22, True), (3, True), (5, True), (6, False)])
def test_night_is_by_the_clock_on_the_wall(hour, is_night):
    at = datetime(2026, 11, 22, hour, 30).timestamp() - MORNING / 1000

    (found,) = signs([record(at + 60 * n) for n in range(3)])

    assert found.odd_hours == (3 if is_night else 0)
    assert ("odd_hours" in {one.sign for one in found.remarks}) is is_night


def test_a_share_of_a_few_records_says_nothing():
    few = [record(60 * n, is_signed=n > 0) for n in range(5)]
    many = [record(60 * n, is_signed=n > 1) for n in range(20)]

    assert remarks_of(few) == {}
    assert remarks_of(many)["unsigned"].recs == ("rec-甲-0", "rec-甲-60")


def test_every_term_has_its_words_and_one_measure():
    for sign, term in terms()["worth_a_look"].items():
        assert "{n}" in term["words"], sign
        assert len({"count", "share"} & term.keys()) == 1, sign
