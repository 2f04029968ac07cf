"""The people of a roster arrive: found, signed, taken; members transfer; who is missing is known; rows are mended."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from fieldapp.domain.views import RosterRowState
from fieldapp.files.roster import read_table
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.support.desk import OTHER_UNION, UNION, document_no, draft
from tests.support.people import People, SyntheticPerson
from tests.support.window import stand
from ui.robots.consent import ConsentRobot
from ui.robots.hands import CTRL
from ui.robots.people import PeopleRobot
from ui.robots.rosters import RosterRobot


def people(count: int = 6, seed: int = 23) -> list[SyntheticPerson]:
    made = People(seed)
    return [made.person(group="truck") for _ in range(count)]


def roster(folder: Path, *lines: str, count: int = 6) -> Path:
    """Write a company's list: sound people, and whatever lines follow."""
    rows = [f"{one.name},{one.document_no},{one.phone},货车司机" for one in people(count)]
    path = folder / "r.csv"
    head = ["单位:某某物流有限公司", "姓名,身份证号,手机号,工种"]
    path.write_text("\n".join([*head, *rows, *lines, ""]), encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path):
    with stand(tmp_path) as at:
        at.robot = RosterRobot(at.hands)
        at.robot.import_file(roster(tmp_path))
        yield at


def states(at) -> list[RosterRowState]:
    return [one.state for one in at.robot.people()]


@pytest.mark.parametrize("words", ["tail", "initials"])
def test_a_person_is_taken_with_few_keys(listed, words):
    person = listed.robot.people()[2]
    found = person.tail if words == "tail" else person.name
    answer = listed.robot.arrive(found, "US1:000117")
    assert answer.tone == "success"
    assert person.name in answer.line
    assert listed.read.figures(listed.desk.event).checked_in == 1
    assert listed.hands.focused == "roster_search"


def test_a_person_or_a_form_is_taken_once_and_strangers_are_said_to_be_on_no_list(listed):
    first, second = listed.robot.people()[:2]
    assert listed.robot.arrive(first.tail, "US1:000117").tone == "success"
    assert "应到 6 · 到场 1 · 签表 0 · 未到 5" in listed.hands.read("roster_counts")
    assert listed.robot.arrive(second.tail, "US1:000117").tone == "error"
    assert listed.read.figures(listed.desk.event).applied == 1
    for words, title in ((first.tail, "已经办过"), ("0000x", "名册上没有")):
        listed.robot.find(words)
        listed.hands.press(Qt.Key.Key_Return)
        assert listed.robot.answer().title == title


def test_a_member_of_another_union_transfers_with_f10(tmp_path):
    with stand(tmp_path) as at:
        person = people()[1]
        member = draft(1, document_no=person.document_no, name=person.name, union=OTHER_UNION)
        at.desk.must(confirm, ConfirmApplication(draft=member, event=at.desk.event, operator=at.desk.operator))
        at.robot = RosterRobot(at.hands)
        at.robot.import_file(roster(tmp_path))
        assert states(at)[1] is RosterRowState.KNOWN
        at.robot.find(at.robot.people()[1].tail)
        assert "受理转会" in at.hands.read("check_in")
        answer = at.robot.arrive("", "US1:000119")
        assert answer.tone == "success"
        assert "转会" in answer.title
        at.robot.find("")
        assert states(at)[1] is RosterRowState.CHECKED_IN


def test_a_member_found_out_at_the_desk_is_offered_the_transfer(listed):
    person = people()[0]
    member = draft(1, document_no=person.document_no, name=person.name, union=UNION)
    listed.desk.must(confirm, ConfirmApplication(draft=member, event=listed.desk.event, operator=listed.desk.operator))
    answer = listed.robot.arrive(listed.robot.people()[0].tail, "US1:000121")
    assert answer.tone == "warning"
    assert "再按 F10 按转会办理" in answer.line
    assert "受理转会" in listed.hands.read("check_in")


def test_scanned_list_number_goes_to_the_signed_list_and_a_document_number_is_none(listed):
    listed.robot.sign([0], people()[0].document_no)
    assert listed.hands.read("signed_sheet_verdict") == "这是证件号码,不是表号"
    listed.robot.find("0000x")
    listed.hands.scan("US1:900001")
    assert listed.hands.read("signed_sheet") == "900001"
    listed.robot.find("")
    listed.robot.sign([0, 1, 2], "")
    assert "3 人成为入会申请" in listed.robot.answer().line


def test_who_is_missing_is_exported_in_the_template_s_layout(listed, tmp_path):
    listed.robot.arrive(listed.robot.people()[0].tail, "US1:000123")
    listed.robot.find("")
    page = listed.robot.open().check_in
    page.state.choose(RosterRowState.WAITING)
    page.export(tmp_path / "absent.xlsx")
    listed.hands.settle()
    PeopleRobot(listed.hands).say_yes("2468")
    assert listed.hands.read("message_title") == "已保存"
    book = openpyxl.load_workbook(tmp_path / "absent.xlsx")
    rows = [[cell.value for cell in row] for row in book["名册"].iter_rows(min_row=2)]
    assert [row[2] for row in rows] == [one.document_no for one in people()[1:]]
    assert rows[0][4:] == ["货车司机", "个人依托平台自主经营", "150203", "某某物流有限公司"]
    assert "赵敏" in book["导出说明"]["A1"].value
    assert read_table(tmp_path / "absent.xlsx").columns.is_usable


def test_a_walk_in_takes_the_company_along(listed):
    listed.hands.press(Qt.Key.Key_F4)
    listed.hands.settle()
    assert listed.hands.read("employer") == "某某物流有限公司"
    assert listed.hands.focused == "document_no"


FAULTY = (
    "甲某某,150602198506150044,13800000001,装卸工",
    "乙某某,150602198506150140,13800000002,装卸工",
    "丙某某,150602198506150061,13800000003,货车司机",
)


@pytest.fixture
def faulty(tmp_path):
    with stand(tmp_path) as at:
        at.robot = RosterRobot(at.hands)
        at.robot.import_file(roster(tmp_path, *FAULTY, count=2))
        at.robot.open_tray()
        yield at


def test_one_choice_mends_alike_rows_and_one_row_is_mended_in_place(faulty):
    assert faulty.hands.read("tray_scope") == "一次改 2 行"
    faulty.hands.press(Qt.Key.Key_F10)
    assert faulty.hands.read("fix_choice_verdict") == "请选一个"
    assert faulty.robot.mend("choice", "货车") == "已改好 2 行"
    assert "第 7 行 丙某某" in faulty.hands.read("tray_scope")
    assert "校验" in faulty.hands.read("fix_document_no_verdict")
    assert "还有 1 行不对" in faulty.robot.mend("document_no", "150602198506150062")
    assert faulty.robot.mend("document_no", "150602198506150028") == "已改好 1 行"
    assert faulty.hands.read("tray_scope") == "都改好了"
    faulty.hands.click("tray_back")
    assert states(faulty) == [RosterRowState.WAITING] * 5


def test_rows_that_are_nobody_go_off_the_list(faulty):
    faulty.hands.press(Qt.Key.Key_Delete, CTRL)
    faulty.hands.settle()
    assert "已去掉" in faulty.hands.read("tray_said")
    assert [row[0] for row in faulty.hands.rows("tray_rows")] == ["7"]


def test_an_act_of_will_is_never_taken_for_somebody_else_of_the_list(listed):
    signer, other = listed.robot.people()[:2]
    listed.robot.find(signer.tail)
    ConsentRobot(listed.hands).turn_purpose(5)
    ConsentRobot(listed.hands).sign()
    listed.robot.find(other.tail)
    assert listed.hands.read("consent") == ""
    assert not listed.hands.find(QPushButton, "purpose_mutual_aid").isChecked()
    listed.hands.press(Qt.Key.Key_F10)
    listed.hands.settle()
    assert listed.read.figures(listed.desk.event).applied == 0


def test_of_several_who_fit_somebody_is_chosen_and_stays_when_the_list_is_read_again(tmp_path):
    twins = [f"王建军,{document_no(one)},1390000{one:04d},货车司机" for one in (1, 2)]
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(roster(tmp_path, *twins))
        robot.find("wjj")
        at.hands.press(Qt.Key.Key_Return)
        assert (robot.answer().title, at.hands.focused) == ("有 2 人符合", "roster_people")
        at.hands.press(Qt.Key.Key_Down)
        robot.open().refresh()  # a round brought something meanwhile
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "consent"
        at.hands.scan("US1:000117")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert robot.answer().line.endswith(document_no(2)[-4:])
