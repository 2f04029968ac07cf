"""A person takes back what they agreed to: at once, without a reason, and what it allowed is not done any more."""

import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.facts import ConsentFact
from fieldapp.domain.views import PrintState
from fieldapp.services.cards import PrepareReceipt, prepare_receipt
from fieldapp.services.forms import PrepareForm, prepare_form
from fieldapp.services.handouts import GIFTS, HandOut, hand_out, purpose_of
from fieldapp.services.withdrawing import WithdrawConsent, withdraw_consent
from tests.support.desk import copied_desk, enroll, envelopes
from tests.support.due import settle

ALL = ("membership", "mutual_aid", "sms", "benefits")


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path) as made:
        yield made


@pytest.fixture
def rec(desk):
    agreed = ConsentAct(method=ConsentMethod.PHONE, purposes=ALL, reference="4821")
    return enroll(desk, 1, consent=agreed).rec


def withdraw(desk, rec, *purposes):
    command = WithdrawConsent(rec=rec, purposes=purposes, event=desk.event, operator=desk.operator)
    return desk.must(withdraw_consent, command)


def refused(desk, rec, *purposes):
    command = WithdrawConsent(rec=rec, purposes=purposes, event=desk.event, operator=desk.operator)
    return desk.refused(withdraw_consent, command).code


def gift(desk, rec, item="gift_bag", **more):
    return HandOut(rec=rec, item=item, event=desk.event, operator=desk.operator, **more)


def test_withdrawn_purpose_is_a_fact_and_the_others_stand(desk, rec):
    result = withdraw(desk, rec, "sms", "benefits", "comparison")

    story = desk.application.read.timeline(rec)
    assert result.withdrawn == ("sms", "benefits")
    assert (story.purposes, story.withdrawn) == (("membership", "mutual_aid"), ("sms", "benefits"))
    told = envelopes(desk)[-1]
    assert told["sch"] == "consent/1"
    assert (told["rec"], told["rev"]) == (rec, 2)
    assert told["body"] == {"notice": "notice-1", "withdrawn": ["sms", "benefits"], "method": "phone"}
    assert desk.application.read.details(rec).consent_reference == "4821"


def test_gift_is_not_given_after_its_consent_was_taken_back(desk, rec):
    withdraw(desk, rec, "benefits")

    said = desk.refused(hand_out, gift(desk, rec))
    assert (said.code, dict(said.details)) == ("consent_was_withdrawn", {"purpose": "普惠"})
    override = HandOut(rec=rec, item="gift_bag", override="领导同意", event=desk.event, operator=desk.supervisor)
    assert desk.refused(hand_out, override).code == "consent_was_withdrawn"


def test_what_needs_no_consent_is_still_given(desk, rec):
    withdraw(desk, rec, "benefits")

    assert desk.must(hand_out, gift(desk, rec, "water")).qty == 1


@pytest.mark.parametrize(
    ("item", "purpose"),
    [("gift", GIFTS), ("insurance", "mutual_aid"), ("water", ""), ("booklet", ""), ("an item of this event", GIFTS)],
)
def test_every_item_knows_which_consent_it_stands_on(item, purpose):
    assert purpose_of(item) == purpose


def test_withdrawing_twice_is_refused_and_nothing_is_written(desk, rec):
    withdraw(desk, rec, "sms")
    before = len(envelopes(desk))

    assert refused(desk, rec, "sms") == "nothing_to_withdraw"
    assert refused(desk, rec) == "nothing_to_withdraw"
    assert len(envelopes(desk)) == before


def test_withdrawn_application_ends_with_everything_agreed_to(desk, rec):
    paper = desk.must(prepare_receipt, PrepareReceipt(rec=rec, event=desk.event, operator=desk.operator))

    result = withdraw(desk, rec, "membership")

    assert (result.is_ended, result.waits, result.left) == (True, False, ())
    assert [one["sch"] for one in envelopes(desk)[-2:]] == ["consent/1", "withdrawal/1"]
    assert desk.application.read.timeline(rec).purposes == ()
    jobs = {one.job: one.state for one in desk.application.read.print_jobs(desk.event)}
    assert jobs[paper.job] is PrintState.CANCELLED
    assert refused(desk, rec, "sms") == "record_void"


def test_of_a_member_the_centre_decides(desk, rec):
    settle(desk, rec, "approved", number="150000000017")

    result = withdraw(desk, rec, "membership")

    story = desk.application.read.timeline(rec)
    assert (result.is_ended, result.waits) == (False, True)
    assert story.status_code == "approved"
    assert story.withdrawn == ALL


def test_withdrawal_does_not_make_a_signature_missing(desk, rec):
    withdraw(desk, rec, "sms")

    assert desk.application.read.figures(desk.event).missing_signature == 0


def test_unknown_record_is_refused(desk):
    assert refused(desk, "nobody", "sms") == "record_unknown"


def will_on_form(desk, rec):
    job = desk.must(prepare_form, PrepareForm(rec=rec, event=desk.event, operator=desk.operator))
    return job.consented, dict(job.withdrawn)


def test_a_form_printed_later_keeps_the_day_of_the_will_and_says_what_was_taken_back_when(desk, rec):
    agreed = desk.clock.now()
    desk.clock.forward(days=1)
    first = desk.clock.now()
    withdraw(desk, rec, "sms")
    desk.clock.forward(days=1)
    withdraw(desk, rec, "benefits")

    assert will_on_form(desk, rec) == (agreed, {"sms": first, "benefits": desk.clock.now()})


def test_what_was_agreed_to_again_is_not_withdrawn_any_more(desk, rec):
    withdraw(desk, rec, "sms", "benefits")
    desk.clock.forward(hours=1)
    anew = ConsentFact(notice="notice-1", given=ALL[:3], withdrawn=("benefits",), method="phone", reference="4821")
    with desk.application._store.transaction() as work:
        work.uow.applications.add_consent("~", rec, anew, work.uow.milliseconds(), desk.event)
        work.keep()

    consented, withdrawn = will_on_form(desk, rec)

    assert consented == desk.clock.now()
    assert list(withdrawn) == ["benefits"]
