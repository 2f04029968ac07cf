"""A roster on its way into the store: stopped, killed, gone on with, mended by one choice, remembered."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.app import Application
from fieldapp.paths import under
from tests.support.desk import PASSPHRASE, set_up
from tests.support.people import People, SyntheticPerson
from tests.support.window import show, stand
from ui.operations.pieces import next_size
from ui.robots.hands import CTRL
from ui.robots.rosters import RosterRobot

ROOT = Path(__file__).parents[3]


def people(count: int, seed: int = 11) -> list[SyntheticPerson]:
    made = People(seed)
    return [made.person(group="truck") for _ in range(count)]


def roster(
    folder: Path, count: int, *, group: str = "货车司机", seed: int = 11, name: str = "r.csv", **columns
) -> Path:
    """Write a roster of one company; ``columns`` are further headings with one value for all."""
    lines = ["单位:某某物流有限公司", ",".join(["姓名", "身份证号", "手机号", "工种", *columns])]
    lines += [",".join([one.name, one.document_no, one.phone, group, *columns.values()]) for one in people(count, seed)]
    (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("size", "seconds", "after"),
    [(20, 0.004, 40), (20, 0.0, 40), (40, 0.012, 40), (80, 0.004, 80), (80, 0.03, 32), (20, 1, 20)],
)
def test_pieces_grow_while_they_are_quick_and_shrink_when_they_are_felt(size, seconds, after):
    assert next_size(size, seconds) == after


def test_rows_come_in_pieces_and_all_arrive(tmp_path):
    with stand(tmp_path) as at:
        RosterRobot(at.hands).import_file(roster(tmp_path, 130))
        (found,) = at.read.rosters(at.desk.event)
        assert (found.total, found.waiting, found.company) == (130, 130, "某某物流有限公司")
        assert at.hands.read("message_title") == "名册已导入"


def test_an_import_that_ends_leaves_the_keys_with_whoever_types_elsewhere(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.check(roster(tmp_path, 130))
        robot.begin_commit()
        at.enroll.open()
        at.hands.focus("phone")
        at.hands.settle()
        at.hands.write("13800138000")
        assert at.read.rosters(at.desk.event)[0].total == 130
        assert at.enroll.value("phone").replace(" ", "") == "13800138000"


def test_stopping_in_the_middle_leaves_nothing(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.check(roster(tmp_path, 130))
        step = robot.begin_commit().wizard.confirm_step
        at.hands.until(lambda: "已导入" in at.hands.read("confirm_said"), step._import.progress.moved)
        at.hands.press(Qt.Key.Key_Escape)
        at.hands.settle()
        assert "没有留下任何一行" in at.hands.read("confirm_said")
        assert at.read.rosters(at.desk.event) == ()
        assert at.read.unfinished_rosters(at.desk.event) == ()
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.read.rosters(at.desk.event)[0].total == 130


def test_a_check_that_was_stopped_leads_to_a_new_check_only(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        page = robot.drop(roster(tmp_path, 60))
        at.hands.press(Qt.Key.Key_F10)
        at.hands.press(Qt.Key.Key_Escape)
        at.hands.settle()
        step = page.wizard.check_step
        if len(step.rows) < 60:
            assert step.onward.words == "重新核对"
            at.hands.press(Qt.Key.Key_F10)
            at.hands.settle()
        assert len(step.rows) == 60


def test_a_killed_import_is_gone_on_with(tmp_path):
    file = roster(tmp_path, 600)
    desk = set_up(tmp_path / "desk")
    desk.application.close()
    command = [sys.executable, "-m", "tests.support.roster_child", str(tmp_path), str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        written = next(int(line) for line in child.stdout if int(line) >= 200)
        os.kill(child.pid, signal.SIGKILL)
    assert written < 600

    application = Application.unlock(under(tmp_path / "desk"), PASSPHRASE, clock=desk.clock)
    hands = show(tmp_path / "window")
    hands.window.open_workspace(application)
    hands.settle()
    robot = RosterRobot(hands)
    robot.open()
    (cut,) = application.read.unfinished_rosters(desk.event)
    assert written <= cut.here < 600
    assert f"已导入 {cut.here:,} / 600 行" in hands.read("resume_words")
    hands.press(Qt.Key.Key_U, CTRL)
    hands.settle()
    (found,) = application.read.rosters(desk.event)
    rows = [one.row for one in application.read.roster_rows(found.id)]
    assert rows == list(range(3, 603))
    assert not hands.sees("resume_bar")
    hands.put_away()


@pytest.fixture
def cut_off(tmp_path):
    """A window before an import that was cut off after its first pieces."""
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.check(roster(tmp_path, 130))
        page = robot.begin_commit()
        moved = page.wizard.confirm_step._import.progress.moved
        at.hands.until(lambda: "已导入" in at.hands.read("confirm_said"), moved)
        page.stop()
        at.hands.settle()
        page.wizard.confirm_step._import = None
        page.refresh()
        yield at


def test_a_cut_import_can_be_taken_away(cut_off):
    assert "130 行" in cut_off.hands.read("resume_words")
    cut_off.hands.press(Qt.Key.Key_D, CTRL)
    cut_off.hands.settle()
    assert cut_off.read.unfinished_rosters(cut_off.desk.event) == ()
    assert not cut_off.hands.sees("resume_bar")


def test_going_on_with_a_cut_import_can_be_stopped_while_its_file_is_read(cut_off):
    here = cut_off.hands.read("resume_words")
    cut_off.hands.press(Qt.Key.Key_U, CTRL)
    assert "r.csv" in cut_off.hands.read("resume_stop_words")
    cut_off.hands.press(Qt.Key.Key_U, CTRL)
    assert "已导入的行还在" in cut_off.hands.read("resume_said")
    cut_off.hands.settle()
    assert cut_off.hands.read("resume_words") == here
    cut_off.hands.press(Qt.Key.Key_U, CTRL)
    cut_off.hands.settle()
    assert cut_off.read.rosters(cut_off.desk.event)[0].total == 130


def test_a_changed_file_is_not_gone_on_with(cut_off, tmp_path):
    roster(tmp_path, 131)
    cut_off.hands.press(Qt.Key.Key_U, CTRL)
    cut_off.hands.settle()
    assert "不是同一份" in cut_off.hands.read("resume_said")
    (tmp_path / "r.csv").unlink()
    cut_off.hands.press(Qt.Key.Key_U, CTRL)
    cut_off.hands.settle()
    assert "找不到原来的文件" in cut_off.hands.read("resume_said")
    assert len(cut_off.read.unfinished_rosters(cut_off.desk.event)) == 1


def test_one_choice_mends_all_rows_with_the_same_word(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        assert robot.check(roster(tmp_path, 40, group="装卸工"))["fix"] == 40
        assert at.hands.read("fix_together") == "同类错误一起改 · 40 行"
        at.hands.press(Qt.Key.Key_G, CTRL)
        assert at.hands.read("word_0_is") == "群体 “装卸工”"
        robot.choose_word(0, "货车")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert robot.counts() == {"good": 40, "ask": 0, "known": 0, "fix": 0}
        assert {row[5] for row in at.hands.rows("roster_check")} == {"货车司机"}


def test_a_region_that_nobody_knows_is_asked_for(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        assert robot.check(roster(tmp_path, 3, 从业区域="某某新区"))["fix"] == 3
        at.hands.press(Qt.Key.Key_G, CTRL)
        assert at.hands.read("word_0_is") == "从业区域 “某某新区”"
        robot.choose_word(0, "昆都仑")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert robot.counts()["good"] == 3


def test_the_company_s_next_roster_needs_no_answers(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.check(roster(tmp_path, 3, group="装卸工"))
        at.hands.press(Qt.Key.Key_G, CTRL)
        robot.choose_word(0, "货车")
        for _step in range(3):
            at.hands.press(Qt.Key.Key_F10)
            at.hands.settle()
        page = robot.drop(roster(tmp_path, 5, group="装卸工", seed=12, name="next.csv"))
        assert "某某物流有限公司 上次" in at.hands.read("roster_recalled")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert robot.counts() == {"good": 5, "ask": 0, "known": 0, "fix": 0}
        assert page.wizard.check_step.file.answers.words["group"] == {"装卸工": "truck"}
