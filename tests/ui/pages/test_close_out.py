"""收摊 through the window: papers, approvals, rolls, report, backup, closing."""

from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.events import ApprovalPolicy, EventState
from fieldapp.domain.handouts import MoveKind
from fieldapp.domain.scans import make_receipt_code
from fieldapp.services.approvals import CloseApprovalWindow, close_window
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.stock import MoveStock, move_stock
from tests.support.desk import APPROVER, PASSPHRASE, draft, enroll
from tests.support.window import stand
from ui.robots.desk import DeskRobot
from ui.robots.hands import ALT, CTRL

DELEGATED = ApprovalPolicy.DELEGATED


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_the_stack_is_scanned_to_nothing_with_the_count_going_down(tmp_path):
    with stand(tmp_path) as at:
        unsigned = enroll(at.desk, 1, consent=ConsentAct(method=ConsentMethod.SHEET))
        enroll(at.desk, 2)
        robot = DeskRobot(at.hands)
        robot.close_out()
        assert at.hands.read("task_papers_title") == "缺签字纸表 2 张"
        at.hands.press(Qt.Key.Key_1, ALT)
        assert at.hands.focused == "paper_code"

        first = robot.see_papers("US1:000002")
        assert "点到了,还剩 1 张" in first
        assert "已经点过了" in robot.see_papers("US1:000002")
        at.hands.write("777777")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.hands.read("paper_said").startswith("这张表不在本场")
        assert "签字补上了,还剩 0 张" in robot.see_papers(make_receipt_code(unsigned.number))

        assert at.hands.read("papers_left") == "0"
        assert at.hands.read("task_papers_title") == "纸表都点到了"
        assert at.read.figures(at.desk.event).missing_signature == 0


def test_those_who_wait_are_approved_together_after_the_passphrase(tmp_path):
    with stand(tmp_path, DELEGATED) as at:
        at.desk.grant_lease(size=10)
        recs = [enroll(at.desk, serial).rec for serial in (1, 2)]
        page = DeskRobot(at.hands).close_out()
        page.open_task("approvals")
        assert at.hands.read("batch_approve") == "批准 2 人"
        at.hands.write("wrong")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert "PIN 或口令不对" in at.hands.read("batch_said")
        assert at.read.figures(at.desk.event).approved == 0

        at.hands.write(PASSPHRASE)
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()

        assert at.hands.read("batch_said").startswith("已批准 2 人")
        assert [at.read.details(rec).number is not None for rec in recs] == [True, True]
        assert at.read.approval_window(at.desk.event) is None
        assert at.hands.read("batch_approve") == "没有人在等"


def test_only_those_marked_are_approved(tmp_path):
    with stand(tmp_path, DELEGATED, numbers=10) as at:
        at.desk.must(close_window, CloseApprovalWindow(event=at.desk.event, operator=at.desk.supervisor))
        recs = [enroll(at.desk, serial).rec for serial in (1, 2)]
        page = DeskRobot(at.hands).close_out()
        page.open_task("approvals")
        page.approvals.view.selectRow(1)
        assert page.approvals.chosen() == (recs[1],)
        at.hands.write(PASSPHRASE)
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert [one.rec for one in at.read.waiting(at.desk.event)] == [recs[0]]


def test_a_roll_is_numbered_and_written_with_masked_numbers(tmp_path):
    with stand(tmp_path, DELEGATED, numbers=10) as at:
        enroll(at.desk, 1)
        page = DeskRobot(at.hands).close_out()
        page.open_task("rolls")
        assert at.hands.read("make_rolls") == "造册 1 人"
        at.hands.press(Qt.Key.Key_N, CTRL)
        at.hands.settle()
        (roll,) = at.read.rolls(at.desk.event)
        page.rolls.save(tmp_path / "roll.pdf")
        at.hands.settle()
        words = text_of(tmp_path / "roll.pdf")
        (person,) = at.read.roll_people(roll.number)
        assert roll.number in words
        assert APPROVER in words
        assert person.number in words
        assert person.document not in words
        assert person.document[-4:] in words
        assert at.read.audit(1)[0].action == "exported"


def test_report_and_paper_say_the_same_and_who_took_them(tmp_path):
    with stand(tmp_path) as at:
        for serial in (1, 2, 3):
            enroll(at.desk, serial)
        arrived = MoveStock(
            item="gift_bag", kind=MoveKind.RECEIVED, qty=50, event=at.desk.event, operator=at.desk.supervisor
        )
        at.desk.must(move_stock, arrived)
        page = DeskRobot(at.hands).close_out()
        page.open_task("report")
        for name in ("day.xlsx", "day.pdf"):
            page.keeping.save(tmp_path / name)
            at.hands.settle()
        book = openpyxl.load_workbook(tmp_path / "day.xlsx")
        rows = [row[:3] for row in book.worksheets[0].iter_rows(values_only=True)]
        assert ("合计", "申请", 3) in rows
        assert ("操作员", "李雷", 3) in rows
        told = [row[3] for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "发放"]
        assert told == ["已发放;还有 3 位申请人没领;账面结存 50"]
        assert any(row[0] == "导出" and "赵敏" in row[1] and "测试机一" in row[1] for row in rows)
        assert all("赵敏" in (sheet.oddFooter.left.text or "") for sheet in book.worksheets)
        assert len(book.worksheets[1]._charts) == 1
        words = text_of(tmp_path / "day.pdf")
        assert "活动日报" in words
        assert "赵敏" in words
        assert at.hands.read("task_report_title") == "日报已保存"


def test_a_report_that_cannot_be_written_says_so(tmp_path):
    with stand(tmp_path) as at:
        page = DeskRobot(at.hands).close_out()
        (tmp_path / "day.xlsx").mkdir()
        page.keeping.save(tmp_path / "day.xlsx")
        at.hands.settle()
        assert at.hands.read("message_title") == "文件没有写成"
        assert at.hands.read("task_report_title") == "活动日报还没保存"


def test_a_backup_is_written_and_checked(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1)
        page = DeskRobot(at.hands).close_out()
        assert at.hands.read("task_backup_title") == "还没有备份过"
        page.open_task("backup")
        page.keeping.back_up(tmp_path / "stick")
        at.hands.settle()
        assert at.hands.read("backup_said").startswith("备份好了")
        (made,) = at.desk.application.backups_below(tmp_path / "stick")
        assert made.facts == 2
        assert at.hands.read("task_backup_title").startswith("上次备份")


def test_a_backup_that_fails_says_why_and_can_be_tried_again(tmp_path):
    with stand(tmp_path) as at:
        page = DeskRobot(at.hands).close_out()
        page.open_task("backup")
        (tmp_path / "file").write_text("not a folder", encoding="utf-8")
        page.keeping.back_up(tmp_path / "file")
        at.hands.settle()
        assert at.hands.read("backup_said")
        assert page.keeping.backup.isEnabled()
        assert at.hands.read("task_backup_title") == "还没有备份过"


@pytest.mark.parametrize("policy", list(ApprovalPolicy))
def test_an_event_is_closed_only_by_the_second_press(tmp_path, policy):
    with stand(tmp_path, policy) as at:
        enroll(at.desk, 1)
        at.desk.must(save_draft, SaveDraft(draft=draft(3), event=at.desk.event, operator=at.desk.operator))
        robot = DeskRobot(at.hands)
        robot.close_out()
        assert at.hands.read("close_hint").startswith("收摊会抹去没填完的 1 张表")
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        assert "再按一次" in at.hands.read("close_event")
        assert at.read.open_events()
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        assert at.read.events()[0].state is EventState.CLOSED
        assert at.hands.window.workspace.current.name == "events"
        assert at.hands.read("message_title") == "已收摊"


def test_an_operator_does_not_close_the_event(tmp_path):
    with stand(tmp_path) as at:
        session = at.hands.window.session
        session.choose_operator(next(one for one in at.read.operators() if one.name == "李雷"))
        robot = DeskRobot(at.hands)
        robot.close_out()
        robot.close_event()
        assert at.read.events()[0].state is EventState.OPEN


def test_central_approval_waits_for_nobody_here(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1)
        DeskRobot(at.hands).close_out()
        assert at.hands.read("task_waiting_title") == "1 人等中心批准"
        assert not at.hands.sees("do_waiting")
        assert not at.hands.sees("task_rolls")


def test_the_work_is_done_on_other_pages_by_key(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1)
        DeskRobot(at.hands).close_out()
        at.hands.click("do_gift_gift_bag")
        assert at.hands.window.workspace.current.name == "handouts"


def test_the_backup_task_leads_to_the_backup(tmp_path):
    with stand(tmp_path) as at:
        enroll(at.desk, 1)
        DeskRobot(at.hands).close_out()
        at.hands.click("do_backup")
        assert at.hands.focused == "make_backup"
