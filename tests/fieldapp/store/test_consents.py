"""What stands of a consent when the person took something back at another desk."""

import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.withdrawing import WithdrawConsent, withdraw_consent
from tests.support.desk import draft, enroll, number_of


def told(desk, *purposes, serial=1, later=1, kv=None):
    """Let the centre tell of a withdrawal, some minutes after now."""
    indexer = desk.application._store.keys.indexer
    time = int(desk.clock.now().timestamp() * 1000) + later * 60_000
    body = {
        "idh": indexer.document(number_of(serial)),
        "kv": indexer.version if kv is None else kv,
        "withdrawn": purposes,
        "time": time,
    }
    desk.feed(("consent", body))


def standing(desk, rec):
    story = desk.application.read.timeline(rec)
    return set(story.purposes), set(story.withdrawn)


@pytest.fixture
def rec(desk):
    """One person who agreed to everything."""
    consent = draft(1).consent
    agreed = type(consent)(
        method=consent.method, reference=consent.reference, purposes=("membership", "sms", "benefits", "comparison")
    )
    return enroll(desk, 1, consent=agreed).rec


def test_what_was_taken_back_elsewhere_stands_no_more(desk, rec):
    told(desk, "sms")

    given, withdrawn = standing(desk, rec)
    assert "sms" not in given
    assert withdrawn == {"sms"}
    assert "benefits" in given


def test_a_gift_is_refused_that_the_person_refused_elsewhere(desk, rec):
    told(desk, "benefits")

    refused = desk.application.execute(
        hand_out, HandOut(rec=rec, item="gift", event=desk.event, operator=desk.operator)
    )

    assert isinstance(refused, Refusal)
    assert refused.code == "consent_was_withdrawn"


def test_agreeing_after_that_counts(desk):
    told(desk, "benefits", later=-10)
    rec = enroll(desk, 1).rec

    assert standing(desk, rec)[1] == set()


@pytest.mark.parametrize(("serial", "kv"), [(2, None), (1, 99)])
def test_another_person_or_another_key_says_nothing_of_this_one(desk, rec, serial, kv):
    told(desk, "benefits", serial=serial, kv=kv)

    assert standing(desk, rec)[1] == set()


def test_words_in_any_order_leave_the_latest(desk, rec):
    told(desk, "sms", later=5)
    told(desk, "sms", later=-5)

    assert standing(desk, rec)[1] == {"sms"}


def test_what_is_taken_back_here_too_is_not_taken_back_twice(desk, rec):
    told(desk, "sms")

    again = WithdrawConsent(rec=rec, purposes=("sms",), event=desk.event, operator=desk.operator)
    other = WithdrawConsent(rec=rec, purposes=("benefits",), event=desk.event, operator=desk.operator)

    assert desk.application.execute(withdraw_consent, again).code == "nothing_to_withdraw"
    assert desk.must(withdraw_consent, other).withdrawn == ("benefits",)
    assert standing(desk, rec)[1] == {"sms", "benefits"}


def test_a_form_says_when_it_was_taken_back_elsewhere(desk, rec):
    agreed = int(desk.clock.now().timestamp() * 1000)
    told(desk, "sms", later=30)

    with desk.application._store.transaction() as work:
        found = work.uow.applications.file(rec)

    assert (found.consented, dict(found.withdrawn)) == (agreed, {"sms": agreed + 30 * 60_000})
