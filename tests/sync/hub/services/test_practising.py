"""The reviewer of the training mode's hub: the last digit of a phone tells what happens."""

from dataclasses import replace

import pytest

from fieldapp.domain.facts import Revision
from fieldapp.domain.problems import Refusal
from resources import resource
from sync.hub.services import practising
from sync.hub.services.practising import PracticeRoom, furnish, review
from sync.hub.store import events, leases, outcomes
from sync.hub.store.accounts import Account
from tests.support.hub import COUNTY, UNION, FieldDevice, RunningHub, authorisation, enrollment, rec_of
from tests.support.people import People

REVIEWER = Account(
    id="reviewer-1", name="演练", role="reviewer", union="*", password="", failures=0, locked_until=0, disabled=False
)
LEASE = {"id": "block", "start": 9_000_001, "end": 9_000_200, "expires": 1_900_000_000, "scope": "150602"}


def room() -> PracticeRoom:
    return PracticeRoom(
        device="0" * 16,
        region="150602",
        organisations=resource("data", "samples", "organisations.csv"),
        lease=LEASE,
        delegation=authorisation(),
    )


def wish(device: FieldDevice, phone: str):
    """Deliver one person's wish with that phone; return its first envelope."""
    made = device.fact(enrollment(replace(People(int(phone[-4:])).person(), phone=phone), union=UNION))
    device.deliver(made)
    return made


def outcome(hub: RunningHub, envelope) -> str:
    with hub.centre.store.read() as connection:
        return outcomes.of_records(connection, [rec_of(envelope)])[rec_of(envelope)].outcome


@pytest.mark.parametrize(
    ("phone", "said"),
    [("13800001001", "card_confirmed"), ("13800001010", "needs_correction"), ("13800001019", "rejected")],
)
def test_the_last_digit_of_a_phone_tells_what_becomes_of_a_record(any_hub, phone, said):
    made = wish(any_hub.device(), phone)

    review(any_hub.centre, REVIEWER)
    review(any_hub.centre, REVIEWER)

    assert outcome(any_hub, made) == said


def test_a_record_that_was_mended_is_approved_whatever_its_phone(hub):
    device = hub.device()
    made = wish(device, "13800001020")
    review(hub.centre, REVIEWER)

    device.deliver(device.fact(Revision(changed={"employer": "演练物流"}), rec=rec_of(made), rev=1))
    review(hub.centre, REVIEWER)

    assert outcome(hub, made) == "approved"


def test_furnishing_twice_brings_everything_once_and_two_codes(hub):
    room_ = replace(room(), delegation=replace(authorisation(), union=COUNTY))

    first, again = furnish(hub.centre, room_), furnish(hub.centre, room_)

    assert not isinstance(first, Refusal)
    assert not isinstance(again, Refusal)
    assert first.code != again.code
    with hub.centre.store.read() as connection:
        assert [one.start for one in leases.of_device(connection, "0" * 16)] == [9_000_001]
        assert list(events.delegations(connection)) == [room_.delegation.number]


def test_nobody_knows_the_password_of_the_reviewer(hub):
    assert practising.reviewer(hub.centre).password != practising.reviewer(hub.centre).password
