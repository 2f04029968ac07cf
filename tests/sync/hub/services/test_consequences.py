"""What facts bring about beside being judged: whose an event is, whose a number is, what one bad record may not do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from fieldapp.domain.events import Event
from fieldapp.domain.facts import Approval, EventFact, LeaseBurn, Revision, SignedEnvelope
from fieldapp.domain.numbering import member_number
from fieldapp.domain.outcomes import VerdictKind, Version
from sync.hub.services import rules, worklists
from sync.hub.services.delegations import AddedDelegation, add_delegation
from sync.hub.store import events, leases, outcomes
from sync.hub.store.tables import envelope, event, lease, quarantine
from sync.protocol.leases import LeaseReceipt, LeaseRequest
from sync.protocol.messages import encode
from tests.support.hub import START, UNION, FieldDevice, RunningHub, authorisation, enrollment, rec_of, transfer
from tests.support.people import People

NOON = int(START.timestamp() * 1000)
SAID = EventFact(
    what="open", name="罕台收费站", region="150602", policy="central", host="county",
    starts=START.isoformat(), ends=(START + timedelta(hours=8)).isoformat(),
    channel="ceremony", items=("礼包",), target=120, photo=True,
)  # fmt: skip
EV = "01a20000-0000-7000-8000-000000000001"


def known_event(hub: RunningHub) -> Event:
    with hub.centre.store.read() as connection:
        found = events.find(connection, EV)
    assert found is not None
    return found


def is_closed(hub: RunningHub) -> bool:
    with hub.centre.store.read() as connection:
        return bool(connection.execute(sa.select(event.c.closed)).scalar_one())


def lease_of(device: FieldDevice, place: int = 0) -> str:
    return str(device.feed("lease")[place].body["p"]).split('"id":"', 1)[1][:36]


def numbered(device: FieldDevice, seed: int, serial: int, **said: Any) -> SignedEnvelope:
    values = {"no": member_number("15", serial), "lease": lease_of(device)} | said
    return device.fact(enrollment(People(seed).person(), union=UNION), **values)


def test_event_is_kept_as_its_laptop_describes_it(any_hub: RunningHub) -> None:
    device = any_hub.device()

    device.deliver(device.fact(SAID, ev=EV))

    found = known_event(any_hub)
    assert (found.channel, found.items, found.target, found.photo) == ("ceremony", ("礼包",), 120, True)


def test_event_brings_the_authorisation_the_centre_signed(hub: RunningHub) -> None:
    done = add_delegation(hub.centre, authorisation(), account="test")
    assert isinstance(done, AddedDelegation), done
    device = hub.device()

    device.deliver(device.fact(replace(SAID, policy="delegated", delegation=authorisation().number), ev=EV))

    assert known_event(hub).delegation == authorisation()


def test_event_without_the_newer_fields_is_a_collective_one(hub: RunningHub) -> None:
    device = hub.device()

    device.deliver(device.fact(replace(SAID, channel=None, items=(), target=None, photo=None), ev=EV))

    assert (known_event(hub).channel, known_event(hub).items) == ("collective", ())


@pytest.mark.parametrize("field", [{"channel": "by_carrier_pigeon"}, {"target": -1}])
def test_event_with_an_impossible_word_is_quarantined(hub: RunningHub, field: dict[str, Any]) -> None:
    device = hub.device()

    (verdict,) = device.deliver(device.fact(replace(SAID, **field), ev=EV))

    assert (verdict.verdict, verdict.code) == (VerdictKind.QUARANTINED, "body_invalid")


@pytest.mark.parametrize("is_stranger_first", [False, True])
def test_another_laptop_neither_renames_nor_closes_an_event_in_any_order(
    any_hub: RunningHub, is_stranger_first: bool
) -> None:
    owner, stranger = any_hub.device(1), any_hub.device(2)
    own = [owner.fact(SAID, ev=EV, captured=NOON)]
    foreign = [
        stranger.fact(replace(SAID, name="别人的活动"), ev=EV, captured=NOON + 1000),
        stranger.fact(replace(SAID, name="别人的活动", what="close"), ev=EV, captured=NOON + 2000),
    ]
    deliveries = [(owner, own), (stranger, foreign)]

    for device, facts in deliveries[::-1] if is_stranger_first else deliveries:
        assert {one.verdict for one in device.deliver(*facts)} == {VerdictKind.ACCEPTED}

    with any_hub.centre.store.read() as connection:
        noted = worklists.event_contradictions(connection)
    assert (known_event(any_hub).name, is_closed(any_hub)) == ("罕台收费站", False)
    assert [word.dev for word in noted] == [stranger.key.device] * 2


def test_joined_laptop_that_says_the_same_is_not_listed(hub: RunningHub) -> None:
    owner, joined = hub.device(1), hub.device(2)
    owner.deliver(owner.fact(SAID, ev=EV, captured=NOON))

    joined.deliver(joined.fact(SAID, ev=EV, captured=NOON + 1000))

    with hub.centre.store.read() as connection:
        assert worklists.event_contradictions(connection) == ()


def test_own_laptop_changes_closes_and_opens_its_event_again(any_hub: RunningHub) -> None:
    device = any_hub.device()
    device.deliver(device.fact(SAID, ev=EV), device.fact(replace(SAID, what="close"), ev=EV))
    was_closed = is_closed(any_hub)

    device.deliver(device.fact(replace(SAID, name="改名", why="来晚的人"), ev=EV))

    assert (was_closed, is_closed(any_hub), known_event(any_hub).name) == (True, False, "改名")


def test_number_behind_a_burn_is_refused_and_one_before_it_is_not(any_hub: RunningHub) -> None:
    device = any_hub.device()
    device.deliver(device.fact(LeaseBurn(lease=lease_of(device), start=7, why="store restored")))

    verdicts = device.deliver(numbered(device, 1, 6), numbered(device, 2, 7))

    assert [one.code for one in verdicts] == [None, "number_not_leased"]


def test_later_burn_gives_nothing_back(any_hub: RunningHub) -> None:
    device = any_hub.device()
    name = lease_of(device)

    device.deliver(*(device.fact(LeaseBurn(lease=name, start=start, why="again")) for start in (7, 3, 90)))

    with any_hub.centre.store.read() as connection:
        assert leases.by_ids(connection, [name])[name].burned_from == 3


def test_lease_without_an_incarnation_belongs_to_the_first_that_uses_it(any_hub: RunningHub) -> None:
    device = any_hub.device()
    with any_hub.centre.store.write() as connection:
        connection.execute(lease.update().values(inc=""))
    first = device.deliver(numbered(device, 1, 1))
    again = device.deliver(numbered(device, 2, 2))
    device.inc, device.seq, device.prev = device.new_id(), 0, None

    other = device.deliver(numbered(device, 3, 3))

    assert [one.code for one in (*first, *again, *other)] == [None, None, "number_not_leased"]


def test_asking_often_for_numbers_gives_one_block_until_it_was_fetched(any_hub: RunningHub) -> None:
    device = any_hub.device()

    def ask() -> str | None:
        asked = encode(LeaseRequest(left=20, inc=device.inc))
        return LeaseReceipt.model_validate_json(device.call("POST", "/v1/leases", asked).content).lease

    before = [ask() for _ in range(3)]
    held = device.changes()
    device.changes(Version(held.gen, held.end))
    after = ask()

    assert len(set(before)) == 1
    assert after not in (None, *before)


def test_number_given_to_two_persons_is_told_to_both_and_the_second_card_comes_back(any_hub: RunningHub) -> None:
    done = add_delegation(any_hub.centre, authorisation(), account="test")
    assert isinstance(done, AddedDelegation), done
    device = any_hub.device()
    first, second = numbered(device, 1, 5), numbered(device, 2, 5)
    recs = (rec_of(first), rec_of(second))
    yes = Approval(recs=recs, delegation=authorisation().number, approver="白音", date="20261122", numbers={})

    device.deliver(first, second, device.fact(yes))

    said = device.outcomes()
    (slip,) = device.feed("recall")
    assert [said[rec]["code"] for rec in recs] == ["number_taken", "number_taken"]
    assert (said[recs[0]]["number"], slip.body["rec"]) == (member_number("15", 5), recs[1])
    assert slip.body["reason"] == "会员号两人共用"


@pytest.mark.parametrize(
    ("field", "value", "code"), [("region", "999999", "region_unknown"), ("union", "nobody", "union_unknown")]
)
def test_place_or_union_nobody_knows_needs_correction(hub: RunningHub, field: str, value: str, code: str) -> None:
    device = hub.device()
    wish = device.fact(enrollment(People(1).person(), **{field: value}))

    (verdict,) = device.deliver(wish)
    (mended,) = device.deliver(
        device.fact(Revision(changed={field: None if field == "union" else "150602"}), rec=rec_of(wish))
    )

    assert [(one.pointer, one.code) for one in verdict.errors] == [(f"/{field}", code)]
    assert (verdict.verdict, mended.verdict) == (VerdictKind.NEEDS_CORRECTION, VerdictKind.ACCEPTED)


def test_transfer_to_a_union_nobody_knows_needs_correction(hub: RunningHub) -> None:
    device = hub.device()

    (verdict,) = device.deliver(device.fact(transfer(People(1).person(), to="nobody")))

    assert [(one.pointer, one.code) for one in verdict.errors] == [("/union", "union_unknown")]


def test_record_that_cannot_be_judged_is_set_aside_and_its_neighbours_answered_as_ever(
    any_hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, people = any_hub.device(), People(1)
    cursed, other = people.person(), people.person()
    judge = rules.inspect

    def stumbling(values: Any, on: Any) -> Any:
        if values.get("document_no") == cursed.document_no:
            raise KeyError(cursed.name)
        return judge(values, on)

    monkeypatch.setattr(rules, "inspect", stumbling)
    wishes = [device.fact(enrollment(person)) for person in (other, cursed, other)]

    verdicts = device.deliver(*wishes)

    assert [one.verdict for one in verdicts] == ["accepted", "quarantined", "duplicate"]
    assert verdicts[1].code == "record_unjudgeable"
    with any_hub.centre.store.read() as connection:
        stored = connection.execute(sa.select(envelope.c.env)).scalars().all()
        aside = connection.execute(sa.select(quarantine.c.env)).scalars().all()
        rows = outcomes.everything(connection)
    assert set(stored) == set(rows) == {rec_of(wishes[0]), rec_of(wishes[2])}
    assert aside == [rec_of(wishes[1])]
