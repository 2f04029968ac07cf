"""名册 through real keys, with a company's real kind of file."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.views import RosterRowState
from fieldapp.services.enrollment import ConfirmApplication, confirm
from resources import resource
from tests.support.desk import draft
from tests.support.people import People, SyntheticPerson
from tests.support.window import Stand, stand
from ui.forms.comboboxes import Choice
from ui.robots.hands import CTRL
from ui.robots.rosters import RosterRobot

SAMPLES = resource("data", "samples", "rosters")


def sample(prefix: str) -> Path:
    return next(path for path in sorted(SAMPLES.iterdir()) if path.name.startswith(prefix))


def people(count: int, seed: int = 7) -> list[SyntheticPerson]:
    made = People(seed)
    return [made.person(group="truck") for _ in range(count)]


def written(
    folder: Path, name: str, *, title: str = "", group: str = "货车司机", count: int = 6, seed: int = 7
) -> Path:
    """Write a small roster; files of one seed hold the same people."""
    lines = [f"{one.name},{one.document_no},{one.phone},{group}" for one in people(count, seed)]
    text = "\n".join([*([f"{title},,,"] if title else []), "姓名,身份证号,手机号,工种", *lines, ""])
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def those_waiting(robot: RosterRobot) -> list[int]:
    return [n for n, one in enumerate(robot.people()) if one.state is RosterRowState.WAITING]


def words_for_the_first(at: Stand, file: Path) -> str:
    """Open a file, go on to 核对 and return what is said of its first row."""
    RosterRobot(at.hands).open().open_file(file)
    at.hands.settle()
    at.hands.press(Qt.Key.Key_F10)
    at.hands.settle()
    return at.hands.rows("roster_check")[0][6]


def test_without_a_roster_the_page_asks_for_a_file(tmp_path):
    with stand(tmp_path) as at:
        RosterRobot(at.hands).open()
        assert at.hands.sees("roster_choose")


def test_a_file_goes_through_four_steps_into_a_check_in_list(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        counts = robot.import_file(sample("02_"))
        assert counts == {"good": 65, "ask": 1, "known": 0, "fix": 7}
        states = [one.state for one in robot.people()]
        assert states.count(RosterRowState.WAITING) == 66
        assert states.count(RosterRowState.TO_FIX) == 7


def test_an_imported_person_is_no_application(tmp_path):
    with stand(tmp_path) as at:
        RosterRobot(at.hands).import_file(sample("02_"))
        assert at.read.figures(at.desk.event).applied == 0


def test_importing_the_same_file_again_changes_nothing(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        robot.import_file(sample("02_"))
        assert len(at.read.rosters(at.desk.event)) == 1


def test_nothing_is_written_before_the_last_step(tmp_path):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(sample("02_"))
        at.hands.settle()
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.hands.sees("roster_commit")
        assert at.read.rosters(at.desk.event) == ()


def test_a_file_that_is_none_gets_one_readable_sentence(tmp_path):
    wrong = tmp_path / "名册.xlsx"
    wrong.write_bytes(b"PK\x03\x04 not a workbook")
    with stand(tmp_path) as at:
        said = RosterRobot(at.hands).refusal_of(wrong)
        assert said
        assert at.read.rosters(at.desk.event) == ()


def test_four_digits_find_a_person(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        person = next(one for one in robot.people() if one.state is RosterRowState.WAITING)
        assert any(person.name in row[1] for row in robot.find(person.tail))


def test_a_person_who_is_here_becomes_an_application_by_a_signed_sheet(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        waiting = those_waiting(robot)
        robot.check_in(waiting[0], "US1:000117")
        assert robot.answer().tone == "success"
        figures = at.read.figures(at.desk.event)
        assert (figures.applied, figures.checked_in) == (1, 1)


def test_without_will_nobody_is_checked_in(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        waiting = those_waiting(robot)
        robot.check_in(waiting[0], "")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.hands.read("consent_verdict") == "需要本人签字或确认"
        assert at.read.figures(at.desk.event).applied == 0


def test_a_signed_list_turns_its_rows_into_applications(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        waiting = those_waiting(robot)
        robot.sign(waiting[:10], "US1:900001")
        assert "10 人" in robot.answer().line
        assert at.read.figures(at.desk.event).applied == 10


def test_a_signed_list_needs_its_sheet_number(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        waiting = those_waiting(robot)
        robot.sign(waiting[:3], "")
        assert at.hands.read("signed_sheet_verdict") == "请填表号"
        assert at.read.figures(at.desk.event).applied == 0


def hide(folder: Path, *numbers: int) -> Path:
    """Return a sample with these rows hidden."""
    book = openpyxl.load_workbook(sample("02_"))
    for number in numbers:
        book.worksheets[0].row_dimensions[number].hidden = True
    book.save(folder / "hidden.xlsx")
    return folder / "hidden.xlsx"


@pytest.mark.parametrize(("leaves", "checked", "said"), [(False, 73, "含 3 个"), (True, 70, "3 个隐藏")])
def test_hidden_rows_are_taken_or_left_out_as_somebody_says(tmp_path, leaves, checked, said):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(hide(tmp_path, 5, 6, 7))
        at.hands.settle()
        assert at.hands.read("roster_hidden").startswith("含 3 个隐藏")
        at.hands.find(Choice, "roster_hidden_rows").choose(leaves)
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        rows = at.hands.rows("roster_check")
        assert len(rows) == checked
        assert any(row[0] in ("5", "6", "7") for row in rows) is not leaves
        at.hands.press(Qt.Key.Key_F10)
        assert said in at.hands.read("confirm_facts")


def test_a_file_where_everything_can_be_seen_asks_nothing(tmp_path):
    with stand(tmp_path) as at:
        RosterRobot(at.hands).open().open_file(written(tmp_path, "r.csv"))
        at.hands.settle()
        assert not any(at.hands.sees(name) for name in ("roster_hidden", "roster_hidden_rows", "roster_sheet"))


def test_another_sheet_is_read_when_it_is_chosen_and_the_company_stays(tmp_path):
    book = openpyxl.load_workbook(sample("02_"))
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title, copy.sheet_state = "二车队", "hidden"
    copy.delete_rows(5, 20)
    book.save(tmp_path / "two.xlsx")
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(tmp_path / "two.xlsx")
        at.hands.settle()
        at.hands.focus("roster_company")
        at.hands.press(Qt.Key.Key_A, CTRL)
        at.hands.write("某某物流")
        choice = at.hands.find(Choice, "roster_sheet")
        assert [choice.itemText(n) for n in range(choice.count())][1] == "二车队(隐藏)"
        choice.choose("二车队")
        choice.activated.emit(1)
        at.hands.settle()
        assert page.wizard.mapping_step.file().table.sheet == "二车队"
        assert page.wizard.mapping_step.file().answers.sheet == "二车队"
        assert page.wizard.mapping_step.company() == "某某物流"


def test_numbers_are_hidden_but_for_the_one_that_has_to_be_mended(tmp_path):
    wrong = people(2)[1]
    path = written(tmp_path, "r.csv", title="单位:某公司")
    digit = "1" if wrong.document_no[-2] != "1" else "2"
    bad = wrong.document_no[:-2] + digit + wrong.document_no[-1]
    path.write_text(path.read_text(encoding="utf-8").replace(wrong.document_no, bad), encoding="utf-8")
    with stand(tmp_path) as at:
        RosterRobot(at.hands).open().open_file(path)
        at.hands.settle()
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        good, fix = at.hands.rows("roster_check")[0], at.hands.rows("roster_check")[1]
        assert good[3] == f"··{people(1)[0].document_no[-4:]}"
        assert good[4] == f"··{people(1)[0].phone[-4:]}"
        assert fix[3].replace(" ", "") == bad
        assert fix[4] == f"··{wrong.phone[-4:]}"


def test_the_error_workbook_is_written(tmp_path):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(sample("02_"))
        at.hands.settle()
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        page.wizard.check_step.save_error_workbook(tmp_path / "errors.xlsx")
        at.hands.settle()
        assert (tmp_path / "errors.xlsx").stat().st_size > 0
        assert at.hands.read("message_title") == "已保存"


def test_the_filter_shows_only_rows_to_fix(tmp_path):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(sample("02_"))
        at.hands.settle()
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        at.hands.click("filter_fix")
        rows = at.hands.rows("roster_check")
        assert len(rows) == 7
        assert all("待修正" in row[1] and row[6] for row in rows)


def test_the_company_is_never_the_name_of_the_file(tmp_path):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(written(tmp_path, "甲厂最终版.csv"))
        at.hands.settle()
        assert page.wizard.mapping_step.company() == ""
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.hands.read("roster_company_verdict") == "请填单位名称"
        assert at.hands.sees("mapping_next")


def test_the_company_is_taken_from_the_title(tmp_path):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(written(tmp_path, "r.csv", title="填报单位:某某物流有限公司"))
        at.hands.settle()
        assert page.wizard.mapping_step.company() == "某某物流有限公司"


def test_five_samples_of_a_column_are_shown(tmp_path):
    with stand(tmp_path) as at:
        RosterRobot(at.hands).open().open_file(written(tmp_path, "r.csv"))
        at.hands.settle()
        assert len(at.hands.read("sample_name").split(" · ")) == 5


def test_enter_leads_onward_in_the_first_and_in_the_last_step(tmp_path):
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        assert page.wizard.file_step.focusWidget().objectName() == "roster_choose"
        page.open_file(written(tmp_path, "r.csv", title="填报单位:某某物流有限公司"))
        at.hands.settle()
        for _step in ("mapping", "check"):
            at.hands.press(Qt.Key.Key_F10)
            at.hands.settle()
        assert page.wizard.confirm_step.focusWidget().objectName() == "roster_commit"


def test_an_unknown_group_is_named_with_what_may_stand_there(tmp_path):
    with stand(tmp_path) as at:
        words = words_for_the_first(at, written(tmp_path, "r.csv", title="单位:某公司", group="装卸工"))
        assert "装卸工" in words
        assert "货车司机" in words


def test_words_for_the_group_are_not_those_of_the_employment_that_is_wrong_too(tmp_path):
    file = tmp_path / "r.csv"
    row = "甲某,150602198506150044,13912345678,装卸工,说不清"
    file.write_text(f"单位:某公司\n姓名,身份证号,手机,工种,用工形式\n{row}\n", encoding="utf-8")
    with stand(tmp_path) as at:
        words = words_for_the_first(at, file)
        assert "货车司机" in words
        assert "用工形式填写不明" in words
        assert "建立劳动关系" not in words


def test_a_list_that_nobody_could_be_taken_from_says_why_in_band_and_rows(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(written(tmp_path, "a.csv", title="单位:甲某公司"))
        for serial, person in enumerate(people(2), 1):
            at.desk.must(
                confirm,
                ConfirmApplication(
                    draft=draft(serial, document_no=person.document_no), event=at.desk.event, operator=at.desk.operator
                ),
            )
        robot.sign([0, 1], "US1:900002")
        answer = robot.answer()
        assert (answer.tone, answer.title) == ("error", "未登记")
        assert "已在册" in answer.line
        assert "已在册" in at.hands.rows("roster_people")[0][4]


def test_the_same_people_in_another_file_are_listed_once(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(written(tmp_path, "a.csv", title="单位:甲某公司"))
        robot.import_file(written(tmp_path, "b.csv", title="单位:乙某公司"))
        assert [one.company for one in at.read.rosters(at.desk.event)] == ["甲某公司"]
        assert "6 行已在名册" in at.hands.read("message_words")


def test_another_roster_begins_without_the_last_one_s_words(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        for seed, name in enumerate(("a.csv", "b.csv")):
            robot.import_file(written(tmp_path, name, title=f"单位:{name[0]}某公司", seed=seed))
        page = robot.open().check_in
        robot.sign([0], "US1:900001")
        assert robot.answer().tone == "success"
        page.roster.setCurrentIndex(1 - page.roster.currentIndex())
        assert robot.answer().title == "到场核对"


def test_the_list_shows_one_state_only(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample("02_"))
        page = robot.open().check_in
        page.state.choose(RosterRowState.TO_FIX)
        assert {one.state for one in robot.people()} == {RosterRowState.TO_FIX}
        assert len(robot.people()) == 7


def test_the_panel_says_who_signs(tmp_path):
    with stand(tmp_path) as at:
        robot = RosterRobot(at.hands)
        robot.import_file(written(tmp_path, "r.csv", title="单位:某公司"))
        person = robot.people()[0]
        robot.find(person.tail)
        assert person.name in at.hands.read("who_signs")
