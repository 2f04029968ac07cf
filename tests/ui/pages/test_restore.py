"""The worst day: the data is damaged or gone, and a backup brings it back through the window."""

import shutil

import pytest
from PySide6.QtCore import Qt

from fieldapp.paths import under
from tests.support.desk import PASSPHRASE, enroll, open_desk
from tests.support.window import shown
from ui.robots.hands import ALT, CTRL
from ui.robots.start import StartRobot


@pytest.fixture
def home(tmp_path):
    """A laptop with a backup after one person, closed after three."""
    with open_desk(tmp_path) as desk:
        enroll(desk, 1)
        desk.application.back_up()
        enroll(desk, 2)
        enroll(desk, 3)
    return tmp_path


def damage(store):
    """Turn a bit on one page of the table of facts, which the newest person stands on."""
    content = bytearray(store.read_bytes())
    content[-4096 * 2 : -4096] = bytes(4096)
    store.write_bytes(bytes(content))


def test_a_damaged_store_is_salvaged_and_the_work_goes_on(home):
    damage(under(home).store)
    with shown(home) as hands:
        robot = StartRobot(hands)
        robot.unlock(PASSPHRASE)
        assert hands.sees("salvage")
        told = robot.salvage(PASSPHRASE)
        assert "条记录" in told
        assert "号段已作废" in told
        assert "set-aside-" in hands.read("restore_where")
        robot.go_on()
        assert hands.window.workspace is not None
        assert hands.window.session.application.is_sound()


def test_a_store_of_which_nothing_is_left_gives_way_to_its_backup(home):
    under(home).store.write_bytes(b"nothing of it is left")
    with shown(home) as hands:
        robot = StartRobot(hands)
        robot.unlock(PASSPHRASE)
        told = robot.salvage(PASSPHRASE)
        assert "读不出来的有 2 条" in told
        robot.go_on()
        assert len(hands.window.session.application.read.search("建国")) == 1


def test_a_damaged_store_without_any_backup_says_so(home):
    shutil.rmtree(under(home).backups)
    under(home).store.write_bytes(b"nothing of it is left")
    with shown(home) as hands:
        robot = StartRobot(hands)
        robot.unlock(PASSPHRASE)
        assert robot.salvage(PASSPHRASE) == ""
        assert "抢救不了" in hands.read("start_foot")
        assert under(home).store.read_bytes() == b"nothing of it is left"


def test_a_backup_alone_may_come_back_instead(home):
    damage(under(home).store)
    with shown(home) as hands:
        StartRobot(hands).unlock(PASSPHRASE)
        hands.write(PASSPHRASE)
        hands.press(Qt.Key.Key_B, ALT)
        hands.settle()
        assert "2 条记录不在这份备份里" in hands.read("restore_told")


def test_a_wrong_passphrase_says_so_and_leaves_the_store_alone(home):
    before = under(home).store.read_bytes()
    with shown(home) as hands:
        assert StartRobot(hands).restore("some other words") == ""
        assert "口令" in hands.read("backup_secret_verdict")
        assert under(home).store.read_bytes() == before


def test_a_laptop_without_backups_says_where_to_look(home):
    shutil.rmtree(under(home).backups)
    with shown(home) as hands:
        hands.press(Qt.Key.Key_R, CTRL)
        hands.settle()
        assert "U 盘" in hands.read("start_foot")


def test_esc_leads_back_to_the_passphrase(home):
    with shown(home) as hands:
        hands.press(Qt.Key.Key_R, CTRL)
        hands.settle()
        hands.press(Qt.Key.Key_Escape)
        hands.settle()
        StartRobot(hands).unlock(PASSPHRASE)
        assert hands.window.workspace is not None


def test_a_stick_is_looked_through_too(home, tmp_path_factory):
    stick = tmp_path_factory.mktemp("stick")
    shutil.copytree(under(home).backups, stick, dirs_exist_ok=True)
    shutil.rmtree(under(home).backups)
    with shown(home) as hands:
        hands.press(Qt.Key.Key_R, CTRL)
        hands.settle()
        hands.window.start_page.look_in(stick)
        hands.settle()
        hands.write(PASSPHRASE)
        hands.press(Qt.Key.Key_Return)
        hands.settle()
        assert "2 条记录" in hands.read("restore_told")


def test_closing_the_window_after_a_restore_closes_the_store(home):
    with shown(home) as hands:
        StartRobot(hands).restore(PASSPHRASE)
    with shown(home) as hands:
        StartRobot(hands).unlock(PASSPHRASE)
        assert hands.window.workspace is not None
