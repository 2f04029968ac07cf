import pytest

from fieldapp.services.corrections import ReviseApplication, ReviseTogether, revise, revise_together
from fieldapp.services.voids import VoidRecord, void_record
from tests.support.desk import OTHER_UNION, draft, enroll, envelopes, number_of


def revision(desk, rec, reason="录错了", **changed):
    return ReviseApplication(rec=rec, changed=changed, reason=reason, event=desk.event, operator=desk.operator)


def test_corrected_phone_is_a_fact_on_top_of_the_enrollment(desk):
    rec = enroll(desk, 1).rec

    result = desk.must(revise, revision(desk, rec, phone="139 0000 0001"))

    first, second = envelopes(desk)[-2:]
    assert result.changed == ("phone",)
    assert second["body"] == {"changed": {"phone": "13900000001"}, "reason": "录错了"}
    assert (second["rev"], second["rec"]) == (first["rev"] + 1, rec)
    assert desk.application.read.details(rec).phone == "13900000001"


def test_corrected_number_is_found_under_the_new_one_only(desk):
    rec = enroll(desk, 1).rec

    desk.must(revise, revision(desk, rec, document_no=number_of(2)))

    assert desk.application.read.known(number_of(1)) is None
    assert desk.application.read.known(number_of(2)).rec == rec


def test_corrected_name_is_found_by_its_initials(desk):
    rec = enroll(desk, 1).rec

    desk.must(revise, revision(desk, rec, name="单雄信"))

    assert [hit.rec for hit in desk.application.read.search("sxx")] == [rec]
    assert desk.application.read.search("zjg") == ()


def test_corrected_union_and_group_move_together(desk):
    rec = enroll(desk, 1).rec

    result = desk.must(revise, revision(desk, rec, union=OTHER_UNION, group="快递员"))

    assert result.changed == ("group", "union")
    assert desk.application.read.details(rec).union == OTHER_UNION
    assert envelopes(desk)[-1]["body"]["changed"] == {"union": OTHER_UNION, "group": "courier"}


def test_every_further_correction_builds_on_the_one_before(desk):
    rec = enroll(desk, 1).rec
    desk.must(revise, revision(desk, rec, phone="13900000001"))
    desk.must(revise, revision(desk, rec, phone="13900000002"))

    revs = [fact["rev"] for fact in envelopes(desk) if fact["rec"] == rec]
    bases = [fact["base"] for fact in envelopes(desk) if fact["rec"] == rec]
    assert revs == [1, 2, 3]
    assert len(set(bases)) == 3


def test_number_of_another_person_is_refused(desk):
    rec = enroll(desk, 1).rec
    enroll(desk, 2)

    assert desk.refused(revise, revision(desk, rec, document_no=number_of(2))).code == "already_enrolled"


def test_number_of_a_voided_person_is_refused_too(desk):
    rec, other = enroll(desk, 1).rec, enroll(desk, 2).rec
    desk.must(void_record, VoidRecord(rec=other, reason="录错人", event=desk.event, operator=desk.supervisor))

    assert desk.refused(revise, revision(desk, rec, document_no=number_of(2))).code == "document_of_other_person"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"phone": "12"}, "draft_has_problems"),
        ({"union": "nowhere"}, "draft_has_problems"),
        ({"shoe_size": "44"}, "field_unknown"),
        ({"phone": "13800000001"}, "nothing_changed"),
    ],
)
def test_correction_that_says_nothing_good_is_refused(desk, changed, code):
    rec = enroll(desk, 1).rec

    assert desk.refused(revise, revision(desk, rec, **changed)).code == code


def test_unknown_record_is_refused(desk):
    assert desk.refused(revise, revision(desk, "unknown", phone="13900000001")).code == "record_unknown"


def test_draft_of_the_form_is_not_touched_by_a_correction(desk):
    from fieldapp.services.drafts import SaveDraft, save_draft

    rec = enroll(desk, 1).rec
    desk.must(save_draft, SaveDraft(draft=draft(9), event=desk.event, operator=desk.operator))

    desk.must(revise, revision(desk, rec, phone="13900000001"))

    assert desk.application.read.draft(desk.event) == draft(9)


def together(desk, recs, **changed):
    return ReviseTogether(recs=recs, changed=changed, reason="群体选错", event=desk.event, operator=desk.operator)


def test_one_answer_corrects_many_records_each_with_a_fact_of_its_own(desk):
    recs = tuple(enroll(desk, serial).rec for serial in range(1, 4))

    result = desk.must(revise_together, together(desk, recs, group="courier"))

    assert (result.revised, dict(result.refused)) == (recs, {})
    assert [one["rec"] for one in envelopes(desk)[-3:]] == list(recs)
    assert {desk.application.read.details(rec).group for rec in recs} == {"courier"}


def test_what_one_record_refuses_does_not_stop_the_others(desk):
    first, gone = enroll(desk, 1).rec, enroll(desk, 2).rec
    desk.must(void_record, VoidRecord(rec=gone, reason="重复", event=desk.event, operator=desk.supervisor))

    result = desk.must(revise_together, together(desk, (gone, first), group="courier"))

    assert (result.revised, {rec: one.code for rec, one in result.refused.items()}) == (
        (first,),
        {gone: "record_void"},
    )


def test_an_answer_that_corrects_nobody_is_refused(desk):
    rec = enroll(desk, 1).rec

    assert desk.refused(revise_together, together(desk, (rec,), group="truck")).code == "nothing_changed"
    assert desk.refused(revise_together, together(desk, ())).code == "nothing_changed"
