import pytest

from fieldapp.services.handouts import HandOut, HandOutByCard, hand_out, hand_out_by_card
from tests.support.desk import enroll, envelopes, number_of, outcome_body


def giving(desk, rec, **more):
    return HandOut(**{"rec": rec, "item": "gift", "event": desk.event, "operator": desk.operator, **more})


@pytest.fixture
def person(desk):
    """Somebody who was enrolled."""
    desk.rec = enroll(desk, 1).rec
    return desk


def test_gift_is_a_fact_about_the_record(person):
    result = person.must(hand_out, giving(person, person.rec))

    assert (result.name, result.item, result.qty) == ("张建国", "gift", 1)
    fact = envelopes(person)[-1]
    assert (fact["rec"], fact["body"]) == (person.rec, {"item": "gift", "qty": 1})


def test_second_gift_names_day_and_place_of_the_first(person):
    person.must(hand_out, giving(person, person.rec))

    refusal = person.refused(hand_out, giving(person, person.rec))

    assert refusal.code == "already_handed_out"
    assert refusal.details["place"] == "G6 服务区"
    assert refusal.details["date"].startswith("2026-11-22")


def test_other_item_is_not_the_same_gift(person):
    person.must(hand_out, giving(person, person.rec))

    assert person.must(hand_out, giving(person, person.rec, item="insurance")).item == "insurance"


def test_supervisor_overrides_with_a_reason_that_is_recorded(person):
    person.must(hand_out, giving(person, person.rec))

    person.must(hand_out, giving(person, person.rec, operator=person.supervisor, override="礼包破损更换"))

    assert envelopes(person)[-1]["body"]["override"] == "礼包破损更换"
    assert person.application.read.figures(person.event).handouts == 2


def test_operator_cannot_override(person):
    person.must(hand_out, giving(person, person.rec))

    assert person.refused(hand_out, giving(person, person.rec, override="再给一个")).code == "supervisor_needed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"item": "yacht"}, "handout_has_problems"),
        ({"qty": 0}, "handout_has_problems"),
        ({"rec": "none"}, "record_unknown"),
        ({"event": "none"}, "event_unknown"),
        ({"operator": "nobody"}, "operator_unknown"),
    ],
)
def test_handout_that_cannot_be_is_refused(person, change, code):
    assert person.refused(hand_out, giving(person, **{"rec": person.rec, **change})).code == code


def test_handout_is_listed_with_name_and_tail(person):
    person.must(hand_out, giving(person, person.rec, proxy="妻子代领"))

    line = person.application.read.handouts(person.event)[0]
    assert (line.name, line.tail, line.operator) == (
        "张建国",
        person.application.read.details(person.rec).document_no[-4:],
        "李雷",
    )


def by_card(desk, **more):
    values = {"number": "150000000017", "name": "王秀兰", "item": "gift", "is_verified": True}
    return HandOutByCard(**{**values, "event": desk.event, "operator": desk.operator, **more})


def test_member_from_elsewhere_gets_a_gift_once_by_the_card(desk):
    result = desk.must(hand_out_by_card, by_card(desk, proxy="王小兰"))

    fact = envelopes(desk)[-1]
    assert (fact["rec"], fact["no"]) == (fact["env"], "150000000017")
    assert fact["body"] == {"item": "gift", "qty": 1, "proxy": "王小兰"}
    refusal = desk.refused(hand_out_by_card, by_card(desk))
    assert (refusal.code, refusal.details["place"]) == ("already_handed_out", "G6 服务区")
    (line,) = desk.application.read.handouts(desk.event)
    assert (line.env, line.name, line.tail, line.is_by_card, line.proxy) == (
        result.rec,
        "王秀兰",
        "0017",
        True,
        "王小兰",
    )


def test_card_nobody_here_can_judge_needs_a_supervisor(desk):
    assert desk.refused(hand_out_by_card, by_card(desk, is_verified=False)).code == "card_not_verified"
    asked = by_card(desk, is_verified=False, override="看过身份证")
    assert desk.refused(hand_out_by_card, asked).code == "supervisor_needed"
    desk.must(hand_out_by_card, by_card(desk, is_verified=False, override="看过身份证", operator=desk.supervisor))


def test_blank_cards_are_not_given_away_and_booklets_only_to_members(person):
    refusal = person.refused(hand_out, giving(person, person.rec, item="blank_card"))

    assert refusal.code == "handout_has_problems"
    assert person.refused(hand_out_by_card, by_card(person, item="blank_card")).code == "handout_has_problems"
    assert person.refused(hand_out, giving(person, person.rec, item="booklet")).code == "members_only_item"


def test_a_card_and_a_new_record_of_one_document_are_one_person(desk):
    """Neither the card nor its number is known here; the document that was shown with it is."""
    desk.must(hand_out_by_card, by_card(desk, document_no=number_of(1)))
    rec = enroll(desk, 1).rec

    refusal = desk.refused(hand_out, giving(desk, rec))

    assert refusal.code == "already_handed_out"
    assert (refusal.details["place"], refusal.details["date"][:10]) == ("G6 服务区", "2026-11-22")
    desk.must(hand_out, giving(desk, enroll(desk, 2).rec))


def test_a_record_that_got_it_is_found_by_the_document_shown_with_a_card(person):
    person.must(hand_out, giving(person, person.rec))

    assert person.refused(hand_out_by_card, by_card(person, document_no=number_of(1))).code == "already_handed_out"
    person.must(hand_out_by_card, by_card(person, document_no=number_of(2)))


def test_a_number_that_the_centre_gave_later_leads_to_the_gift_by_card(person):
    person.must(hand_out_by_card, by_card(person))
    person.feed(("outcome", outcome_body(person.rec, "approved", number="150000000017", approved_on="20261122")))

    assert person.refused(hand_out, giving(person, person.rec)).code == "already_handed_out"


def test_namesakes_are_asked_about_until_a_document_tells_them_apart(person):
    person.must(hand_out, giving(person, person.rec))

    refusal = person.refused(hand_out_by_card, by_card(person, name="张建国"))

    assert (refusal.code, refusal.details["name"], refusal.details["place"]) == (
        "namesake_has_it",
        "张建国",
        "G6 服务区",
    )
    person.must(hand_out_by_card, by_card(person, name="张建国", document_no=number_of(2)))


def test_a_namesake_who_had_it_by_card_without_a_document_is_asked_about(person):
    person.must(hand_out_by_card, by_card(person, name="张建国"))

    assert person.refused(hand_out, giving(person, person.rec)).code == "namesake_has_it"
    person.must(hand_out, giving(person, person.rec, override="核对过,不是同一人", operator=person.supervisor))


def test_a_document_number_that_is_none_is_refused(desk):
    refusal = desk.refused(hand_out_by_card, by_card(desk, document_no="12345"))

    assert (refusal.code, refusal.problems[0].field) == ("draft_has_problems", "document_no")
