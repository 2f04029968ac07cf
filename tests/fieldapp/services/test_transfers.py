from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.outcomes import Verdict, VerdictKind, Version
from fieldapp.services.transfers import BeginTransfer, TurnIntoTransfer, begin_transfer, turn_into_transfer
from tests.support.desk import OTHER_UNION, UNION, draft, enroll, envelopes, outcome_body


def begin(desk, serial=1, reason="换了公司", strength=MatchStrength.LOCAL, **changed):
    return BeginTransfer(
        draft=draft(serial, **{"union": OTHER_UNION, **changed}),
        event=desk.event,
        operator=desk.operator,
        reason=reason,
        strength=strength,
    )


def test_member_enrolled_here_moves_within_the_same_record(desk):
    before = enroll(desk, 1)

    result = desk.must(begin_transfer, begin(desk))

    first, transfer = envelopes(desk)[-2:]
    assert result.rec == before.rec == transfer["rec"]
    assert transfer["rev"] == first["rev"] + 1
    assert transfer["base"] is not None
    assert transfer["body"]["to"] == OTHER_UNION
    assert desk.application.read.figures(desk.event).applied == 1
    assert desk.application.read.figures(desk.event).transferred == 1


def test_transfer_keeps_the_member_number(delegated):
    before = enroll(delegated, 1)

    result = delegated.must(begin_transfer, begin(delegated))

    assert result.number == before.number
    assert not result.is_approved
    assert result.prints == "receipt"


def test_member_from_elsewhere_gets_a_record_of_their_own(desk):
    result = desk.must(begin_transfer, begin(desk, strength=MatchStrength.FILTER))

    transfer = envelopes(desk)[-1]
    assert transfer["sch"] == "transfer/1"
    assert transfer["rec"] == transfer["env"] == result.rec
    assert transfer["body"]["strength"] == "filter"
    assert transfer["no"] == result.number
    assert desk.application.read.details(result.rec).kind == "transfer"


def test_transfer_without_reason_is_refused(desk):
    enroll(desk, 1)

    assert desk.refused(begin_transfer, begin(desk, reason="  ")).code == "reason_missing"


def test_transfer_to_the_own_union_is_refused(desk):
    enroll(desk, 1)

    assert desk.refused(begin_transfer, begin(desk, union=UNION)).code == "transfer_same_union"


def test_transfer_is_checked_like_an_enrollment(desk):
    assert desk.refused(begin_transfer, begin(desk, phone="1")).code == "draft_has_problems"
    assert desk.refused(begin_transfer, begin(desk, union="nowhere")).code == "draft_has_problems"


def test_transfer_needs_an_open_event_and_somebody_at_work(desk):
    command = begin(desk)

    unknown = BeginTransfer(
        draft=command.draft, event="none", operator=desk.operator, reason="调动", strength=MatchStrength.LOCAL
    )

    assert desk.refused(begin_transfer, unknown).code == "event_unknown"


def turn(desk, rec, reason="中心答复已是会员"):
    return TurnIntoTransfer(rec=rec, reason=reason, event=desk.event, operator=desk.operator)


def test_duplicate_verdict_opens_the_transfer_of_the_same_record(desk):
    rec = enroll(desk, 1).rec
    verdict = Verdict(env=rec, verdict=VerdictKind.DUPLICATE, version=Version(1, 5), resolution="transfer")
    desk.application.outbox.mark_in_flight("batch", (rec,))
    desk.application.outbox.record_verdicts("batch", (verdict,))

    result = desk.must(turn_into_transfer, turn(desk, rec))

    assert result.rec == rec
    assert result.is_transfer
    assert envelopes(desk)[-1]["body"]["strength"] == "centre"
    assert envelopes(desk)[-1]["body"]["person"]["name"] == "张建国"


def test_duplicate_outcome_opens_the_transfer_too(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "duplicate")))

    assert desk.must(turn_into_transfer, turn(desk, rec)).is_transfer


def test_record_that_is_no_duplicate_stays_an_enrollment(desk):
    rec = enroll(desk, 1).rec

    assert desk.refused(turn_into_transfer, turn(desk, rec)).code == "not_a_duplicate"


def test_transfer_is_not_turned_twice(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "duplicate")))
    desk.must(turn_into_transfer, turn(desk, rec))

    assert desk.refused(turn_into_transfer, turn(desk, rec)).code == "already_a_transfer"


def test_turning_needs_a_reason_and_a_live_record(desk):
    rec = enroll(desk, 1).rec

    assert desk.refused(turn_into_transfer, turn(desk, rec, reason="")).code == "reason_missing"
    assert desk.refused(turn_into_transfer, turn(desk, "unknown")).code == "record_unknown"
