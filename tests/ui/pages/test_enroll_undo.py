"""登记: taking the last person back by name, and what is said when that is no longer possible."""

import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.services.cards import PrepareReceipt, RecordPrinted, prepare_receipt, record_printed
from fieldapp.services.handouts import HandOut, hand_out
from tests.support.desk import enroll
from tests.support.window import stand, typed
from ui.robots.hands import ALT


def printed(at, rec):
    at.hands.settle()
    command = PrepareReceipt(rec=rec, event=at.desk.event, operator=at.desk.operator)
    job = at.desk.must(prepare_receipt, command)
    at.desk.must(record_printed, RecordPrinted(job=job.job, operator=at.desk.operator, printer="80"))


def handed(at, rec):
    at.desk.must(hand_out, HandOut(rec=rec, item="gift", event=at.desk.event, operator=at.desk.operator))


@pytest.mark.parametrize(("happen", "word"), [(printed, "已经打印"), (handed, "已经领取")])
def test_what_left_the_desk_is_not_undone_and_the_reason_is_named(tmp_path, happen, word):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        happen(at, at.read.recent(at.desk.event)[0].rec)
        at.hands.focus("document_no")
        at.enroll.undo()
        answer = at.enroll.answer()
        assert (answer.tone, answer.title) == ("warning", "不能直接撤销")
        assert "乌云其木格 的" in answer.line or "乌云其木格 已" in answer.line
        assert word in answer.line
        assert at.read.figures(at.desk.event).voided == 0


def test_an_approved_person_is_not_undone_and_one_key_leads_to_the_record(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        at.enroll.enroll(typed())
        at.hands.focus("document_no")
        at.enroll.undo()
        assert "已经批准入会" in at.enroll.answer().line
        at.hands.press(Qt.Key.Key_Return, ALT)
        assert at.hands.read("story_name").startswith("乌云其木格")


def test_nothing_is_left_to_undo_after_the_only_person_was_undone(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.focus("document_no")
        at.enroll.undo()
        at.enroll.undo()
        answer = at.enroll.answer()
        assert answer.title == "没有可以撤销的"
        assert "还没有登记过人" not in answer.line


def test_the_person_of_another_operator_is_not_undone(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        session = at.hands.window.session
        session.choose_operator(next(one for one in at.read.operators() if one.id != session.operator.id))
        at.hands.focus("document_no")
        at.enroll.undo()
        assert at.enroll.answer().title == "这一位不是你登记的"
        assert at.read.figures(at.desk.event).voided == 0


def test_ctrl_z_in_a_form_with_somebody_in_it_is_only_text(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.focus("name")
        at.hands.write("张吉")
        at.hands.focus("employer")
        at.enroll.undo()
        assert at.read.figures(at.desk.event).voided == 0
        assert at.enroll.value("name") == "张吉"


def test_the_yellow_answer_to_an_undo_goes_with_the_next_persons_first_character(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        enroll(at.desk, 9)
        at.hands.focus("document_no")
        at.enroll.undo()
        at.hands.write("1")
        assert at.enroll.answer().tone == ""
