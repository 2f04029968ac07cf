"""The rows are the state: whatever order things came in, they equal the one function of everything."""

import random
from dataclasses import dataclass

import pytest

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.facts import Approval, NumberUse, Revision, SignedEnvelope, Void, Withdrawal
from fieldapp.domain.numbering import member_number
from fieldapp.domain.state import final_state
from sync.hub.services.delegations import add_delegation
from sync.hub.services.gathering import reread
from sync.hub.services.reviewing import Review, decide
from sync.hub.services.rules import rules
from sync.hub.store import decisions, envelopes, members, outcomes
from sync.hub.store.accounts import Account
from tests.support.hub import START, UNION, FieldDevice, RunningHub, authorisation, enrollment, rec_of, transfer
from tests.support.people import People

REVIEWER = Account(
    id="reviewer-1", name="乌云", role="admin", union="*", password="", failures=0, locked_until=0, disabled=False
)


def assert_rows_are_the_state(hub: RunningHub) -> None:
    """Compare outcome and membership rows with ``final_state`` over everything there is."""
    with hub.centre.store.read() as connection:
        facts = [reread(one) for one in envelopes.everything(connection)]
        state = final_state(facts, decisions.everything(connection), rules(connection))
        rows = outcomes.everything(connection)
        kept = members.by_documents(connection, members.document_keys(connection))
    expected = {
        rec: (one.outcome.value, one.union, one.number, one.approved_on, one.code, one.of, one.is_recalled)
        for rec, one in state.records.items()
    }
    found = {
        rec: (row.outcome, row.union, row.number, row.approved_on, row.code, row.of, row.is_recalled)
        for rec, row in rows.items()
    }
    assert found == expected
    wanted = {
        hub.centre.blind.document(one.key): (one.membership.union or "", one.membership.number, one.membership.since)
        for one in state.persons.values()
        if one.membership is not None
    }
    assert {idh: (one.union, one.number, one.joined) for idh, one in kept.items()} == wanted


@dataclass
class Day:
    """A day of random work on three laptops; about few people everything collides, about many hardly anything."""

    hub: RunningHub
    chance: random.Random
    crowd: int = 5

    def __post_init__(self) -> None:
        self.people = list(People(self.chance.randrange(1000)).people(self.crowd))
        self.devices = [self.hub.device(seed) for seed in (1, 2, 3)]
        self.records: list[tuple[FieldDevice, SignedEnvelope]] = []
        self.waiting: dict[int, list[SignedEnvelope]] = {0: [], 1: [], 2: []}
        self.serial = dict.fromkeys((0, 1, 2), 0)

    def step(self) -> None:
        """Do one thing at one laptop."""
        place = self.chance.randrange(3)
        act = self.chance.choice((self.enrol, self.enrol, self.enrol, self.move, self.revise, self.approve, self.end))
        made = act(place, self.devices[place])
        if made is not None:
            self.waiting[place].append(made)

    def _when(self) -> int:
        return int(START.timestamp() * 1000) + self.chance.randrange(100_000)

    def enrol(self, place: int, device: FieldDevice) -> SignedEnvelope:
        union = self.chance.choice((None, UNION))
        made = device.fact(enrollment(self.chance.choice(self.people), union=union), captured=self._when())
        self.records.append((device, made))
        return made

    def move(self, place: int, device: FieldDevice) -> SignedEnvelope:
        made = device.fact(transfer(self.chance.choice(self.people), to="couriers"), captured=self._when())
        self.records.append((device, made))
        return made

    def _own(self, device: FieldDevice) -> str | None:
        mine = [rec_of(made) for owner, made in self.records if owner is device]
        return self.chance.choice(mine) if mine else None

    def revise(self, place: int, device: FieldDevice) -> SignedEnvelope | None:
        rec = self._own(device)
        changed = {"document_no": self.chance.choice(self.people).document_no}
        return rec and device.fact(Revision(changed=changed), rec=rec, rev=1, captured=self._when())

    def approve(self, place: int, device: FieldDevice) -> SignedEnvelope | None:
        rec = self._own(device)
        if rec is None:
            return None
        self.serial[place] += 1
        number = member_number("15", place * 200 + self.serial[place])
        use = NumberUse(no=number, lease=self.lease(place))
        fact = Approval(
            recs=(rec,), delegation=authorisation().number, approver="白音", date="20261122", numbers={rec: use}
        )
        return device.fact(fact, captured=self._when())

    def lease(self, place: int) -> str:
        (item,) = self.devices[place].feed("lease")
        return str(item.body["p"]).split('"id":"', 1)[1][:36]

    def end(self, place: int, device: FieldDevice) -> SignedEnvelope | None:
        rec = self._own(device)
        if rec is None:
            return None
        fact = self.chance.choice((Void(target=rec, reason="typed twice"), Withdrawal()))
        return device.fact(fact, rec=rec, captured=self._when())

    def sync(self, place: int) -> None:
        """Deliver what waits at one laptop."""
        if self.waiting[place]:
            self.devices[place].deliver(*self.waiting[place])
            self.waiting[place] = []

    def review(self) -> None:
        """Let a reviewer try something; a refusal is fine."""
        with self.hub.centre.store.read() as connection:
            known = sorted(outcomes.everything(connection))
        if not known:
            return
        kind = self.chance.choice(
            (DecisionKind.APPROVE, DecisionKind.RETURN, DecisionKind.REJECT, DecisionKind.REOPEN, DecisionKind.PIN,
             DecisionKind.ROUTE, DecisionKind.REVOKE)
        )  # fmt: skip
        recs = tuple(self.chance.sample(known, k=min(2, len(known))))
        asked = Review(account=REVIEWER, kind=kind, recs=recs, reason="看不清", union=UNION, day=START.date())
        decide(self.hub.centre, asked)


def logged_delegation(hub: RunningHub, maximum: int) -> None:
    add_delegation(hub.centre, authorisation(maximum=maximum), account="test")


@pytest.mark.parametrize("seed", range(12))
def test_rows_equal_the_state_after_every_delivery(hub: RunningHub, seed: int) -> None:
    chance = random.Random(seed)
    logged_delegation(hub, maximum=chance.choice((1, 3, 100)))
    day = Day(hub, chance, crowd=chance.choice((4, 40)))

    for _ in range(40):
        day.step()
        if chance.random() < 0.3:
            day.sync(chance.randrange(3))
            assert_rows_are_the_state(hub)
        if chance.random() < 0.2:
            day.review()
            assert_rows_are_the_state(hub)


def test_rows_equal_the_state_on_each_database(any_hub: RunningHub) -> None:
    logged_delegation(any_hub, maximum=3)
    day = Day(any_hub, random.Random(99))

    for _ in range(30):
        day.step()
    for place in (2, 0, 1):
        day.sync(place)
        day.review()

    assert_rows_are_the_state(any_hub)
