"""待处理 and what else a reviewer reads: set-aside facts, gaps, quarantine, the desk's reasons, errors as pages."""

import re
from typing import Any

import pytest

from fieldapp.domain.facts import Revision, Void
from sync.hub.store import devices, envelopes
from sync.hub.store.envelopes import Quarantined
from tests.support.console import Browser, outcome_of, user
from tests.support.hub import COUNTY, OTHER, UNION, FieldDevice, RunningHub, enrollment, env_of, rec_of
from tests.support.people import People

HTML = {"accept": "text/html,application/xhtml+xml"}


def foreign_void(hub: RunningHub, desk: FieldDevice) -> tuple[str, str]:
    """Let another laptop void a record of ``desk``; return the record and the void."""
    other = hub.device(2)
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)
    void = other.fact(Void(target=rec_of(wish), reason="重复登记"), rec=rec_of(wish))
    other.deliver(void)
    return rec_of(wish), env_of(void)


def test_a_void_of_another_laptop_waits_with_its_reason_and_is_followed(
    browser: Browser, desk: FieldDevice, hub: RunningHub
) -> None:
    rec, env = foreign_void(hub, desk)
    shown = browser.get("/waiting").text

    reply = browser.post("/settle", env=env, action="follow")

    assert all(words in shown for words in ("要你同意的作废和更正", "作废", "重复登记", "笔记本2", f"/records/{rec}"))
    assert reply.headers["location"] == "/waiting?said=done&n=1"
    assert (outcome_of(hub, rec), "重复登记" in browser.get("/waiting").text) == ("withdrawn", False)


def test_a_void_that_is_left_changes_nothing_and_is_gone(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    rec, env = foreign_void(hub, desk)

    browser.post("/settle", env=env, action="leave", reason="本人确认要入会")

    assert (outcome_of(hub, rec), "重复登记" in browser.get("/waiting").text) == ("pooled", False)


def test_what_is_settled_twice_or_unknown_is_said(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    _, env = foreign_void(hub, desk)
    browser.post("/settle", env=env, action="leave")

    assert browser.post("/settle", env=env, action="follow").headers["location"] == "/waiting?said=hub_not_found"
    assert browser.post("/settle", env=env, action="burn").headers["location"] == "/waiting?said=hub_query_invalid"


def test_the_rail_counts_what_waits(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    foreign_void(hub, desk)

    assert re.search(r'待处理</span><span class="count">1<', browser.get("/review").text)


def test_two_corrections_of_one_state_show_what_the_second_would_change_masked(
    browser: Browser, desk: FieldDevice
) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    base = desk.heads[rec_of(wish)]
    first = desk.fact(Revision(changed={"phone": "13900002222"}), rec=rec_of(wish), rev=1)
    changed = {"phone": "13900001111", "group": "courier", "migrant": True, "employer": None, "region": "150602"}
    second = desk.fact(Revision(changed=changed, reason="换了号"), rec=rec_of(wish), rev=1, base=base)
    desk.deliver(wish, first, second)

    text = browser.get("/waiting").text

    assert all(words in text for words in ("互相冲突的更正", "139****1111", "快递员", "换了号", "清空", "东胜区"))
    assert "13900001111" not in text


def test_an_orphan_waits_without_a_button_and_a_hole_is_named(browser: Browser, desk: FieldDevice) -> None:
    lost = desk.fact(enrollment(People(3).person()))
    desk.deliver(desk.fact(Revision(changed={"name": "张吉"}), rec=rec_of(lost), rev=1))

    text = browser.get("/waiting").text

    assert all(words in text for words in ("缺前一份的更正", "还没有到的申请", "第 1 份没有到"))
    assert "同意 <kbd>" not in text


def test_what_is_in_quarantine_is_listed_by_laptop_and_reason(
    browser: Browser, desk: FieldDevice, hub: RunningHub
) -> None:
    kept = Quarantined(
        id="q1", env="e" * 36, dev=desk.key.device, sha256="0" * 64, code="signature_invalid", raw=b"?", sig=b"?",
        received_at=hub.centre.now_ms(),
    )  # fmt: skip
    with hub.centre.store.write() as connection:
        envelopes.keep_aside(connection, [kept])

    text = browser.get("/waiting").text

    assert all(words in text for words in ("读不懂、先隔离的", "笔记本1", "eeeeeeee"))


def test_nothing_of_another_county_waits_here(hub: RunningHub, desk: FieldDevice) -> None:
    foreign_void(hub, desk)
    user(hub, "外地", OTHER, "reviewer")
    browser = Browser(hub)
    browser.sign_in("外地")

    assert "重复登记" not in browser.get("/waiting").text


# -- rights ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("union", "sees"), [(COUNTY, True), (UNION, False)])
def test_the_countys_pool_is_the_federations_and_not_a_leafs(
    hub: RunningHub, desk: FieldDevice, union: str, sees: bool
) -> None:
    person = People(3).person()
    wish = desk.fact(enrollment(person))
    desk.deliver(wish)
    user(hub, "审核", union, "reviewer")
    browser = Browser(hub)
    browser.sign_in("审核")

    listed = person.name in browser.get("/pool").text
    browser.post("/decide", action="approve", rec=rec_of(wish), union=UNION, date="2026-11-22")

    assert (listed, outcome_of(hub, rec_of(wish)) == "approved") == (sees, sees)


# -- one record -----------------------------------------------------------------------------------------------------


def test_the_reviewer_reads_why_the_desk_set_the_member_list_aside(browser: Browser, desk: FieldDevice) -> None:
    stated = {"not_same": "同号不同人", "deferred": ("not_checked_on_site", "listed_at_centre")}
    wish = desk.fact(enrollment(People(3).person(), union=UNION, **stated))
    desk.deliver(wish)

    text = browser.get(f"/records/{rec_of(wish)}").text

    assert "现场认为不是同一人:同号不同人" in text
    assert "未经现场核对" in text


def test_laptops_are_called_by_name_and_days_are_written_as_here(browser: Browser, desk: FieldDevice) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    record, devices = browser.get(f"/records/{rec_of(wish)}").text, browser.get("/devices").text

    assert "笔记本1" in record
    assert "2026年11月22日" in record
    assert '<html lang="zh-CN">' in record
    assert desk.key.device not in record.replace(rec_of(wish), "") + devices.replace(f"/devices/{desk.key.device}", "")


def test_what_is_done_offers_no_approval(browser: Browser, desk: FieldDevice) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)
    browser.post("/decide", action="approve", rec=rec_of(wish), date="2026-11-22")

    listed, record = browser.get("/members").text, browser.get(f"/records/{rec_of(wish)}").text

    assert 'value="approve"' not in listed + record
    assert 'type="checkbox"' not in listed


# -- statistics -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "chosen"), [("", 0), ("1", 1), ("99", 0), ("x", 0)])
def test_one_measure_at_a_time_fits_the_screen(browser: Browser, desk: FieldDevice, asked: str, chosen: int) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)
    browser.post("/decide", action="approve", rec=rec_of(wish), date="2026-11-22")

    text = browser.get(f"/statistics?from=2026-01-01&to=2026-11-22&measure={asked}").text

    tabs = re.findall(r'<a href="/statistics[^"]*measure=(\d)"( aria-current="true")?', text)
    assert [int(place) for place, current in tabs if current] == [chosen]
    assert len(re.findall(r"<th>", text)) < 14


# -- errors as pages ------------------------------------------------------------------------------------------------


def test_a_page_that_is_not_there_is_said_on_a_page(hub: RunningHub) -> None:
    reply = hub.client.get("/nothing", headers=HTML)

    assert (reply.status_code, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "没有这一页" in reply.text


@pytest.mark.parametrize(("path", "headers"), [("/v1/nothing", HTML), ("/nothing", {})])
def test_a_program_still_gets_a_problem_document(hub: RunningHub, path: str, headers: dict[str, str]) -> None:
    reply = hub.client.get(path, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (404, "hub_not_found")


def test_a_fault_of_the_hub_is_said_on_a_page_without_its_text(
    browser: Browser, hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError("张三 340121199001011234")

    monkeypatch.setattr("sync.hub.console.sessions.reviews.counts", fail)

    reply = hub.client.get("/review", headers=HTML)

    assert (reply.status_code, "中心内部错误" in reply.text, "张三" in reply.text) == (500, True, False)


def test_a_leaf_union_makes_no_member_of_another_one(hub: RunningHub, desk: FieldDevice) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)
    user(hub, "审核", UNION, "reviewer")
    browser = Browser(hub)
    browser.sign_in("审核")

    reply = browser.post("/decide", action="approve", rec=rec_of(wish), union=OTHER, date="2026-11-22")

    assert reply.headers["location"] == "/review?said=hub_decision_outside"
    assert outcome_of(hub, rec_of(wish)) == "pooled"


@pytest.mark.parametrize(
    ("into", "said"), [("other", "hub_decision_outside"), ("own", "done&n=1"), ("", "hub_not_found")]
)
def test_a_leaf_union_merges_into_nobody_elses_person(hub: RunningHub, desk: FieldDevice, into: str, said: str) -> None:
    people = People(3)
    wish = desk.fact(enrollment(people.person(), union=UNION))
    others = {name: desk.fact(enrollment(people.person(), union=at)) for name, at in (("other", OTHER), ("own", UNION))}
    desk.deliver(wish, *others.values())
    user(hub, "审核", UNION, "reviewer")
    browser = Browser(hub)
    browser.sign_in("审核")

    reply = browser.post("/decide", action="merge", rec=rec_of(wish), into=rec_of(others[into]) if into else "nobody")

    assert reply.headers["location"] == f"/review?said={said}"


@pytest.mark.parametrize("day", ["0001-01-01", "1949-09-30"])
def test_a_mistyped_year_of_an_approval_is_refused_and_statistics_still_open(
    browser: Browser, desk: FieldDevice, hub: RunningHub, day: str
) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    reply = browser.post("/decide", action="approve", rec=rec_of(wish), date=day)

    assert reply.headers["location"] == "/review?said=hub_day_invalid"
    assert (outcome_of(hub, rec_of(wish)), browser.get("/statistics").status_code) == ("pooled", 200)


@pytest.mark.parametrize(("union", "may"), [(COUNTY, True), (OTHER, False)])
def test_an_administrator_stops_no_laptop_of_others(hub: RunningHub, desk: FieldDevice, union: str, may: bool) -> None:
    user(hub, "管理", union, "admin")
    browser = Browser(hub)
    browser.sign_in("管理")

    browser.post(f"/devices/{desk.key.device}", action="revoke")

    assert (desk.call("GET", "/v1/changes").status_code == 403) is may


def test_a_code_of_an_administrator_belongs_to_their_union(hub: RunningHub) -> None:
    user(hub, "管理", OTHER, "admin")
    browser = Browser(hub)
    browser.sign_in("管理")

    shown = re.search(r'class="code">([A-Z0-9 ]+)<', browser.post("/devices/codes", hours="2").text)

    assert shown is not None
    FieldDevice(hub, 5).enrol(shown[1].replace(" ", ""))
    with hub.centre.store.read() as connection:
        assert [one.union for one in devices.everyone(connection)] == [OTHER]
