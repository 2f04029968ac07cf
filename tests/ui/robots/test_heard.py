"""The ears of the robots: nothing yellow or red passes unheard, and nothing that was expected is complained of."""

import pytest

from fieldapp.errors import BugError
from fieldapp.messages import message
from tests.support.window import stand, typed
from ui.robots.heard import Heard, Said


def test_an_unexpected_message_is_complained_of(tmp_path):
    with stand(tmp_path) as at:
        heard = Heard(at.hands)
        at.hands.window.session.say(message("scan_unknown"), "warning")
        with pytest.raises(BugError, match="scan_unknown"):
            heard.complain(BugError)


def test_good_news_and_what_belongs_to_the_story_are_not(tmp_path):
    with stand(tmp_path) as at:
        heard = Heard(at.hands, {"已撤销"})
        at.enroll.enroll(typed())
        at.hands.focus("document_no")
        at.enroll.undo()
        heard.complain(BugError)
        assert heard.unexpected == []


def test_a_red_band_is_heard_once_however_long_it_stands_there(tmp_path):
    with stand(tmp_path) as at:
        heard = Heard(at.hands)
        at.enroll.open()
        at.enroll.commit()
        heard.look()
        assert [(one.where, one.tone) for one in heard.unexpected] == [("band", "error")]


def test_a_bug_in_a_job_is_heard(tmp_path):
    with stand(tmp_path) as at:
        heard = Heard(at.hands)
        at.hands.jobs.in_background(lambda: 1 // 0, lambda _none: None)
        at.hands.settle()
        assert Said("job", "error", "unexpected_error") in heard.unexpected
