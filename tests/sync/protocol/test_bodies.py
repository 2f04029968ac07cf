from dataclasses import replace

import pytest

from fieldapp.domain.facts import AloneAct, AuditHeadFact, CardEvent, ConsentFact, EventFact, Fact, Handout, LeaseBurn
from fieldapp.domain.problems import Problem
from sync.protocol.envelopes import ReadEnvelope, read
from tests.support.facts import CONSENT, Desk, enrollment, transfer

CARD = CardEvent(what="issued", serial="S", copy=1)
EVENT = EventFact(
    what="open",
    name="集中入会",
    region="150602",
    policy="central",
    host="U1",
    starts="2026-11-22T09:00:00+08:00",
    ends="2026-11-22T17:00:00+08:00",
)


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        (replace(CARD, what="zzz"), "what"),
        (replace(CARD, copy=0), "copy"),
        (replace(CARD, copy=2**64), "copy"),
        (replace(EVENT, target=2**64), "target"),
        (replace(EVENT, last_seq=-1), "last_seq"),
        (replace(EVENT, counts={"applied": 2**64}), "counts"),
        (AuditHeadFact(n=2**64, head="a" * 64), "n"),
        (Handout(item="gift", qty=-5), "qty"),
        (Handout(item="gift", qty=0), "qty"),
        (Handout(item="gift", qty=2**52), "qty"),
        (replace(EVENT, what="pause"), "what"),
        (replace(EVENT, policy="anarchy"), "policy"),
        (LeaseBurn(lease="L1", start=-1, why="restored"), "start"),
        (AuditHeadFact(n=0, head="0" * 64), "n"),
        (AuditHeadFact(n=1, head="A" * 64), "head"),
        (AuditHeadFact(n=1, head="a" * 64, alone=AloneAct(act="dance", subject="r", reason="x")), "alone"),
        (AuditHeadFact(n=1, head="a" * 64, alone=AloneAct(act="purge", subject="r", reason=" ")), "alone"),
        (LeaseBurn(lease="L1", start=10**9, why="restored"), "start"),
        (ConsentFact(notice="n1", method="pen"), "given"),
        (ConsentFact(notice="n1", given=("sms",), method="nod"), "method"),
        (enrollment(consents=replace(CONSENT, given=())), "consents/given"),
        (enrollment(consents=replace(CONSENT, method="nod")), "consents/method"),
        (replace(transfer(), consents=replace(CONSENT, given=())), "consents/given"),
    ],
)
def test_a_word_or_count_a_body_cannot_hold_is_refused_with_its_place(fact: Fact, field: str) -> None:
    problem = read(Desk().assert_fact(fact).signed)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.field) == ("body_invalid", f"/body/{field}")


@pytest.mark.parametrize(
    "fact",
    [
        CARD,
        Handout(item="gift", qty=1000),
        EVENT,
        LeaseBurn(lease="L1", start=0, why="restored"),
        AuditHeadFact(n=1, head="a" * 64),
        AuditHeadFact(n=1, head="a" * 64, alone=AloneAct(act="void_sent", subject="r", reason="一个人")),
        ConsentFact(notice="n1", withdrawn=("sms",), method="phone"),
        transfer(),
    ],
)
def test_what_a_body_may_hold_is_read(fact: Fact) -> None:
    assert isinstance(read(Desk().assert_fact(fact).signed), ReadEnvelope)
