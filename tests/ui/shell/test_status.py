"""The strip and the lists behind it: what they say, the one button per row, the keys, staying offline by hand."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from fieldapp.domain.events import ApprovalPolicy
from tests.support.window import stand, typed
from ui.operations import settings
from ui.operations.syncing import Line
from ui.robots import inspection
from ui.robots.hands import CTRL
from ui.shell import status_rows, status_strip


def titles(at) -> list[str]:
    """Return the titles of everything the strip would list."""
    return [row.title for row in status_rows.all_rows(at.hands.window.session)]


def test_ctrl_0_lists_the_strip_and_esc_gives_the_keys_back(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("name")
        at.hands.press(Qt.Key.Key_0, CTRL)
        assert at.hands.read("status_title") == "状态"
        at.hands.press(Qt.Key.Key_Escape)
        assert not at.hands.sees("status_list")
        assert at.hands.focused == "name"


def test_a_click_on_a_word_opens_its_list_and_a_digit_presses_the_row(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.click("strip_printing")
        assert at.hands.read("status_title") == "打印队列"
        at.hands.press(Qt.Key.Key_1)
        assert at.hands.window.workspace.current.name == "cards"
        assert not at.hands.sees("status_list")


def test_what_waits_is_named_and_leads_to_its_story(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        head, *people = status_rows.rows_of("pending", at.hands.window.session)
        assert head.title == f"{at.read.sync_state().pending} 条待上报"
        assert any("乌云其木格" in row.title and row.target == "records" for row in people)
        at.hands.click("strip_pending")
        at.hands.press(Qt.Key.Key_2)
        assert at.hands.window.workspace.current.name == "records"


def test_without_a_centre_the_line_offers_to_join_one(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("strip_line")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.window.workspace.current.name == "sync"


def test_every_row_with_a_button_leads_somewhere(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        at.enroll.enroll(typed())
        session = at.hands.window.session
        rows = [row for topic in status_rows.TOPICS for row in status_rows.rows_of(topic, session)]
        done_at_once = {status_rows.HOLD, status_rows.RELEASE, status_rows.SYNC}
        pages = {row.target for row in rows if row.action} - done_at_once
        for page in pages:
            at.hands.window.workspace.open_page(page)
            assert at.hands.window.workspace.current.name == page
        assert all(row.title and row.reason for row in rows)


def test_few_numbers_are_amber_and_say_what_helps(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        row = status_rows.rows_of("numbers", at.hands.window.session)[0]
        assert (row.tone, row.action) == ("warning", "现在同步")


def test_an_unconfirmed_print_says_to_look_at_the_printer(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        row = status_rows.rows_of("printing", at.hands.window.session)[0]
        assert row.action in ("去打印", "去确认")


def test_offline_by_hand_stays_until_it_is_taken_back(tmp_path):
    with stand(tmp_path) as at:
        session = at.hands.window.session
        settings.stay_offline(session, True)
        at.hands.settle()
        assert session.syncing.is_held
        assert session.application.read.settings()["offline_by_hand"] is True
        settings.stay_offline(session, False)
        at.hands.settle()
        assert not session.syncing.is_held


def test_the_line_says_so_when_somebody_chose_to_stay_offline(tmp_path, monkeypatch):
    with stand(tmp_path) as at:
        session = at.hands.window.session
        monkeypatch.setattr(type(session.syncing), "line", Line.HELD)
        row = status_rows.rows_of("line", session)[0]
        assert (row.title, row.action, row.target) == ("手动离线", "恢复联网", status_rows.RELEASE)


def test_a_click_elsewhere_puts_the_list_away(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("strip_disk")
        at.hands.find(QLineEdit, "document_no").setFocus()
        at.hands.look()
        assert not at.hands.sees("status_list")


def test_today_and_the_strip_count_the_same_records(tmp_path):
    with stand(tmp_path) as at:
        for serial in (1, 2):
            at.enroll.enroll(typed(serial))
        at.hands.click("rail_sync")
        at.hands.settle()
        waiting = at.hands.window.workspace.strip.value("pending")
        assert waiting == at.hands.read("sync_pending")
        assert waiting == str(at.read.sync_state().pending)


def test_the_list_stays_in_sight_when_the_window_gets_smaller(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.resize(1920, 1080)
        at.hands.look()
        at.hands.press(Qt.Key.Key_0, CTRL)
        at.hands.settle()
        at.hands.window.resize(1280, 720)
        at.hands.look()
        shown = at.hands.find(QWidget, "status_list")
        assert at.hands.window.workspace.rect().contains(shown.geometry())


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_no_word_of_the_strip_is_cut_and_what_went_is_told_at_its_end(tmp_path, scale, monkeypatch):
    monkeypatch.setattr(status_strip, "battery_percent", lambda: 12)
    with stand(tmp_path, ApprovalPolicy.DELEGATED) as at:
        window = at.hands.window
        window.resize(1280, 720)
        window.change_look(window.theme.name, scale)
        at.hands.settle()
        strip = window.findChild(status_strip.StatusStrip)
        strip.show_all()
        at.hands.look()
        names = [one for one in status_strip.NAMES if at.hands.sees(f"strip_{one}")]
        gone = [one for one in status_strip.NAMES if one not in names]
        assert {"pending", "battery"} <= set(names)  # the battery is nearly empty
        assert bool(gone) == (scale == 200)
        assert all(strip.title_of(one) in at.hands.find(QPushButton, "strip_all").toolTip() for one in gone)
        assert all(strip.title_of(one) in at.hands.read("strip_all") for one in gone)
        assert list(inspection.cut(strip)) == []
        assert all(strip.place_of(one).isVisible() for one in status_strip.NAMES)
        assert window.width() == 1280
