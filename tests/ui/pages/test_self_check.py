"""开场自检 through the window."""

import re
from collections import namedtuple
from pathlib import Path

from PySide6.QtCore import Qt

from fieldapp.domain import self_checks
from fieldapp.domain.events import EventState
from fieldapp.services.events import CloseEvent, close_event
from tests.support.window import stand
from ui.operations import self_check as operation
from ui.pages.self_check.words import _STATES, NAMES
from ui.robots.hands import ALT, CTRL

Usage = namedtuple("Usage", "total used free")


def go(at):
    at.hands.press(Qt.Key.Key_Z, ALT)
    at.hands.settle()
    return at.hands.window.workspace.current


def test_every_line_says_what_was_found_and_how_it_is(tmp_path):
    with stand(tmp_path) as at:
        page = go(at)
        assert page.name == "self_check"
        assert {one.code for one in page.checks} == set(NAMES)
        assert at.hands.read("check_store_found") == "检查过,完好"
        assert at.hands.read("check_store_level") == "好"
        assert at.hands.read("check_backup_level") == "留意"
        assert at.hands.read("check_answer").startswith("可以开场")


def test_a_scan_and_f10_are_tried_once(tmp_path):
    with stand(tmp_path) as at:
        go(at)
        assert at.hands.read("check_keys_found") == "按一下 F10"
        at.hands.press(Qt.Key.Key_F10)
        assert at.hands.read("check_keys_found") == "收到了"
        at.hands.scan("US1:000001")
        assert at.hands.window.workspace.current.name == "self_check"
        assert at.hands.read("check_scanner_found") == "收到了"


def test_the_twin_of_f10_counts_where_f10_is_a_media_key(tmp_path):
    with stand(tmp_path) as at:
        go(at)
        at.hands.press(Qt.Key.Key_Return, CTRL)
        assert at.hands.read("check_keys_found").startswith("收到 Ctrl+Enter")


def test_a_full_disk_is_red_and_keeps_an_event_from_opening(tmp_path, monkeypatch):
    with stand(tmp_path) as at:
        at.desk.must(close_event, CloseEvent(event=at.desk.event, operator=at.desk.supervisor))
        at.hands.window.session.choose_event(None)
        at.hands.window.workspace.open_page("events")
        monkeypatch.setattr(operation.shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 10**6))
        go(at)
        assert at.hands.read("check_answer") == "先不要开场"
        assert at.hands.read("check_disk_level") == "不行"
        at.hands.window.workspace.open_page("events")
        at.hands.focus("reopen_reason")
        at.hands.write("补登")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.read.events()[0].state is EventState.CLOSED
        assert at.hands.read("message_title") == "磁盘太满,不能开场"


def test_it_can_be_looked_at_before_any_event_is_chosen(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.session.choose_event(None)
        at.hands.window.workspace.open_page("events")
        assert go(at).name == "self_check"


def test_every_state_has_its_words():
    source = Path(self_checks.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'code="(\w+)"', source)) <= set(NAMES)
    assert {code for code, _state in _STATES} == set(NAMES)
