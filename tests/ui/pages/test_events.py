"""活动 through the window: what a new event's form takes and what it refuses."""

import pytest

from tests.support.window import stand
from ui.pages.events.page import EventsPage


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
