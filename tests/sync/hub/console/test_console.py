"""The console as a browser sees it: signing in, looking, deciding."""

import re
from io import BytesIO

import openpyxl
import pytest

from fieldapp.domain.facts import EventFact
from sync.hub.services import statistics
from sync.hub.services.accounts import LOCK_MS, TRIES
from sync.hub.store import accounts, devices, outcomes
from tests.support.console import PASSWORD, Browser, outcome_of, user
from tests.support.hub import (
    COUNTY,
    OTHER,
    START,
    UNION,
    FieldDevice,
    RunningHub,
    enrollment,
    person_fact,
    rec_of,
    transfer,
)
from tests.support.people import People

PAGES = ("/review", "/pool", "/transfers", "/duplicates", "/waiting", "/look", "/members", "/devices", "/statistics")


@pytest.mark.parametrize("path", ["/", *PAGES, "/records/x", "/statistics.xlsx"])
def test_page_without_a_session_leads_to_the_login(hub: RunningHub, path: str) -> None:
    reply = hub.client.get(path)

    assert (reply.status_code, reply.headers["location"]) == (303, "/login")


def test_right_password_opens_a_session_no_script_can_read(hub: RunningHub) -> None:
    user(hub)

    reply = Browser(hub).sign_in()

    cookie = reply.headers["set-cookie"]
    assert (reply.status_code, reply.headers["location"]) == (303, "/review")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize(("name", "password"), [("乌云", "wrong-password"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_look_alike(hub: RunningHub, name: str, password: str) -> None:
    user(hub)

    reply = Browser(hub).sign_in(name, password)

    assert reply.status_code == 403
    assert "账号或密码不对" in reply.text


def test_account_is_locked_after_five_wrong_passwords_and_opens_again(hub: RunningHub) -> None:
    user(hub)
    browser = Browser(hub)
    for _ in range(TRIES):
        browser.sign_in(password="wrong-password")

    locked = browser.sign_in()
    hub.clock.move(milliseconds=LOCK_MS + 1000)

    assert "账号已锁定" in locked.text
    assert browser.sign_in().status_code == 303


def test_login_form_of_another_browser_is_refused(hub: RunningHub) -> None:
    user(hub)
    hub.client.get("/login")

    reply = hub.client.post("/login", data={"csrf": "stolen", "name": "乌云", "password": PASSWORD})

    assert reply.status_code == 403


def test_session_ends_with_the_day(browser: Browser, hub: RunningHub) -> None:
    hub.clock.move(hours=11)

    assert browser.get("/review").headers["location"] == "/login"


def test_signing_out_ends_the_session(browser: Browser) -> None:
    browser.post("/logout")

    assert browser.get("/review").headers["location"] == "/login"


def test_new_password_ends_running_sessions(browser: Browser, hub: RunningHub) -> None:
    user(hub)

    assert browser.get("/review").headers["location"] == "/login"


@pytest.mark.parametrize("path", PAGES)
def test_page_of_an_empty_hub_says_what_belongs_here(browser: Browser, path: str) -> None:
    reply = browser.get(path)

    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_page_never_shows_a_whole_number(browser: Browser, desk: FieldDevice, path: str) -> None:
    people = People(3)
    persons = list(people.people(4))
    desk.deliver(
        *(desk.fact(enrollment(person, union=union)) for person, union in zip(persons, (UNION, None) * 2, strict=True)),
        desk.fact(enrollment(persons[0])),
        desk.fact(transfer(persons[1], to=OTHER)),
    )

    text = browser.get(path).text

    assert not any(person.document_no in text or person.phone in text for person in persons)


def test_review_list_shows_who_waits_with_the_tail_of_the_number(browser: Browser, desk: FieldDevice) -> None:
    person = People(3).person()
    desk.deliver(desk.fact(enrollment(person, union=UNION)))

    text = browser.get("/review").text

    assert person.name in text
    assert person.document_no[-4:] in text
    assert "东胜区货车司机联合工会" in text


def test_name_is_escaped(browser: Browser, desk: FieldDevice) -> None:
    person = People(3).person()
    desk.deliver(
        desk.fact(enrollment(person, union=UNION, person=person_fact(person, employer="<script>alert(1)</script>")))
    )
    rec = re.search(r"/records/([0-9a-f-]{36})", browser.get("/review").text)
    assert rec is not None

    text = browser.get(f"/records/{rec[1]}").text

    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_pool_proposes_a_union_with_its_reasons(browser: Browser, desk: FieldDevice) -> None:
    desk.deliver(desk.fact(enrollment(People(3).person())))

    text = browser.get("/pool").text

    assert "东胜区货车司机联合工会" in text
    assert "群体相符" in text


def test_chosen_people_are_approved_together(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    wishes = [desk.fact(enrollment(person, union=UNION)) for person in People(3).people(3)]
    desk.deliver(*wishes)

    reply = browser.post("/decide", action="approve", rec=[rec_of(wish) for wish in wishes], back="/review")

    assert reply.headers["location"] == "/review?said=done&n=3"
    assert {outcome_of(hub, rec_of(wish)) for wish in wishes} == {"approved"}
    assert "已处理 3 条" in browser.get("/review?said=done&n=3").text


def test_pool_is_routed_as_proposed(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    wish = desk.fact(enrollment(People(3).person()))
    desk.deliver(wish)

    browser.post("/decide", action="route_proposed", rec=rec_of(wish), back="/pool")

    with hub.centre.store.read() as connection:
        row = outcomes.of_records(connection, [rec_of(wish)])[rec_of(wish)]
    assert (row.outcome, row.union) == ("routed", UNION)


def test_return_without_a_reason_says_so_and_changes_nothing(
    browser: Browser, desk: FieldDevice, hub: RunningHub
) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    reply = browser.post("/decide", action="return", rec=rec_of(wish), back="/review")

    assert reply.headers["location"] == "/review?said=hub_reason_missing"
    assert "缺少原因" in browser.get(reply.headers["location"]).text
    assert outcome_of(hub, rec_of(wish)) == "pooled"


@pytest.mark.parametrize("csrf", ["", "wrong"])
def test_form_without_the_sessions_token_does_nothing(
    browser: Browser, desk: FieldDevice, hub: RunningHub, csrf: str
) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    reply = browser.post("/decide", csrf=csrf, action="approve", rec=rec_of(wish))

    assert reply.headers["location"] == "/login?said=hub_session_over"
    assert outcome_of(hub, rec_of(wish)) == "pooled"


def test_unknown_action_does_nothing(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    reply = browser.post("/decide", action="delete", rec=rec_of(wish))

    assert reply.headers["location"].endswith("hub_query_invalid")


@pytest.mark.parametrize("back", ["https://evil.example/x", "//evil.example", "/\\evil.example"])
def test_browser_is_never_sent_elsewhere(browser: Browser, back: str) -> None:
    reply = browser.post("/decide", action="approve", back=back)

    assert reply.headers["location"] == "/review"


def test_record_page_sets_duplicates_side_by_side(browser: Browser, desk: FieldDevice) -> None:
    person = People(3).person()
    first, second = (desk.fact(enrollment(person, union=union)) for union in (UNION, OTHER))
    desk.deliver(first, second)

    text = browser.get(f"/records/{rec_of(second)}").text

    assert f"/records/{rec_of(first)}" in text
    assert "differs" in text


def test_record_page_tells_what_was_decided(browser: Browser, desk: FieldDevice) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)
    browser.post("/decide", action="return", rec=rec_of(wish), reason="照片不清楚")

    text = browser.get(f"/records/{rec_of(wish)}").text

    assert "照片不清楚" in text
    assert "退回补正" in text


def test_reviewer_of_one_union_sees_only_it(hub: RunningHub, desk: FieldDevice) -> None:
    people = People(3)
    ours, theirs = (desk.fact(enrollment(people.person(), union=union)) for union in (UNION, OTHER))
    desk.deliver(ours, theirs)
    user(hub, "窄", union=UNION, role="reviewer")
    browser = Browser(hub)
    browser.sign_in("窄")

    text = browser.get("/review").text
    outside = browser.get(f"/records/{rec_of(theirs)}")
    refused = browser.post("/decide", action="approve", rec=rec_of(theirs))

    assert rec_of(ours) in text
    assert rec_of(theirs) not in text
    assert outside.headers["location"].endswith("hub_not_found")
    assert refused.headers["location"].endswith("hub_decision_outside")


def test_pool_of_another_county_is_not_shown(hub: RunningHub, desk: FieldDevice) -> None:
    wish = desk.fact(enrollment(People(3).person(), region="150603"))
    desk.deliver(wish)
    user(hub)
    browser = Browser(hub)
    browser.sign_in()

    assert rec_of(wish) not in browser.get("/pool").text


def test_new_code_is_shown_once_and_works(browser: Browser, hub: RunningHub) -> None:
    shown = browser.post("/devices/codes", union=COUNTY, hours="2").text

    code = re.search(r'class="code">([A-Z0-9 ]+)<', shown)
    assert code is not None
    assert FieldDevice(hub, 5).enrol(code[1].replace(" ", "")).status_code == 200
    assert code[1] not in browser.get("/devices").text


@pytest.mark.parametrize("hours", ["²", "-1", "9999", "soon", ""])
def test_hours_nobody_can_mean_make_a_code_all_the_same(browser: Browser, hours: str) -> None:
    assert 'class="code"' in browser.post("/devices/codes", union=COUNTY, hours=hours).text


def test_reviewer_makes_no_codes(hub: RunningHub) -> None:
    user(hub, "审", role="reviewer")
    browser = Browser(hub)
    browser.sign_in("审")

    reply = browser.post("/devices/codes", hours="2")

    assert reply.headers["location"].endswith("hub_decision_outside")


def test_revoked_device_is_shut_out(browser: Browser, desk: FieldDevice) -> None:
    browser.post(f"/devices/{desk.key.device}", action="revoke")

    assert desk.call("GET", "/v1/changes").status_code == 403
    assert "已停用" in browser.get("/devices").text


def test_stopped_device_delivers_again_once_released(browser: Browser, desk: FieldDevice, hub: RunningHub) -> None:
    with hub.centre.store.write() as connection:
        devices.stop(connection, desk.key.device, "clone_suspected")

    browser.post(f"/devices/{desk.key.device}", action="release")

    assert desk.post([desk.fact(enrollment(People(3).person())).line()]).status_code == 200


def test_missing_places_in_the_chain_are_shown(browser: Browser, desk: FieldDevice) -> None:
    people = People(3)
    first, _, third = (desk.fact(enrollment(people.person())) for _ in range(3))
    desk.deliver(first, third)

    text = browser.get("/devices").text

    assert '<span class="tag warn">1</span>' in text


def test_event_is_shown_by_its_name(browser: Browser, desk: FieldDevice) -> None:
    said = EventFact(
        what="open", name="罕台收费站", region="150602", policy="central", host=COUNTY,
        starts=START.isoformat(), ends=START.isoformat(),
    )  # fmt: skip
    name = desk.new_id()
    desk.deliver(desk.fact(said, ev=name), desk.fact(enrollment(People(3).person(), union=UNION), ev=name))

    assert "罕台收费站" in browser.get("/review").text


def test_workbook_is_the_table_of_the_page(browser: Browser, desk: FieldDevice) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)
    browser.post("/decide", action="approve", rec=rec_of(wish))

    reply = browser.get("/statistics.xlsx?from=2026-01-01&to=2026-11-22")

    sheet = openpyxl.load_workbook(BytesIO(reply.content)).active
    assert sheet is not None
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert total[1:3] == (1, 1)
    assert "statistics-20260101-20261122.xlsx" in reply.headers["content-disposition"]


def test_the_page_shows_ethnicities_only_where_a_province_asks(
    browser: Browser, desk: FieldDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = People(1).person()
    wish = desk.fact(enrollment(one, union=UNION, person=person_fact(one, ethnicity="02")))
    desk.deliver(wish)
    browser.post("/decide", action="approve", rec=rec_of(wish))
    where = "/statistics?from=2026-01-01&to=2026-12-31"
    assert "蒙古族" not in browser.get(where).text

    monkeypatch.setattr(statistics, "asked_fields", lambda province: ("ethnicity",))
    assert "<td>蒙古族</td>" in browser.get(where).text


def test_password_is_not_kept(hub: RunningHub) -> None:
    user(hub)

    with hub.centre.store.read() as connection:
        kept = accounts.by_name(connection, "乌云")
    assert kept is not None
    assert PASSWORD not in kept.password


@pytest.mark.parametrize("name", ["console.css", "console.js", "mark.svg"])
def test_page_loads_its_files_from_here(hub: RunningHub, name: str) -> None:
    assert hub.client.get(f"/static/{name}").status_code == 200


@pytest.mark.parametrize("action", ["delegate", "know_member", "pin_number", "edit", "refuse_number", "nonsense"])
def test_form_cannot_log_what_is_not_a_reviewers_to_decide(browser: Browser, desk: FieldDevice, action: str) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    reply = browser.post("/decide", action=action, rec=rec_of(wish), reason="x")

    assert "said=hub_query_invalid" in reply.headers["location"]


@pytest.mark.parametrize("into", ["", "nope"])
def test_merging_into_nothing_is_refused(browser: Browser, desk: FieldDevice, into: str) -> None:
    wish = desk.fact(enrollment(People(3).person(), union=UNION))
    desk.deliver(wish)

    reply = browser.post("/decide", action="merge", rec=rec_of(wish), into=into)

    assert "said=hub_not_found" in reply.headers["location"]


@pytest.mark.parametrize("body", ["csrf=%E5%B7%A5&name=x", "a=1&" * 2000, "csrf=a%00b&name=x"])
def test_hostile_form_is_no_error_of_the_hub(hub: RunningHub, body: str) -> None:
    reply = hub.client.post(
        "/login",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded", "cookie": "fieldapp_hub_login=x"},
    )

    assert reply.status_code == 403


def test_period_at_the_end_of_time_is_no_period(browser: Browser) -> None:
    assert browser.get("/statistics?from=9999-12-31&to=0001-01-01").status_code == 200
