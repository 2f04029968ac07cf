"""What is worth a second look, out of the tables of both databases."""

from datetime import timedelta

from fieldapp.domain.facts import ConsentFact, Void
from fieldapp.domain.problems import Refusal
from sync.hub.services.looking import Informed, inform, not_informed, work
from sync.hub.store.accounts import Account
from sync.hub.store.reviews import Scope
from tests.support.hub import COUNTY, START, UNION, FieldDevice, RunningHub, enrollment, env_of, rec_of
from tests.support.people import People

OLD = int((START - timedelta(days=8)).timestamp() * 1000)
EVERYTHING = Scope(unions=None, region="")
REVIEWER = Account(
    id="reviewer-1", name="乌云", role="reviewer", union=COUNTY, password="", failures=0, locked_until=0, disabled=False
)


def back(desk: FieldDevice, rec: str, purpose: str):
    fact = ConsentFact(notice="n", given=(), withdrawn=(purpose,), method="pen", reference=None)
    made = desk.fact(fact, rec=rec)
    desk.deliver(made)
    return made


def waiting(hub: RunningHub) -> list[tuple[str, ...]]:
    with hub.centre.store.read() as connection:
        return [(one.rec, *one.purposes, *one.unions) for one in not_informed(connection, EVERYTHING)]


def test_withdrawals_wait_newest_first_until_the_unions_were_told(any_hub: RunningHub) -> None:
    desk = any_hub.device()
    wish = desk.fact(enrollment(People(1).person(), union=UNION))
    desk.deliver(wish)
    first, later = back(desk, rec_of(wish), "sms"), back(desk, rec_of(wish), "benefits")

    before = waiting(any_hub)
    told = inform(any_hub.centre, REVIEWER, env_of(later))

    assert before == [(rec_of(wish), "benefits", UNION), (rec_of(wish), "sms", UNION)]
    assert told == Informed(count=1)
    assert waiting(any_hub) == [(rec_of(wish), "sms", UNION)]
    assert inform(any_hub.centre, REVIEWER, env_of(later)) == Refusal(code="hub_not_found")
    assert inform(any_hub.centre, REVIEWER, env_of(wish)) == Refusal(code="hub_not_found")
    assert inform(any_hub.centre, REVIEWER, env_of(first)) == Informed(count=1)


def test_figures_are_per_laptop_and_operator_and_leave_old_days_out(any_hub: RunningHub) -> None:
    one, two = any_hub.device(1), any_hub.device(2)
    made = [one.fact(enrollment(People(seed).person(), union=UNION)) for seed in range(1, 4)]
    one.deliver(*made, one.fact(Void(target=rec_of(made[0]), reason="登记错了"), rec=rec_of(made[0])))
    two.deliver(two.fact(enrollment(People(9).person(), union=UNION, document_check="stated")))
    two.deliver(two.fact(enrollment(People(8).person(), union=UNION), captured=OLD))

    with any_hub.centre.store.read() as connection:
        found = work(connection, EVERYTHING, any_hub.centre.now_ms())

    assert [(worker.dev, signs.records, signs.taken_back, signs.stated) for worker, signs in found] == [
        (one.key.device, 3, 1, 0),
        (two.key.device, 1, 0, 1),
    ]
    assert [signs.unsigned for _worker, signs in found] == [2, 1]
