"""同步 through the window: what a round brought, what waits and why, what came back and is mended, many at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.domain.outcomes import Transport
from fieldapp.domain.scans import DeviceCode, make_device_code
from fieldapp.domain.views import QueueEntry
from fieldapp.messages import message
from sync.client.round import RoundSummary
from tests.support.desk import enroll, outcome_body
from tests.support.window import stand
from ui.operations.syncing import Line
from ui.pages.sync.words import why_waiting
from ui.robots.hands import CTRL
from ui.robots.records import RecordRobot


def after(at, summary: RoundSummary) -> str:
    """Return what the page says of a round."""
    at.hands.click("rail_sync")
    at.hands.window.session.syncing.finished.emit(summary)
    at.hands.look()
    return at.hands.read("sync_last")


def test_a_round_is_told_in_chinese_and_counts_the_answers(tmp_path):
    with stand(tmp_path) as at:
        said = after(at, RoundSummary(delivered=3, verdicts={"accepted": 2, "duplicate": 1}, feed_items=0))
        assert said == "上报 3 条,中心答复 3 条,下发 0 条 · 已收 2 · 已是会员 1"


def test_a_round_that_failed_says_why(tmp_path):
    with stand(tmp_path) as at:
        assert after(at, RoundSummary(problem="hub_unreachable")).startswith(message("hub_unreachable").title)


def test_nothing_quarantined_is_no_alarm(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_sync")
        assert at.hands.find(QLabel, "sync_quarantined").property("tone") in (None, "")


def test_what_a_relay_holds_is_shown_only_when_it_holds_something(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_sync")
        assert not at.hands.sees("sync_held")


def test_without_a_centre_no_last_time_is_invented(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_sync")
        assert "上次同步" not in at.hands.read("sync_words")


# -- what waits -----------------------------------------------------------------------------------------------------


def entry(transport=Transport.READY, **more):
    values = {"attempts": 0, "verdict": None, "code": None, "name": "张吉", "tail": "0022"}
    return QueueEntry(env="e", rec="r", kind="enrollment", seq=1, transport=transport, **{**values, **more})


@pytest.mark.parametrize(
    ("waits", "line", "why"),
    [
        (entry(), Line.ALONE, "还没有接入中心"),
        (entry(), Line.PORTAL, "等网页登录"),
        (entry(attempts=3), Line.OFFLINE, "等网络 · 试过 3 次"),
        (entry(), Line.HELD, "手动离线,等恢复联网"),
        (entry(), Line.ONLINE, "等下一次往来"),
        (entry(Transport.IN_FLIGHT), Line.BUSY, "正在路上,等中心的答复"),
        (entry(Transport.EXPORTED), Line.OFFLINE, "已导出到 U 盘,等回执"),
        (entry(verdict="deferred"), Line.ONLINE, "等前一份"),
    ],
)
def test_every_row_says_why_it_is_still_here(waits, line, why):
    assert why_waiting(waits, line) == why


def test_enter_on_a_waiting_row_shows_where_the_record_is(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1, name="张吉")
        at.hands.click("rail_sync")
        page = at.hands.window.workspace.current
        place = next(n for n, one in enumerate(page.queue.rows) if one.kind == "enrollment")
        assert at.hands.rows("sync_queue")[place] == [
            "登记",
            "张吉",
            page.queue.rows[place].tail,
            "还没有接入中心",
            "看去向",
        ]
        page.queue_view.selectRow(place)
        page.queue_view.setFocus()
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.read("story_name").startswith("张吉")


def test_strip_page_and_event_show_one_figure_of_what_waits(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1)
        at.hands.window.session.publish_everything()
        at.hands.click("rail_sync")
        shown = at.hands.read("sync_pending")
        assert int(shown) > 0
        assert shown == at.hands.window.workspace.strip.value("pending") == str(at.read.figures(at.desk.event).pending)


def test_staying_offline_is_one_key_on_the_page_too(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_sync")
        assert not at.hands.sees("sync_hold")  # without a centre there is nothing to stay away from


def test_a_scanned_code_fills_in_where_the_centre_is(tmp_path):
    with stand(tmp_path) as at:
        code = DeviceCode(one_time="ABCDEFGH23", fingerprint="0123456789abcdef", url="https://hub.example")
        at.hands.window.workspace.open_page("sync", make_device_code(code))
        assert (at.hands.read("hub_code"), at.hands.read("hub_url")) == ("ABCDEFGH23", "https://hub.example")
        assert at.hands.read("hub_fingerprint") == "0123456789abcdef"
        at.hands.window.workspace.open_page("sync", "UD1:broken")
        assert at.hands.read("message_title") == message("device_code_bad").title


# -- what came back -------------------------------------------------------------------------------------------------

FAULT = {"code": "body_invalid", "reason": "群体与单位不符"}


@pytest.fixture
def back(tmp_path):
    """Three records that came back for one reason, one for another, and a duplicate; 同步 in front."""
    with stand(tmp_path) as at:
        at.recs = [enroll(at.desk, serial, name=f"张{one}").rec for serial, one in enumerate("吉祥福安宁", 1)]
        said = [*(outcome_body(rec, "needs_correction", n + 1, **FAULT) for n, rec in enumerate(at.recs[:3]))]
        said.append(outcome_body(at.recs[3], "needs_correction", 9, reason="姓名不符"))
        said.append(outcome_body(at.recs[4], "duplicate", 10))
        at.desk.feed(*(("outcome", one) for one in said))
        at.hands.window.session.publish_everything()
        at.hands.click("rail_sync")
        at.hands.settle()
        yield at


def test_what_came_back_names_its_author_and_what_helps(back):
    rows = back.hands.rows("sync_inbox")

    assert len(rows) == 5
    assert rows[0][2:] == ["待更正", "群体与单位不符", "李雷", "去更正"]
    assert rows[4][2:] == ["已是会员", "", "李雷", "去转会"]


def test_enter_opens_the_correction_and_what_was_mended_waits_for_the_centre(back):
    back.hands.press(Qt.Key.Key_Return)
    assert back.hands.read("correction_why") == "群体与单位不符"
    back.hands.press(Qt.Key.Key_Escape)
    RecordRobot(back.hands).correct("选错", group="kdy")
    back.hands.click("rail_sync")

    last = back.hands.rows("sync_inbox")[-1]
    assert last[2:] == ["已改,待上报", "群体与单位不符", "李雷", "看去向"]
    assert back.read.figures(back.desk.event).to_correct == 4


def test_one_answer_mends_all_with_the_same_fault(back):
    assert back.hands.read("inbox_together") == "同样的 3 条一起改"
    back.hands.press(Qt.Key.Key_G, CTRL)
    assert back.hands.read("together_title") == "一起改 3 条:群体与单位不符"
    assert back.hands.focused == "together_group"
    back.hands.write("kdy")
    for _field in range(5):
        back.hands.press(Qt.Key.Key_Return)
    back.hands.write("选错")
    back.hands.press(Qt.Key.Key_Return)
    back.hands.settle()

    assert back.hands.read("message_title") == "3 条已改好"
    assert {back.read.details(rec).group for rec in back.recs[:3]} == {"courier"}
    assert back.read.details(back.recs[3]).group == "truck"
    assert not back.hands.sees("together_title")


def test_one_answer_needs_a_reason_and_something_to_change(back):
    back.hands.press(Qt.Key.Key_G, CTRL)
    back.hands.press(Qt.Key.Key_S, CTRL)
    assert back.hands.read("message_title") == message("nothing_changed").title
    back.hands.write("kdy")
    back.hands.press(Qt.Key.Key_Return)
    back.hands.press(Qt.Key.Key_S, CTRL)
    assert back.hands.read("together_reason_verdict") == "请写明原因"
    back.hands.press(Qt.Key.Key_Escape)
    assert back.hands.focused == "sync_inbox"


def test_a_duplicate_leads_to_its_story_where_one_key_makes_it_a_transfer(back):
    back.hands.window.workspace.current.inbox.view.selectRow(4)
    back.hands.press(Qt.Key.Key_Return)

    assert RecordRobot(back.hands).remedy() == "按转会办理"
