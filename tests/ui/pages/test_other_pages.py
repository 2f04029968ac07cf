"""今日, 记录, 同步, 报表, 设置, F1 through the window."""

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.people_at_work import AddOperator, add_operator
from tests.support.desk import PASSPHRASE, draft, enroll
from tests.support.window import stand, typed
from ui.forms.charts import Bars
from ui.robots.desk import DeskRobot
from ui.robots.hands import ALT, CTRL
from ui.robots.people import PeopleRobot
from ui.robots.records import RecordRobot
from ui.tokens import ThemeName


def test_today_counts_and_says_what_to_do(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        at.hands.click("rail_today")
        assert at.hands.read("today_applied") == "1"
        assert at.hands.read("today_progress").startswith("1 / 200 人")
        assert at.hands.sees("step_cards")


def test_the_approval_window_opens_from_today(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED) as at:
        DeskRobot(at.hands).open_approvals("白音", PASSPHRASE)
        assert at.read.approval_window(at.desk.event).approver == "白音"
        at.hands.click("close_window")
        at.hands.settle()
        assert at.read.approval_window(at.desk.event) is None


def test_the_approval_window_stays_shut_without_the_right_secret(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED) as at:
        for secret in ("", "1234", "wrong passphrase"):
            DeskRobot(at.hands).open_approvals("白音", secret)
            assert at.read.approval_window(at.desk.event) is None
            assert "PIN 或口令不对" in at.hands.read("approval_secret_verdict")
            assert at.hands.read("approval_secret") == ""


def test_initials_find_a_person_and_tell_where_the_record_is(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        robot = RecordRobot(at.hands)
        assert len(robot.find("wyqmg")) == 1
        assert at.hands.read("story_name").startswith("乌云其木格")
        assert robot.status() == "已受理,待上报"
        assert robot.remedy() == "现在同步"


def test_lists_never_show_a_whole_document_number(tmp_path):
    with stand(tmp_path) as at:
        person = typed()
        at.enroll.enroll(person)
        RecordRobot(at.hands).find("wyqmg")
        shown = " ".join(cell for row in at.hands.rows("record_hits") for cell in row)
        assert person.document_no not in shown
        assert person.document_no[-4:] in shown


def test_without_a_centre_the_page_offers_to_join_one(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_sync")
        assert at.hands.read("sync_line") == "未接入中心"
        assert at.hands.sees("hub_url")


def test_an_address_that_answers_nothing_says_why_and_loses_nothing(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        before = at.read.sync_state().pending
        DeskRobot(at.hands).join_centre("http://127.0.0.1:9", "ABCDE23456", "12345678")
        assert at.hands.read("hub_said")
        assert at.read.sync_state().pending == before


def test_the_strip_tells_how_many_records_wait(tmp_path):
    with stand(tmp_path) as at:
        before = at.read.sync_state().pending
        at.enroll.enroll(typed())
        assert at.hands.window.workspace.strip.value("pending") == str(before + 1)


def test_the_day_is_exported_as_a_workbook(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.click("rail_reports")
        at.hands.window.workspace.current.export_to(tmp_path / "day.xlsx")
        at.hands.settle()
        book = openpyxl.load_workbook(tmp_path / "day.xlsx", read_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        book.close()
        assert ("合计", "申请", 1) in [row[:3] for row in rows]
        assert ("群体", "货车司机", 1) in [row[:3] for row in rows]


def test_an_operator_is_added_and_works_after_the_pin(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_settings")
        for name, text in (("operator_name", "苏日娜"), ("operator_pin", "1357")):
            at.hands.focus(name)
            at.hands.write(text)
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        page = at.hands.window.workspace.current
        place = next(i for i, one in enumerate(page.people.model.rows) if one.name == "苏日娜")
        page.people.view.selectRow(place)
        at.hands.focus("switch_pin")
        at.hands.write("1357")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.hands.window.session.operator.name == "苏日娜"
        assert at.hands.read("header_operator") == "苏日娜"


def test_a_wrong_pin_switches_nobody(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_settings")
        page = at.hands.window.workspace.current
        place = next(i for i, one in enumerate(page.people.model.rows) if one.name == "李雷")
        before = at.hands.window.session.operator.name
        page.people.view.selectRow(place)
        at.hands.focus("switch_pin")
        at.hands.write("0000")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.hands.window.session.operator.name == before
        assert at.hands.read("switch_pin_verdict").startswith("PIN 不对")


def test_a_theme_is_chosen_and_kept(tmp_path):
    with stand(tmp_path) as at:
        PeopleRobot(at.hands).open_section("look")
        at.hands.click("theme_dark")
        assert at.hands.window.theme.name is ThemeName.DARK
        assert "dark" in (at.hands.window.paths.data / "preferences.json").read_text(encoding="utf-8")


def test_ctrl_plus_makes_letters_larger(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_Plus, CTRL)
        assert at.hands.window.theme.scale == 110
        at.hands.press(Qt.Key.Key_Minus, CTRL)
        assert at.hands.window.theme.scale == 100


def test_f1_shows_the_keys(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_F1)
        assert at.hands.window.workspace.current.name == "help"


def test_the_curve_shows_every_quarter_of_the_event_and_marks_this_one(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.click("rail_today")
        page = at.hands.window.workspace.current
        assert len(page._curve._quarters) == 96
        assert page._curve._quarters[page._curve.marked].count == 1


def test_today_follows_what_happens_and_shows_operators_to_supervisors_only(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("rail_today")
        at.desk.must(*_somebody(at, 1))
        at.hands.window.session.publish_everything()
        assert at.hands.read("today_applied") == "1"
        assert at.hands.find(Bars, "today_groups").accessibleName() == "货车司机 1"
        at.hands.press(Qt.Key.Key_O, ALT)
        assert at.hands.find(Bars, "today_others").accessibleName() == "李雷 1"
        session = at.hands.window.session
        session.choose_operator(next(one for one in at.read.operators() if one.name == "李雷"))
        at.hands.look()
        assert not at.hands.sees("today_by_operator")
        assert at.hands.find(Bars, "today_others").accessibleName() == "昆都仑区货车司机联合工会 1"


def _somebody(at, serial):
    return confirm, ConfirmApplication(draft=draft(serial), event=at.desk.event, operator=at.desk.operator)


def test_ten_of_those_who_wait_are_approved_by_one_key_while_the_window_is_open(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED) as at:
        at.desk.grant_lease(size=30)
        for serial in range(1, 13):
            at.desk.must(*_somebody(at, serial))
        at.hands.click("rail_today")
        assert not at.hands.sees("approve_ten")
        DeskRobot(at.hands).open_approvals("白音", PASSPHRASE)
        assert at.hands.read("approve_ten") == "批准等着的前 10 位"
        at.hands.press(Qt.Key.Key_A, ALT)
        at.hands.settle()
        assert at.hands.read("message_title") == "已批准 10 人"
        assert at.hands.read("today_approved") == "10"
        assert at.hands.read("approve_ten") == "批准等着的前 2 位"


def test_how_records_came_about_is_shown_to_the_supervisor_only(tmp_path):
    with stand(tmp_path) as at:
        at.desk.must(*_somebody(at, 1))
        at.hands.click("rail_reports")
        (row,) = at.hands.rows("work_signs")
        assert row[:3] == ["李雷", "1", "–"]
        session = at.hands.window.session
        session.choose_operator(next(one for one in at.read.operators() if one.name == "李雷"))
        at.hands.look()
        assert not at.hands.sees("work_signs")


def test_a_figure_worth_a_look_leads_to_its_records(tmp_path):
    with stand(tmp_path) as at:
        shared = [enroll(at.desk, serial, phone="13800000001").rec for serial in (1, 2, 3)]
        enroll(at.desk, 4)
        at.hands.click("rail_reports")
        at.hands.settle()
        rows = [row[:2] for row in at.hands.rows("work_remarks")]
        assert ["李雷", "同一手机号 3 人"] in rows
        at.hands.find(QTableView, "work_remarks").selectRow(rows.index(["李雷", "同一手机号 3 人"]))

        at.hands.press(Qt.Key.Key_J, CTRL)
        at.hands.settle()

        page = at.hands.window.workspace.current
        assert {one.rec for one in page.hits.rows} == set(shared)
        at.hands.focus("record_search")
        at.hands.press(Qt.Key.Key_Escape)
        assert len(page.hits.rows) == 4


def test_an_export_by_a_helper_of_the_day_is_refused(tmp_path):
    with stand(tmp_path) as at:
        at.desk.must(
            add_operator,
            AddOperator(name="帮手", role="operator", pin="135790", operator=at.desk.supervisor, event=at.desk.event),
        )
        session = at.hands.window.session
        session.choose_operator(next(one for one in at.read.operators() if one.name == "帮手"))
        at.hands.click("rail_reports")
        at.hands.window.workspace.current.export_to(tmp_path / "day.xlsx")
        at.hands.settle()
        assert at.hands.read("message_title") == "临时帮手不能导出"
        assert not (tmp_path / "day.xlsx").exists()
