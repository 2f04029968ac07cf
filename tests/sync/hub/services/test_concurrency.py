"""Several workers of one hub at the same database: nothing twice, nothing lost, the rows are still the state."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.facts import digest
from fieldapp.domain.outcomes import Version
from fieldapp.domain.state import final_state
from sync.hub.centre import Centre, open_centre
from sync.hub.services.gathering import reread
from sync.hub.services.receiving import receive
from sync.hub.services.reviewing import Decided, Review, decide
from sync.hub.services.rules import rules
from sync.hub.store import decisions, devices, envelopes, feeds, outcomes
from sync.hub.store.accounts import Account
from sync.hub.store.tables import envelope
from sync.protocol.batches import Batch, decode_batch
from tests.support.hub import START, UNION, FieldDevice, HubClock, RunningHub, enrollment, rec_of
from tests.support.people import People

REVIEWER = Account(
    id="reviewer-1", name="乌云", role="admin", union="*", password="", failures=0, locked_until=0, disabled=False
)


def batch_of(device: FieldDevice, count: int, seed: int) -> tuple[FieldDevice, bytes]:
    name = device.new_id()
    lines = [device.fact(enrollment(person)).line() for person in People(seed).people(count)]
    return device, device.batch_body(lines, name)


def take(centre: Centre, device: FieldDevice, body: bytes) -> bytes:
    with centre.store.read() as connection:
        known = devices.find(connection, device.key.device)
    batch = decode_batch((body,))
    assert known is not None
    assert isinstance(batch, Batch)
    answer = receive(centre, known, batch, digest(body))
    assert isinstance(answer, bytes), answer
    return answer


def test_laptops_that_bring_the_same_people_at_once_agree_on_one_of_each(any_hub: RunningHub, any_url: str) -> None:
    laptops = [any_hub.device(seed) for seed in (1, 2, 3, 4)]
    batches = [batch_of(device, 12, seed=7) for device in laptops for _ in range(2)]
    workers = [open_centre(any_url, clock=HubClock()) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(take, workers[at % 4], device, body) for at, (device, body) in enumerate(batches)]
        for job in jobs:
            job.result(timeout=120)

    for worker in workers:
        worker.store.close()
    with any_hub.centre.store.read() as connection:
        rows = outcomes.everything(connection)
        facts = [reread(one) for one in envelopes.everything(connection)]
        state = final_state(facts, decisions.everything(connection), rules(connection))
    assert len(facts) == 96
    assert sum(row.outcome == "pooled" for row in rows.values()) == 12
    assert {rec: row.outcome for rec, row in rows.items()} == {
        rec: one.outcome.value for rec, one in state.records.items()
    }


def test_same_batch_at_two_workers_at_once_gets_one_answer(any_hub: RunningHub, any_url: str) -> None:
    device, body = batch_of(any_hub.device(), 20, seed=3)
    workers = [open_centre(any_url, clock=HubClock()) for _ in range(2)]

    with ThreadPoolExecutor(2) as pool:
        answers = [job.result(timeout=120) for job in [pool.submit(take, one, device, body) for one in workers]]

    for worker in workers:
        worker.store.close()
    with any_hub.centre.store.read() as connection:
        stored = connection.execute(sa.select(sa.func.count()).select_from(envelope)).scalar_one()
    assert stored == 20
    assert answers[0] == answers[1]


def test_feeds_stay_gapless_when_laptops_cross(any_hub: RunningHub, any_url: str) -> None:
    laptops = [any_hub.device(seed) for seed in (1, 2)]
    batches = [batch_of(device, 5, seed=9) for device in laptops for _ in range(4)]
    workers = [open_centre(any_url, clock=HubClock()) for _ in range(2)]

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(take, workers[at % 2], device, body) for at, (device, body) in enumerate(batches)]
        for job in jobs:
            job.result(timeout=120)

    for worker in workers:
        worker.store.close()
    with any_hub.centre.store.read() as connection:
        for device in laptops:
            numbers = [row.n for row in feeds.after(connection, device.key.device, 0, 1000)]
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(device.changes(Version(1, 0)).items) == len(numbers)


def test_two_reviewers_at_once_give_one_person_one_number(any_hub: RunningHub, any_url: str) -> None:
    device, person = any_hub.device(), People(5).person()
    wish = device.fact(enrollment(person, union=UNION))
    device.deliver(wish)
    workers = [open_centre(any_url, clock=HubClock()) for _ in range(3)]
    asked = Review(account=REVIEWER, kind=DecisionKind.APPROVE, recs=(rec_of(wish),), day=START.date())

    with ThreadPoolExecutor(3) as pool:
        done = [job.result(timeout=120) for job in [pool.submit(decide, one, asked) for one in workers]]

    for worker in workers:
        worker.store.close()
    assert all(isinstance(one, Decided) for one in done)
    assert len({number for one in done if isinstance(one, Decided) for number in one.numbers.values()}) == 1
