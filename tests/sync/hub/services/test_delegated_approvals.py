"""Approvals given on site under an authorisation: believed within it, otherwise the person waits in the pool."""

from dataclasses import replace
from typing import Any

import pytest

from fieldapp.domain.facts import Approval, NumberUse, SignedEnvelope, Void
from fieldapp.domain.numbering import member_number
from fieldapp.domain.outcomes import VerdictKind
from fieldapp.domain.problems import Refusal
from sync.hub.services.delegations import AddedDelegation, add_delegation
from sync.hub.store import members, outcomes
from sync.hub.store.outcomes import OutcomeRow
from tests.support.hub import OTHER, UNION, FieldDevice, RunningHub, authorisation, enrollment, rec_of
from tests.support.people import People


def authorise(hub: RunningHub, **said: Any) -> None:
    done = add_delegation(hub.centre, authorisation(**said), account="test")
    assert isinstance(done, AddedDelegation), done


def lease_of(device: FieldDevice) -> str:
    return str(device.feed("lease")[0].body["p"]).split('"id":"', 1)[1][:36]


def enrolled_with_number(device: FieldDevice, seed: int, serial: int, **said: Any) -> SignedEnvelope:
    union = said.pop("union", UNION)
    values = {"no": member_number("15", serial), "lease": lease_of(device)} | said
    return device.fact(enrollment(People(seed).person(), union=union), **values)


def approval(device: FieldDevice, *wishes: SignedEnvelope, **said: Any) -> SignedEnvelope:
    values: dict[str, Any] = {
        "recs": tuple(rec_of(wish) for wish in wishes),
        "delegation": authorisation().number,
        "approver": "白音",
        "date": "20261122",
        "numbers": {},
    }
    return device.fact(Approval(**(values | said)))


def row(hub: RunningHub, wish: SignedEnvelope) -> OutcomeRow:
    with hub.centre.store.read() as connection:
        return outcomes.of_records(connection, [rec_of(wish)])[rec_of(wish)]


def test_approval_under_an_authorisation_makes_a_member_with_the_leased_number(any_hub: RunningHub) -> None:
    authorise(any_hub)
    device = any_hub.device()
    wish = enrolled_with_number(device, 1, 1)

    verdicts = device.deliver(wish, approval(device, wish))

    found = row(any_hub, wish)
    assert {one.verdict for one in verdicts} == {VerdictKind.ACCEPTED}
    assert (found.outcome, found.number, found.union) == ("approved", member_number("15", 1), UNION)
    assert (found.approved_on, found.status_index) == ("20261122", 1)
    assert device.outcomes()[rec_of(wish)]["outcome"] == "approved"


def test_approval_that_comes_in_a_later_batch_counts_as_well(any_hub: RunningHub) -> None:
    authorise(any_hub)
    device = any_hub.device()
    wish = enrolled_with_number(device, 1, 1)
    device.deliver(wish)

    device.deliver(approval(device, wish))

    assert row(any_hub, wish).outcome == "approved"


def test_number_given_by_the_approval_itself_is_checked_against_the_lease(hub: RunningHub) -> None:
    authorise(hub)
    device = hub.device()
    wishes = [device.fact(enrollment(People(seed).person(), union=UNION)) for seed in (1, 2)]
    lease = lease_of(device)
    numbers = {
        rec_of(wishes[0]): NumberUse(no=member_number("15", 3), lease=lease),
        rec_of(wishes[1]): NumberUse(no=member_number("15", 999), lease=lease),
    }

    device.deliver(*wishes, approval(device, *wishes, numbers=numbers))

    assert (row(hub, wishes[0]).outcome, row(hub, wishes[0]).number) == ("approved", member_number("15", 3))
    assert (row(hub, wishes[1]).outcome, row(hub, wishes[1]).code) == ("needs_correction", "number_not_leased")


def test_lease_of_another_laptop_gives_no_number(any_hub: RunningHub) -> None:
    authorise(any_hub)
    owner, other = any_hub.device(1), any_hub.device(2)
    wish = enrolled_with_number(other, 1, 1, lease=lease_of(owner))

    (verdict,) = other.deliver(wish)

    assert (verdict.verdict, verdict.code) == (VerdictKind.NEEDS_CORRECTION, "number_not_leased")


def test_lease_of_another_life_of_the_store_gives_no_number(hub: RunningHub) -> None:
    device = hub.device()
    lease = lease_of(device)
    device.inc = device.new_id()

    (verdict,) = device.deliver(enrolled_with_number(device, 1, 1, lease=lease))

    assert verdict.code == "number_not_leased"


@pytest.mark.parametrize(
    "said",
    [{"delegation": "没有这个决议"}, {"approver": "路人"}, {"date": "20300101"}, {"approver_op": "operator-1"}],
    ids=["unknown", "not named", "expired", "own author"],
)
def test_approval_outside_the_authorisation_leaves_the_person_in_the_pool(
    hub: RunningHub, said: dict[str, str]
) -> None:
    authorise(hub)
    device = hub.device()
    wish = enrolled_with_number(device, 1, 1)

    device.deliver(wish, approval(device, wish, **said))

    assert row(hub, wish).outcome == "pooled"


def test_approval_for_another_union_leaves_the_person_in_the_pool(hub: RunningHub) -> None:
    authorise(hub)
    device = hub.device()
    wish = enrolled_with_number(device, 1, 1, union=OTHER)

    device.deliver(wish, approval(device, wish))

    assert row(hub, wish).outcome == "pooled"


def test_maximum_counts_across_batches_and_laptops(any_hub: RunningHub) -> None:
    authorise(any_hub, maximum=2)
    first, second = any_hub.device(1), any_hub.device(2)
    wishes = []
    for seed, device in enumerate((first, second, first), start=1):
        wish = device.fact(enrollment(People(seed).person(), union=UNION))
        device.deliver(wish)
        device.deliver(approval(device, wish))
        wishes.append(wish)

    found = sorted(row(any_hub, wish).outcome for wish in wishes)

    assert found == ["approved", "approved", "pooled"]


def test_voided_approval_takes_the_membership_back(any_hub: RunningHub) -> None:
    authorise(any_hub)
    device = any_hub.device()
    wish = enrolled_with_number(device, 1, 1)
    given = approval(device, wish)
    device.deliver(wish, given)

    device.deliver(device.fact(Void(target=rec_of(given), reason="wrong person"), rec=rec_of(given)))

    assert row(any_hub, wish).outcome == "pooled"
    with any_hub.centre.store.read() as connection:
        assert members.document_keys(connection) == []


def test_number_claimed_by_two_persons_stays_with_the_first(any_hub: RunningHub) -> None:
    authorise(any_hub)
    device = any_hub.device()
    first, second = (enrolled_with_number(device, seed, 1) for seed in (1, 2))
    device.deliver(first, approval(device, first))

    device.deliver(second, approval(device, second))

    assert row(any_hub, first).number == member_number("15", 1)
    assert row(any_hub, second).number is None
    (recall,) = device.feed("recall")
    assert recall.body["rec"] == rec_of(second)
    assert recall.body["reason"] is None or not recall.body["reason"].isascii()  # words for people, never a code


def test_laptops_hear_of_a_new_authorisation(hub: RunningHub) -> None:
    device = hub.device()

    authorise(hub)

    (item,) = device.feed("delegation")
    assert item.body["approvers"] == ["白音"]


def test_authorisation_of_an_unknown_union_is_refused(hub: RunningHub) -> None:
    asked = replace(authorisation(), union="nowhere")

    refused = add_delegation(hub.centre, asked, account="test")

    assert isinstance(refused, Refusal)
    assert refused.code == "hub_union_unknown"


def test_authorisation_that_ends_before_it_begins_is_refused(hub: RunningHub) -> None:
    asked = replace(authorisation(), valid_to=authorisation().resolved_on)

    assert add_delegation(hub.centre, asked, account="test") == Refusal(code="hub_delegation_span")
