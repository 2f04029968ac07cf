"""值得看一眼 as a reviewer reads it: consents taken back, what one person did alone, figures of the last days."""

from typing import Any

from fieldapp.domain.facts import AloneAct, AuditHeadFact, ConsentFact, SignedEnvelope
from tests.support.console import Browser, user
from tests.support.hub import OTHER, UNION, FieldDevice, RunningHub, consents, enrollment, env_of, rec_of
from tests.support.people import People


def taken_back(desk: FieldDevice, *purposes: str, seed: int = 3, **said: Any) -> SignedEnvelope:
    """Enroll a person who then takes consents back; return that envelope."""
    wish = desk.fact(enrollment(People(seed).person(), union=UNION, **said))
    given = consents()
    back = ConsentFact(notice=given.notice, given=(), withdrawn=purposes, method=given.method, reference=None)
    told = desk.fact(back, rec=rec_of(wish))
    desk.deliver(wish, told)
    return told


def test_an_act_of_one_person_waits_until_somebody_above_looked(
    browser: Browser, desk: FieldDevice, hub: RunningHub
) -> None:
    act = AloneAct(act="export_numbers", subject="roster-1", reason="今天只有我一人当班")
    told = desk.fact(AuditHeadFact(n=7, head="a" * 64, alone=act))
    desk.deliver(told, desk.fact(AuditHeadFact(n=9, head="b" * 64)))
    shown = browser.get("/look").text

    reply = browser.post("/settle", env=env_of(told), action="seen")

    assert all(words in shown for words in ("一个人做的", "导出整号码", "今天只有我一人当班", "看过了"))
    assert reply.headers["location"] == "/look?said=done&n=1"
    assert "今天只有我一人当班" not in browser.get("/look").text
    assert browser.post("/settle", env=env_of(told), action="seen").headers["location"].endswith("hub_not_found")


def test_a_consent_taken_back_waits_with_the_union_to_tell(browser: Browser, desk: FieldDevice) -> None:
    told = taken_back(desk, "sms", "benefits")
    shown = browser.get("/look").text

    reply = browser.post("/settle", env=env_of(told), action="informed")

    assert all(words in shown for words in ("本人撤回的同意", "短信通知", "普惠", "东胜区货车司机联合工会", "已通知"))
    assert People(3).person().document_no not in shown
    assert reply.headers["location"] == "/look?said=done&n=1"
    assert "短信通知" not in browser.get("/look").text
    assert browser.post("/settle", env=env_of(told), action="informed").headers["location"].endswith("hub_not_found")


def test_another_unions_reviewer_neither_sees_nor_settles_it(hub: RunningHub, desk: FieldDevice) -> None:
    told = taken_back(desk, "sms")
    user(hub, "外人", OTHER)
    outsider = Browser(hub)
    outsider.sign_in("外人")

    reply = outsider.post("/settle", env=env_of(told), action="informed")

    assert "本人撤回的同意" not in outsider.get("/look").text
    assert reply.headers["location"] == "/look?said=hub_not_found"


def test_figures_worth_a_look_lead_to_their_records(browser: Browser, desk: FieldDevice) -> None:
    wishes = [
        desk.fact(enrollment(People(seed).person(), union=UNION, document_check="stated")) for seed in range(1, 13)
    ]
    desk.deliver(*wishes)

    text = browser.get("/look").text

    assert all(words in text for words in ("证件口报 12 人", "笔记本1", f"/records/{rec_of(wishes[0])}", "另 9 份"))


def test_a_quiet_centre_says_so(browser: Browser) -> None:
    assert "没有值得多看一眼的" in browser.get("/look").text
