"""What waits for a reviewer beside the pool, and what becomes of it."""

from dataclasses import replace

import pytest

from fieldapp.domain.facts import Revision, Void
from fieldapp.domain.problems import Refusal
from sync.hub.services import worklists
from sync.hub.services.reviewing import Decided
from sync.hub.store import outcomes, reviews
from sync.hub.store.accounts import Account
from sync.hub.store.chain_gaps import Hole
from sync.hub.store.reviews import Scope
from tests.support.hub import COUNTY, REGION, FieldDevice, RunningHub, enrollment, rec_of
from tests.support.people import People

EVERYTHING = Scope(unions=None, region="")
REVIEWER = Account(
    id="reviewer-1", name="乌云", role="reviewer", union=COUNTY, password="", failures=0, locked_until=0, disabled=False
)
NEW_PHONE = {"phone": "13900001111"}


def listed(hub: RunningHub, why: str, scope: Scope = EVERYTHING) -> list[str]:
    lists = {"waiting": worklists.waiting_changes, "fork": worklists.forks, "orphan": worklists.orphans}
    with hub.centre.store.read() as connection:
        return [one.envelope.env for one in lists[why](connection, scope)]


def phone_of(hub: RunningHub, rec: str) -> str:
    with hub.centre.store.read() as connection:
        (row,) = reviews.of_person(connection, outcomes.of_records(connection, [rec])[rec].person)
    return row.phone


def forked(hub: RunningHub) -> tuple[str, str]:
    """Return a record with two corrections on one state, and the correction that does not lead."""
    device = hub.device()
    wish = device.fact(enrollment(People(1).person()))
    base = device.heads[rec_of(wish)]
    first = device.fact(Revision(changed={"phone": "13900002222"}), rec=rec_of(wish), rev=1)
    second = device.fact(Revision(changed=NEW_PHONE), rec=rec_of(wish), rev=1, base=base)
    device.deliver(wish, first, second)
    return rec_of(wish), second.protected.split(b'"env":"', 1)[1][:36].decode()


def waiting_void(hub: RunningHub) -> tuple[str, str]:
    """Return a record that another laptop voids, and that void."""
    device, other = hub.device(1), hub.device(2)
    wish = device.fact(enrollment(People(1).person()))
    device.deliver(wish)
    void = other.fact(Void(target=rec_of(wish), reason="typed twice"), rec=rec_of(wish))
    other.deliver(void)
    return rec_of(wish), void.protected.split(b'"env":"', 1)[1][:36].decode()


def test_second_correction_of_one_state_is_listed_as_a_fork(any_hub: RunningHub) -> None:
    _, env = forked(any_hub)

    assert listed(any_hub, "fork") == [env]


def test_fork_that_is_followed_changes_the_record_and_leaves_the_list(any_hub: RunningHub) -> None:
    rec, env = forked(any_hub)

    done = worklists.follow(any_hub.centre, REVIEWER, env)

    assert isinstance(done, Decided), done
    assert (phone_of(any_hub, rec), listed(any_hub, "fork")) == (NEW_PHONE["phone"], [])


def test_fork_that_is_left_changes_nothing_and_leaves_the_list(any_hub: RunningHub) -> None:
    rec, env = forked(any_hub)

    done = worklists.leave(any_hub.centre, REVIEWER, env)

    assert isinstance(done, Decided), done
    assert (phone_of(any_hub, rec), listed(any_hub, "fork")) == ("13900002222", [])


def test_void_of_another_laptop_waits_and_withdraws_once_followed(any_hub: RunningHub) -> None:
    rec, env = waiting_void(any_hub)
    before = listed(any_hub, "waiting")

    worklists.follow(any_hub.centre, REVIEWER, env)

    with any_hub.centre.store.read() as connection:
        assert outcomes.of_records(connection, [rec])[rec].outcome == "withdrawn"
    assert (before, listed(any_hub, "waiting")) == ([env], [])


def test_settled_envelope_cannot_be_settled_again(hub: RunningHub) -> None:
    _, env = waiting_void(hub)
    worklists.leave(hub.centre, REVIEWER, env)

    assert worklists.follow(hub.centre, REVIEWER, env) == Refusal(code="hub_not_found")


def test_reviewer_of_another_county_neither_sees_nor_settles_it(hub: RunningHub) -> None:
    _, env = waiting_void(hub)
    stranger = replace(REVIEWER, union="nobody")

    done = worklists.follow(hub.centre, stranger, env)

    assert done == Refusal(code="hub_decision_outside")
    assert listed(hub, "waiting", Scope(unions=frozenset({"nobody"}), region="310000")) == []


@pytest.mark.parametrize(("region", "count"), [(REGION, 1), ("310000", 0)])
def test_correction_without_its_application_is_an_orphan_of_its_laptops_region(
    hub: RunningHub, region: str, count: int
) -> None:
    device = hub.device()
    wish = device.fact(enrollment(People(1).person()))
    change = device.fact(Revision(changed=NEW_PHONE), rec=rec_of(wish), rev=1)

    device.deliver(change)

    assert len(listed(hub, "orphan", Scope(unions=frozenset({COUNTY}), region=region))) == count


def test_orphan_leaves_the_list_when_its_application_comes(any_hub: RunningHub) -> None:
    device = any_hub.device()
    wish = device.fact(enrollment(People(1).person()))
    device.deliver(device.fact(Revision(changed=NEW_PHONE), rec=rec_of(wish), rev=1))

    device.deliver(wish)

    assert listed(any_hub, "orphan") == []


def test_missing_numbers_of_a_chain_are_named(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    facts = [device.fact(enrollment(person)) for person in people.people(7)]

    device.deliver(facts[1], facts[4], facts[6])

    with any_hub.centre.store.read() as connection:
        found = worklists.holes(connection)
    dev, inc = device.key.device, device.inc
    assert found == tuple(Hole(dev=dev, inc=inc, first=a, last=b) for a, b in ((1, 1), (3, 4), (6, 6)))


def test_chain_that_came_whole_has_neither_hole_nor_break(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    facts = [device.fact(enrollment(person)) for person in people.people(4)]

    device.deliver(*facts[2:])
    device.deliver(*facts[:2])

    with any_hub.centre.store.read() as connection:
        assert (worklists.holes(connection, device.key.device), worklists.breaks(connection)) == ((), ())


def _spoiled(device: FieldDevice, place: int) -> None:
    """Let the next envelope of a device name another one than the last."""
    device.prev = None if place else "0" * 32


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("is_reversed", [False, True])
def test_link_that_does_not_fit_is_reported_and_the_verdict_stays(
    any_hub: RunningHub, place: int, is_reversed: bool
) -> None:
    device, people = any_hub.device(), People(1)
    facts = []
    for at, person in enumerate(people.people(3)):
        if at == place:
            _spoiled(device, place)
        facts.append(device.fact(enrollment(person)))

    answers = [device.deliver(one)[0].verdict for one in (facts[::-1] if is_reversed else facts)]

    with any_hub.centre.store.read() as connection:
        (found,) = worklists.breaks(connection)
    assert (found.seq, set(answers)) == (place + 1, {"accepted"})


def test_link_to_other_bytes_is_reported_when_the_first_comes_later(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    first = device.fact(enrollment(people.person()))
    device.prev = "1" * 32
    second = device.fact(enrollment(people.person()))
    device.deliver(second)

    device.deliver(first)

    with any_hub.centre.store.read() as connection:
        (found,) = worklists.breaks(connection, device.key.device)
    assert found.env == rec_of(second)
