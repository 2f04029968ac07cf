"""同步 through the window: what a round brought, in the words of the desk."""

from PySide6.QtWidgets import QLabel

from fieldapp.messages import message
from sync.client.round import RoundSummary
from tests.support.window import stand


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
