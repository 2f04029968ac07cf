from fieldapp.domain.work_signs import WorkRecord, signs


def record(at, operator="甲", **changed):
    values = {
        "operator": operator,
        "captured": int(at * 1000),
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
