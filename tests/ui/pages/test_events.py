"""活动 through the window: what a new event's form takes and what it refuses."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.events import EventState
from fieldapp.services.events import CloseEvent, close_event
from tests.support.window import stand
from ui.pages.events.page import EventsPage
from ui.robots.hands import CTRL


def target(at, text: str) -> EventsPage:
    """Type a target into the form of a new event and leave the field."""
    at.hands.window.workspace.open_page("events")
    at.hands.focus("event_target")
    at.hands.write(text)
    at.hands.focus("event_place")
    page = at.hands.window.workspace.current
    assert isinstance(page, EventsPage)
    return page


@pytest.mark.parametrize("text", ["abc", "0", "12人", "-5", "9999999"])
def test_a_target_that_is_no_number_of_people_is_refused_when_it_is_left(tmp_path, text):
    with stand(tmp_path) as at:
        page = target(at, text)
        assert page.form.target.verdict.startswith("请填 1 到")
        assert page.form.filled() is None


@pytest.mark.parametrize("text", ["", "200"])
def test_no_target_or_a_number_says_nothing(tmp_path, text):
    with stand(tmp_path) as at:
        assert target(at, text).form.target.verdict == ""


def test_an_event_is_not_made_while_its_target_is_wrong(tmp_path):
    with stand(tmp_path) as at:
        page = target(at, "abc")
        page.form.event_name.set_value("东胜东出口入会")
        page.form.region.set_value("150203")
        page.form.host.set_value("county")
        assert page.form.filled() is None
        page.form.target.set_value("120")
        made = page.form.filled()
        assert made is not None
        assert made.target == 120


def type_over(at, name: str, text: str) -> None:
    at.hands.focus(name)
    at.hands.write(text)


def test_hours_that_pass_midnight_say_so_and_are_kept(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.workspace.open_page("events")
        at.hands.press(Qt.Key.Key_M, CTRL)
        assert at.hands.focused == "event_begin"
        type_over(at, "event_begin", "18")
        type_over(at, "event_end", "2")
        type_over(at, "event_target", "80")
        at.hands.focus("event_place")
        assert at.hands.read("event_hours").startswith("共 8 小时,次日")
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        changed = at.read.event(at.desk.event)
        assert changed.ends - changed.starts == timedelta(hours=8)
        assert changed.starts.astimezone().hour == 18
        assert changed.target == 80
        assert at.hands.window.session.current_event == changed
        assert at.hands.read("event_form_title") == "新建活动"


def test_hours_that_are_no_time_are_refused_in_the_form(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.workspace.open_page("events")
        at.hands.press(Qt.Key.Key_M, CTRL)
        type_over(at, "event_begin", "36")
        before = at.read.event(at.desk.event)
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        assert at.hands.read("event_begin_verdict").startswith("如")
        assert at.read.event(at.desk.event) == before


def test_a_closed_event_opens_again_only_with_a_reason(tmp_path):
    with stand(tmp_path) as at:
        at.desk.must(close_event, CloseEvent(event=at.desk.event, operator=at.desk.supervisor))
        at.hands.window.session.choose_event(None)
        at.hands.window.workspace.open_page("events")
        assert at.hands.read("event_work") == "重新开场"
        assert "收摊" in at.hands.read("event_hint")
        at.hands.click("event_work")
        at.hands.settle()
        assert at.read.events()[0].state is EventState.CLOSED
        assert at.hands.focused == "reopen_reason"
        at.hands.write("补登晚到的人")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.read.events()[0].state is EventState.OPEN
        assert at.hands.window.workspace.current.name == "enroll"
