"""个人信息 through the window: what is kept and why, what is due, and the one act."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from fieldapp.domain.personal_data import inventory
from fieldapp.domain.retention import PURGED_NAME, Hold
from tests.support.desk import enroll
from tests.support.due import deliver, make_due
from tests.support.window import stand
from ui.pages.privacy.words import held_lines
from ui.robots.hands import ALT, CTRL
from ui.robots.people import PeopleRobot


def go(at):
    at.hands.press(Qt.Key.Key_9, CTRL)
    at.hands.press(Qt.Key.Key_G, ALT)
    at.hands.settle()
    return at.hands.window.workspace.current


def words_on(page) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel))


def test_everything_that_is_kept_stands_there_with_its_purpose_and_days(tmp_path):
    with stand(tmp_path) as at:
        page = go(at)
        said = words_on(page)

        assert page.name == "privacy"
        for item in inventory().items:
            assert item.label in said
            assert item.purpose in said
            assert f"{item.term.days} 天" in said
        at.hands.press(Qt.Key.Key_Escape)
        assert at.hands.window.workspace.current.name == "settings"


def test_record_that_is_not_due_says_why_and_what_helps(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1)
        said = words_on(go(at))
        assert at.hands.read("privacy_due") == "0"
        assert "现在没有到期的" in said
        assert "还没上报完" in said
        assert "连上中心同步(F5)" in said
        deliver(at.desk)
        at.hands.window.session.publish_everything()
        at.hands.settle()
        assert "中心还没办结" in words_on(at.hands.window.workspace.current)


def test_due_record_is_purged_with_one_key_and_one_sentence(tmp_path):
    with stand(tmp_path) as at:
        rec = enroll(at.desk, 1).rec
        make_due(at.desk, rec)
        go(at)
        assert at.hands.read("privacy_due") == "1"
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        assert at.desk.application.read.timeline(rec).name != PURGED_NAME
        PeopleRobot(at.hands).say_yes("2468")

        assert at.desk.application.read.timeline(rec).name == PURGED_NAME
        assert at.hands.read("privacy_due") == "0"
        assert at.hands.read("privacy_purged") == "1"
        assert "已清除 1 人" in at.hands.read("message_title")


@pytest.mark.parametrize("hold", [one for one in Hold if one is not Hold.DUE])
def test_every_reason_has_its_words(hold):
    from fieldapp.domain.retention import Retention

    ((reason, count, _remedy),) = held_lines(Retention(due=0, purged=0, held={hold: 3}))

    assert reason
    assert count == 3


def test_problem_bundle_is_saved_with_a_key(tmp_path, monkeypatch):
    out = tmp_path / "out.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    with stand(tmp_path / "desk") as at:
        enroll(at.desk, 1)
        at.hands.press(Qt.Key.Key_9, CTRL)
        at.hands.press(Qt.Key.Key_W, ALT)
        at.hands.settle()

        assert out.exists()
        assert "问题包已存好" in at.hands.read("message_title")
