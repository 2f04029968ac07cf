"""A consent taken back at one desk is told to the others of the event, and to nobody else."""

from fieldapp.domain.facts import ConsentFact
from tests.support.hub import UNION, FieldDevice, RunningHub, consents, enrollment, rec_of
from tests.support.people import People

EVENT, ELSEWHERE = "event-1", "event-2"


def taken_back(*purposes: str) -> ConsentFact:
    return ConsentFact(notice=consents().notice, withdrawn=purposes, method="pen")


def told(device: FieldDevice) -> list[dict]:
    return [dict(item.body) for item in device.feed("consent")]


def enrolled(device: FieldDevice, seed: int, event: str):
    made = device.fact(enrollment(People(seed).person(), union=UNION), ev=event)
    device.deliver(made)
    return made


def test_laptops_of_the_event_and_of_the_person_hear_it_and_others_do_not(any_hub: RunningHub) -> None:
    author, sibling, holder, stranger = (any_hub.device(seed) for seed in (1, 2, 3, 4))
    wish = enrolled(author, 1, EVENT)
    enrolled(sibling, 2, EVENT)
    enrolled(holder, 1, ELSEWHERE)
    enrolled(stranger, 3, ELSEWHERE)
    said = author.fact(taken_back("sms", "benefits"), rec=rec_of(wish), ev=EVENT)

    author.deliver(said)
    author.deliver(said)

    person = any_hub.centre.blind.document(People(1).person().document_no)
    (heard,) = told(sibling)
    assert (heard["idh"], heard["withdrawn"], heard["kv"]) == (
        person,
        ["sms", "benefits"],
        any_hub.centre.blind.version,
    )
    assert told(holder) == [heard]
    assert told(author) == told(stranger) == []


def test_a_consent_that_was_given_is_nobody_elses_business(hub: RunningHub) -> None:
    author, sibling = hub.device(1), hub.device(2)
    wish = enrolled(author, 1, EVENT)
    enrolled(sibling, 2, EVENT)

    author.deliver(author.fact(ConsentFact(notice="n", given=("sms",), method="pen"), rec=rec_of(wish), ev=EVENT))

    assert told(sibling) == []


def test_a_withdrawal_of_a_record_nobody_has_is_told_to_nobody(hub: RunningHub) -> None:
    author, sibling = hub.device(1), hub.device(2)
    lost = author.fact(enrollment(People(1).person(), union=UNION), ev=EVENT)
    enrolled(sibling, 2, EVENT)

    author.deliver(author.fact(taken_back("sms"), rec=rec_of(lost), ev=EVENT))

    assert told(sibling) == []
