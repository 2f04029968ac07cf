"""First run, unlocking, events: the windows before work begins."""

import json
import subprocess
import sys

import pypdfium2
from PySide6.QtCore import Qt

from fieldapp.crypto.key_slots import open_with_passphrase, open_with_recovery
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.problems import Refusal
from fieldapp.paths import under
from tests.support.desk import PASSPHRASE, enroll, set_up
from tests.support.window import shown, stand, typed
from ui.operations.organisation_files import SAMPLE, read_organisations, sample_organisations
from ui.robots.enroll import EnrollRobot
from ui.robots.hands import CTRL
from ui.robots.start import StartRobot

SECRET = "correct horse battery"


def test_the_first_window_asks_for_a_passphrase(tmp_path):
    with shown(tmp_path) as hands:
        assert hands.focused == "passphrase"


def test_a_short_passphrase_is_refused_where_it_was_typed(tmp_path):
    with shown(tmp_path) as hands:
        for _line in range(2):
            hands.write("short")
            hands.press(Qt.Key.Key_Return)
        assert hands.read("passphrase_verdict") == "至少 8 个字符"


def test_two_different_passphrases_go_no_further(tmp_path):
    with shown(tmp_path) as hands:
        for text in (SECRET, SECRET + "!"):
            hands.write(text)
            hands.press(Qt.Key.Key_Return)
        assert hands.read("passphrase_again_verdict") == "两次输入不一样"


def test_the_recovery_code_must_be_confirmed(tmp_path):
    with shown(tmp_path) as hands:
        for text in (SECRET, SECRET, "一号机", "王敏"):
            hands.write(text)
            hands.press(Qt.Key.Key_Return)
        hands.settle()
        hands.write("0000")
        hands.press(Qt.Key.Key_Return)
        assert hands.read("recovery_tail_verdict") == "和上面的最后四位不一样"
        assert hands.window.workspace is None


def test_a_new_laptop_enrols_its_first_person(tmp_path):
    with shown(tmp_path) as hands:
        robot = StartRobot(hands)
        robot.first_run(SECRET, "一号机", "王敏")
        robot.create_event("东胜东出口入会", "东胜区", "道路货运", place="东胜东出口")
        answer = EnrollRobot(hands).enroll(typed())
        assert answer.tone == "success"


def test_the_sample_unions_are_there_after_the_first_run(tmp_path):
    with shown(tmp_path) as hands:
        StartRobot(hands).first_run(SECRET, "一号机", "王敏")
        assert len(hands.window.session.application.read.organisations()) > 10


def test_an_unreadable_organisation_file_names_its_line(tmp_path):
    wrong = tmp_path / "unions.csv"
    wrong.write_text("id,name\nORG1,某工会\n", encoding="utf-8")
    with shown(tmp_path) as hands:
        hands.window.start_page.use_organisations(wrong)
        hands.settle()
        hands.write(SECRET)
        hands.press(Qt.Key.Key_Return)
        hands.write(SECRET)
        hands.press(Qt.Key.Key_Return)
        assert "第 2 行" in hands.read("unions_chosen")


def test_a_file_of_unions_is_read_by_a_child_and_counted(tmp_path):
    made = tmp_path / "unions.csv"
    made.write_bytes(SAMPLE.read_bytes())
    broken = tmp_path / "broken.csv"
    broken.write_bytes(bytes(range(256)) * 40)

    assert read_organisations(made) == sample_organisations()
    refused = read_organisations(broken)
    assert isinstance(refused, Refusal)
    assert refused.code == "organisations_unreadable"


def test_a_wrong_passphrase_says_so_and_the_right_one_opens(tmp_path):
    desk = set_up(tmp_path)
    desk.application.close()
    with shown(tmp_path) as hands:
        robot = StartRobot(hands)
        robot.unlock("wrong horse battery")
        assert hands.read("passphrase_verdict").startswith("口令不对")
        robot.unlock(PASSPHRASE)
        assert hands.window.workspace is not None


def test_a_forgotten_passphrase_costs_nothing_but_a_new_one(tmp_path):
    """The loss drill: the code opens, a new passphrase and a new code replace the old ones, nothing is lost."""
    desk = set_up(tmp_path)
    rec = enroll(desk, 1).rec
    desk.application.close()
    with shown(tmp_path) as hands:
        robot = StartRobot(hands)
        robot.unlock(desk.recovery_code)
        assert hands.window.workspace is None
        fresh = robot.start_over("a brand new one")
        assert fresh != desk.recovery_code
        assert hands.window.workspace is not None
        assert hands.window.session.application.read.timeline(rec) is not None
        assert hands.window.session.operator.id == desk.supervisor

    assert open_with_passphrase(desk.paths.key_slots, PASSPHRASE) == Refusal(code="wrong_passphrase")
    assert open_with_recovery(desk.paths.key_slots, desk.recovery_code) == Refusal(code="wrong_recovery_code")
    with shown(tmp_path) as hands:
        StartRobot(hands).unlock("a brand new one")
        assert hands.window.workspace is not None


def test_after_a_recovery_the_two_new_passphrases_must_be_one(tmp_path):
    desk = set_up(tmp_path)
    desk.application.close()
    with shown(tmp_path) as hands:
        StartRobot(hands).unlock(desk.recovery_code)
        for text in ("a brand new one", "a brand old one"):
            hands.write(text)
            hands.press(Qt.Key.Key_Return)
        assert hands.read("passphrase_again_verdict") == "两次输入不一样"
        assert hands.window.workspace is None


def test_a_second_window_on_the_same_store_says_that_one_runs_already(tmp_path):
    desk = set_up(tmp_path)
    try:
        with shown(tmp_path) as hands:
            StartRobot(hands).unlock(PASSPHRASE)
            assert hands.window.workspace is None
            assert hands.read("start_foot")
    finally:
        desk.application.close()


def test_unlocking_goes_straight_to_the_open_event(tmp_path):
    desk = set_up(tmp_path)
    desk.application.close()
    with shown(tmp_path) as hands:
        StartRobot(hands).unlock(PASSPHRASE)
        assert hands.window.workspace.current.name == "enroll"
        assert hands.focused == "document_no"


def test_closing_the_store_keeps_the_draft_and_the_cursor(tmp_path):
    desk = set_up(tmp_path)
    desk.application.close()
    with shown(tmp_path) as hands:
        robot = StartRobot(hands)
        robot.unlock(PASSPHRASE)
        hands.focus("name")
        hands.write("巴特尔")
        hands.press(Qt.Key.Key_F12)
        hands.press(Qt.Key.Key_Q, CTRL)
        hands.settle()
        assert hands.window.workspace is None
        robot.unlock(PASSPHRASE)
        assert hands.read("name") == "巴特尔"
        assert hands.focused == "name"


def test_an_event_may_approve_on_the_spot_when_it_is_authorised(tmp_path):
    with stand(tmp_path) as at:
        at.hands.click("header_event")
        more = {"resolution": "昆工发〔2026〕7号", "approvers": "白音、苏和"}
        StartRobot(at.hands).create_event("服务区入会", "昆都仑", "昆都仑区货车", ApprovalPolicy.DELEGATED, **more)
        event = at.hands.window.session.current_event
        assert event.policy is ApprovalPolicy.DELEGATED
        assert event.delegation.approvers == ("白音", "苏和")


def test_an_event_without_a_name_is_not_made(tmp_path):
    with stand(tmp_path) as at:
        before = len(at.read.events())
        at.hands.click("header_event")
        StartRobot(at.hands).create_event("", "昆都仑", "昆都仑区货车")
        assert at.hands.read("event_name_verdict") == "请填写"
        assert len(at.read.events()) == before


def test_an_event_is_joined_by_its_code(tmp_path):
    with stand(tmp_path / "one") as first:
        code = first.desk.application.codes.event_code(first.hands.window.session.current_event)
        event = first.desk.event
    with stand(tmp_path / "two") as second:
        second.hands.click("header_event")
        StartRobot(second.hands).join_event(code)
        assert second.hands.window.session.current_event.id == event


def test_a_changed_event_code_is_refused(tmp_path):
    with stand(tmp_path) as at:
        code = at.desk.application.codes.event_code(at.hands.window.session.current_event)
        at.hands.click("header_event")
        StartRobot(at.hands).join_event(code[:-6] + "AAAAAA")
        assert at.hands.read("event_code_verdict")


def test_nothing_heavy_is_imported_before_the_unlock_window():
    heavy = ("sqlalchemy", "cv2", "openpyxl", "pypinyin", "httpx", "pydantic", "alembic", "cryptography", "fontTools")
    code = f"import sys, json, ui.app; print(json.dumps([name for name in {heavy} if name in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == []


def test_paths_of_an_installation_without_a_store_mean_a_first_run(tmp_path):
    from ui.shell.window import paths_exist

    assert not paths_exist(under(tmp_path))


def test_the_recovery_code_can_be_printed_before_it_is_confirmed(tmp_path):
    with shown(tmp_path) as hands:
        robot = StartRobot(hands)
        code = robot.until_code(SECRET, "一号机", "王敏")
        hands.window.start_page.code.save(tmp_path / "code.pdf")
        hands.settle()
        with pypdfium2.PdfDocument(tmp_path / "code.pdf") as document:
            text = document[0].get_textpage().get_text_range()
        assert code in text
        assert "请删掉这个文件" in hands.read("start_foot")
        robot.confirm_code(code)
        assert hands.window.workspace is not None
