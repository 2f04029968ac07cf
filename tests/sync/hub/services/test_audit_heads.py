"""The centre's copy of how far each laptop's log had come."""

import json
from dataclasses import replace

from sqlalchemy import update

from fieldapp.domain.facts import AloneAct, AuditHeadFact
from fieldapp.domain.problems import Refusal
from sync.hub.services import audit_heads
from sync.hub.store import tables
from sync.hub.store.accounts import Account
from tests.support.hub import OTHER, UNION, RunningHub

ADMIN = Account(
    id="boss", name="乌云", role="reviewer", union="*", password="", failures=0, locked_until=0, disabled=False
)
ALONE = AuditHeadFact(n=3, head="c" * 64, alone=AloneAct(act="purge", subject="due", reason="只有我"))


def told(hub: RunningHub, dev: str | None = None) -> tuple[audit_heads.ToldHead, ...]:
    with hub.centre.store.read() as connection:
        return audit_heads.heads(connection, dev)


def test_heads_are_listed_per_laptop_newest_first(hub: RunningHub) -> None:
    one, two = hub.device(), hub.device(2)
    one.deliver(one.fact(AuditHeadFact(n=3, head="a" * 64)))
    hub.clock.move(minutes=1)
    one.deliver(one.fact(AuditHeadFact(n=8, head="b" * 64)))
    two.deliver(two.fact(AuditHeadFact(n=1, head="c" * 64)))

    mine = told(hub, one.key.device)

    assert [(head.n, head.head[0]) for head in mine] == [(8, "b"), (3, "a")]
    assert len(told(hub)) == 3
    assert json.loads(audit_heads.as_json(mine))["heads"][0]["dev"] == one.key.device


def test_the_file_for_laptops_tells_no_reasons(hub: RunningHub) -> None:
    device = hub.device()
    device.deliver(device.fact(ALONE))

    assert "只有我" not in audit_heads.as_json(told(hub))


def test_an_account_of_elsewhere_reviews_nothing(hub: RunningHub) -> None:
    device = hub.device()
    device.deliver(device.fact(ALONE))
    (head,) = told(hub)
    elsewhere = replace(ADMIN, union=OTHER)
    with hub.centre.store.write() as connection:
        connection.execute(update(tables.device).values(union=UNION))

    assert isinstance(audit_heads.review_alone(hub.centre, elsewhere, head.env), Refusal)
    assert audit_heads.review_alone(hub.centre, ADMIN, head.env) == audit_heads.Reviewed(count=1)
    with hub.centre.store.read() as connection:
        assert audit_heads.waiting_alone(connection) == ()
