"""记录 through the window: finding, the way of a record, correcting, taking back, reading a whole number."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.services.cards import PrepareCard, RecordPrinted, prepare, record_printed
from tests.support.desk import outcome_body
from tests.support.window import stand, typed
from ui.robots.hands import CTRL
from ui.robots.records import RecordRobot
from ui.wording import clock_time


def test_a_search_without_hits_shows_nobody(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        robot = RecordRobot(at.hands)
        robot.find("wyqmg")
        assert at.hands.sees("story_name")
        assert robot.find("qqqq") == []
        assert not at.hands.sees("story_name")
        assert robot.remedy() == ""


def test_a_search_without_hits_says_what_was_looked_for(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        RecordRobot(at.hands).find("qqqq")
        assert at.hands.window.workspace.current.empty.title == "没有找到“qqqq”"


def test_the_chosen_person_stays_chosen_when_the_list_is_read_again(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        at.enroll.enroll(typed(2, name="张吉"))
        at.hands.press(Qt.Key.Key_F3)
        page = at.hands.window.workspace.current
        page.view.selectRow(1)
        before = at.hands.read("story_name")
        at.hands.window.session.publish_everything()
        at.hands.look()
        assert at.hands.read("story_name") == before


def test_old_lines_of_a_story_are_gone_before_the_new_ones_are_drawn(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        RecordRobot(at.hands).find("wyqmg")
        page = at.hands.window.workspace.current
        old = at.hands.window.findChildren(QLabel, "story_entry")
        page.show_subject(page.hits.rows[0].rec)
        assert old
        assert not any(one.isVisible() for one in old)


def test_the_tail_has_a_column_of_its_own(tmp_path):
    with stand(tmp_path) as at:
        person = typed()
        at.enroll.enroll(person)
        row = RecordRobot(at.hands).find("wyqmg")[0]
        assert row[:2] == ["乌云其木格", person.document_no[-4:]]


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as opened:
        opened.enroll.enroll(typed())
        opened.records = RecordRobot(opened.hands)
        yield opened


def rec_of(at):
    return at.hands.window.workspace.current.hits.rows[0].rec


def be_operator(at):
    """Let the operator, who is no supervisor, sit down."""
    other = next(one for one in at.read.operators() if one.id == at.desk.operator)
    at.hands.window.session.choose_operator(other)
    at.hands.look()


def said(at):
    return at.hands.read("message_title")


@pytest.mark.parametrize("words", ["wuyun", "乌云 {tail}", "{tail}", "{document}", "{phone}", "其木格"])
def test_a_person_is_found_by_whatever_one_has(at, words):
    person = typed()
    given = words.format(tail=person.document_no[-4:], document=person.document_no, phone=person.phone)

    assert [row[0] for row in at.records.find(given)] == ["乌云其木格"]


def test_digits_that_are_too_few_are_asked_for(at):
    at.records.find("02")

    assert at.hands.window.workspace.current.empty.title == "再输 2 位"


def test_the_way_of_a_record_says_where_it_is(at):
    at.records.find("wyqmg")

    began = clock_time(at.desk.clock.now())
    assert at.records.way().split(";")[:3] == [f"登记 已完成 {began}", "上报 进行中 等待上报", "批准 还没有"]
    assert at.hands.read("story_checks") == "还没有核对:未与中心核对、未经现场核对"


def test_numbers_are_masked_until_a_supervisor_asks_and_the_audit_knows(at):
    at.records.find("wyqmg")
    masked = at.records.numbers()
    at.records.reveal()
    person = typed()

    assert person.document_no not in masked.replace(" ", "")
    assert person.document_no in at.records.numbers().replace(" ", "")
    assert at.read.audit()[0].action == "revealed"
    at.records.reveal()
    assert at.records.numbers() == masked


def test_a_number_that_was_shown_is_not_left_standing_for_the_next_person(at):
    at.enroll.enroll(typed(2, name="张吉"))
    at.records.find("wyqmg")
    at.records.reveal()
    at.records.find("zhangj")

    assert "*" in at.records.numbers()
    at.records.find("wyqmg")
    assert "*" in at.records.numbers()


def test_an_operator_sees_no_whole_number(at):
    be_operator(at)
    at.records.find("wyqmg")
    at.records.reveal()

    assert "*" in at.records.numbers()
    assert said(at) == "需要负责人"


def test_a_correction_is_typed_and_told(at):
    at.records.find("wyqmg")
    at.records.correct("听错了", phone="13900000009")

    assert said(at) == "更正已保存"
    assert at.read.details(rec_of(at)).phone == "13900000009"
    assert "手机号码 · 听错了" in at.records.past()


def test_the_form_of_a_correction_shows_no_whole_number(at):
    at.records.find("wyqmg")
    at.hands.press(Qt.Key.Key_E, CTRL)

    assert at.hands.read("correct_document_no") == ""
    assert at.hands.read("correct_name") == "乌云其木格"
    assert at.hands.focused == "correct_name"


def test_enter_goes_through_the_fields_and_asks_for_the_reason(at):
    at.records.find("wyqmg")
    at.hands.press(Qt.Key.Key_E, CTRL)
    for _field in range(7):
        at.hands.press(Qt.Key.Key_Return)
    assert at.hands.focused == "correct_reason"
    at.hands.press(Qt.Key.Key_Return)

    assert at.hands.read("correct_reason_verdict") == "请写明原因"


def test_a_wrong_number_is_told_under_its_field(at):
    at.records.find("wyqmg")
    at.records.correct("写错", document_no="150203199002310022")

    assert at.hands.read("correct_document_no_verdict")
    assert at.hands.focused == "correct_document_no"


def test_escape_leaves_the_form_as_it_was(at):
    at.records.find("wyqmg")
    at.hands.press(Qt.Key.Key_E, CTRL)
    at.hands.press(Qt.Key.Key_Escape)

    assert not at.hands.sees("correct_name")
    assert at.hands.focused == "record_hits"
    assert at.hands.sees("story_way")


def test_what_came_back_names_the_centres_words_and_opens_the_form(at):
    at.records.find("wyqmg")
    at.desk.feed(("outcome", outcome_body(rec_of(at), "needs_correction", reason="姓名与证件不符")))
    at.hands.window.session.publish_everything()

    assert at.hands.read("story_reason") == "中心的答复:姓名与证件不符"
    assert at.records.remedy() == "更正这条记录"
    at.hands.press(Qt.Key.Key_Return, CTRL)
    assert at.hands.read("correction_why") == "姓名与证件不符"


def test_a_duplicate_goes_on_as_a_transfer_by_its_button(at):
    at.records.find("wyqmg")
    at.desk.feed(("outcome", outcome_body(rec_of(at), "duplicate")))
    at.hands.window.session.publish_everything()
    at.hands.press(Qt.Key.Key_Return, CTRL)
    at.hands.settle()

    assert said(at) == "转会已受理"
    assert "转会批准" in at.records.way()


def test_who_was_just_enrolled_is_undone_by_name(at):
    at.records.find("wyqmg")
    at.hands.press(Qt.Key.Key_Return)
    at.records.undo()

    assert said(at) == "已撤销 乌云其木格"
    assert at.records.status() == "已作废"


def test_ctrl_z_in_the_search_is_text(at):
    at.records.find("wyqmg")
    at.records.undo()

    assert at.records.status() != "已作废"


def test_a_record_is_voided_with_a_reason_by_a_supervisor(at):
    at.records.find("wyqmg")
    at.records.begin_void()
    at.hands.press(Qt.Key.Key_Return)
    assert at.hands.read("void_reason_verdict") == "请写明原因"
    at.hands.write("cf")
    at.hands.press(Qt.Key.Key_Return)
    at.hands.settle()

    assert at.records.status() == "已作废"
    assert {"作废", "重复登记"} <= set(at.records.past())
    assert not at.hands.sees("story_void")


def test_an_operator_is_told_at_once_who_voids(at):
    be_operator(at)
    at.records.find("wyqmg")
    at.records.begin_void()

    assert said(at) == "需要负责人"
    assert not at.hands.sees("void_reason")


def test_another_person_closes_the_form_of_the_one_before(at):
    at.enroll.enroll(typed(2, name="张吉"))
    at.records.find("wyqmg")
    at.records.begin_void()
    at.records.find("zhangj")

    assert not at.hands.sees("void_reason")


def test_large_letters_leave_out_what_the_story_says_too(at):
    at.records.find("wyqmg")
    view = at.hands.window.workspace.current.view
    assert not view.isColumnHidden(2)
    at.hands.window.session.theme.scale = 200
    at.hands.window.session.look_changed.emit()
    at.hands.look()

    assert view.isColumnHidden(2)


def test_a_card_that_was_printed_is_handed_over_by_its_button(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        robot = RecordRobot(at.hands)
        robot.find("wyqmg")
        assert robot.remedy() == "打印会员卡"
        print_card(at)
        assert robot.remedy() == "会员卡已交本人"
        at.hands.press(Qt.Key.Key_Return, CTRL)
        at.hands.settle()
        assert said(at) == "乌云其木格 已领卡"
        assert robot.past()[-1] == "会员卡已交本人"


def print_card(at):
    """Let the card of the person in front come out of a printer."""
    job = at.desk.must(prepare, PrepareCard(rec=rec_of(at), event=at.desk.event, operator=at.desk.operator))
    at.desk.must(record_printed, RecordPrinted(job=job.job, operator=at.desk.operator))
    at.hands.window.session.publish_everything()


def test_no_part_of_a_story_ever_stands_as_a_window_of_its_own(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        RecordRobot(at.hands).find("wyqmg")

        assert at.hands.window.isActiveWindow()
