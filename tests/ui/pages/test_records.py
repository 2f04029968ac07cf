"""记录 through the window: finding, the way of a record, correcting, taking back, reading a whole number."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.retention import PURGED_NAME
from fieldapp.messages import message
from fieldapp.services.cards import PrepareCard, RecordPrinted, prepare, record_printed
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.support.desk import COUNTY, draft, number_of, outcome_body
from tests.support.window import stand
from ui.robots.hands import ALT, CTRL
from ui.robots.records import RecordRobot
from ui.tokens import ThemeName
from ui.wording import clock_time


class Room:
    """A window that stays open for all tests here; every test enters a person of its own."""

    def __init__(self, stood) -> None:
        self.desk, self.hands, self.read = stood.desk, stood.hands, stood.read
        self.records = RecordRobot(stood.hands)
        self.serial = 0

    @property
    def page(self):
        return self.hands.window.workspace.current

    @property
    def own(self) -> str:
        """What finds the person of this test."""
        return number_of(self.serial)

    def enter(self, name: str = "乌云其木格") -> str:
        """Let who sits at the window enter another person, without the keys of 登记."""
        self.serial += 1
        stated = draft(self.serial, name=name)
        command = ConfirmApplication(draft=stated, event=self.desk.event, operator=self.desk.supervisor)
        rec: str = self.desk.must(confirm, command).rec
        self.show_again()
        return rec

    def agree(self, *more: str) -> None:
        """Enter somebody else, who agreed to more than the one thing that is needed."""
        self.serial += 1
        act = ConsentAct(method=ConsentMethod.PHONE, purposes=("membership", *more), reference="4821")
        stated = draft(self.serial, name="白玉兰", consent=act)
        command = ConfirmApplication(draft=stated, event=self.desk.event, operator=self.desk.supervisor)
        self.desk.must(confirm, command)
        self.show_again()
        self.records.find(self.own)

    def show_again(self) -> None:
        self.hands.window.session.publish_everything()
        self.hands.settle()

    def begin(self) -> "Room":
        """Begin as the supervisor, with a fresh person in front."""
        session = self.hands.window.session
        self.hands.window.activateWindow()
        self.hands.look()
        boss = next(one for one in self.read.operators() if one.id == self.desk.supervisor)
        session.choose_operator(boss)
        self.enter()
        self.records.find(self.own)
        return self


@pytest.fixture(scope="module")
def central(tmp_path_factory, qapp):
    with stand(tmp_path_factory.mktemp("central")) as stood:
        yield Room(stood)


@pytest.fixture(scope="module")
def approving(tmp_path_factory, qapp):
    with stand(tmp_path_factory.mktemp("approving"), ApprovalPolicy.DELEGATED, numbers=20) as stood:
        yield Room(stood)


@pytest.fixture
def at(central):
    return central.begin()


@pytest.fixture
def member(approving):
    return approving.begin()


def test_a_search_without_hits_shows_nobody_and_says_what_was_looked_for(at):
    assert at.hands.sees("story_name")

    assert at.records.find("qqqq") == []
    assert not at.hands.sees("story_name")
    assert at.records.remedy() == ""
    assert at.page.empty.title == "没有找到“qqqq”"


def test_the_chosen_person_stays_chosen_when_the_list_is_read_again(at):
    at.records.find("wyqmg")
    at.page.view.selectRow(len(at.page.hits.rows) - 1)
    at.enter()
    before = at.page.story.story.rec
    at.records.find("wyqmg")
    at.page.view.selectRow(next(n for n, one in enumerate(at.page.hits.rows) if one.rec == before))
    at.show_again()

    assert at.page.story.story.rec == before


def test_old_lines_of_a_story_are_gone_before_the_new_ones_are_drawn(at):
    old = at.hands.window.findChildren(QLabel, "story_entry")

    at.page.show_subject(rec_of(at))

    assert old
    assert not any(one.isVisible() for one in old)


def test_an_answer_that_comes_after_another_question_is_not_shown(at):
    at.records.find(at.own)
    at.page.search.set_value("qqqq")
    at.page.refresh()
    at.page.search.set_value(at.own)
    at.page.refresh()
    at.page.search.set_value("")
    at.page.refresh()
    at.hands.settle()

    assert [one.name for one in at.page.hits.rows][:1] == ["乌云其木格"]
    assert at.page.empty.isHidden()


def test_enter_right_behind_the_letters_goes_to_who_is_found(at):
    at.hands.press(Qt.Key.Key_F3)
    at.hands.press(Qt.Key.Key_A, CTRL)
    at.hands.write(at.own)
    at.hands.press(Qt.Key.Key_Return)
    at.hands.settle()

    assert at.hands.focused == "record_hits"


def test_the_tail_has_a_column_of_its_own(at):
    assert at.records.find(at.own)[0][:2] == ["乌云其木格", at.own[-4:]]


def rec_of(at):
    return at.page.hits.rows[0].rec


def be_operator(at):
    """Let the operator, who is no supervisor, sit down."""
    other = next(one for one in at.read.operators() if one.id == at.desk.operator)
    at.hands.window.session.choose_operator(other)
    at.hands.look()


def said(at):
    return at.hands.read("message_title")


def test_a_person_is_found_by_whatever_one_has(at):
    given = ("wuyun", "其木格", f"乌云 {at.own[-4:]}", at.own[-4:], at.own, draft(at.serial).phone)

    found = [{row[1] for row in at.records.find(words)} for words in given]
    assert all(at.own[-4:] in tails for tails in found)


def test_digits_that_are_too_few_are_asked_for(at):
    at.records.find("02")

    assert at.page.empty.title == "再输 2 位"


def test_the_way_of_a_record_says_where_it_is(at):
    began = clock_time(at.desk.clock.now())
    assert at.records.way().split(";")[:3] == [f"登记 已完成 {began}", "上报 进行中 等待上报", "批准 还没有"]
    assert at.hands.read("story_checks") == "还没有核对:未与中心核对、未经现场核对"


def test_numbers_are_masked_until_a_supervisor_asks_and_the_audit_knows(at):
    masked = at.records.numbers()
    at.records.reveal()
    assert at.own not in masked.replace(" ", "")
    assert at.own in at.records.numbers().replace(" ", "")
    assert at.read.audit()[0].action == "revealed"
    at.records.reveal()
    assert at.records.numbers() == masked


def test_a_number_that_was_shown_is_not_left_standing_for_the_next_person(at):
    before = at.own
    at.records.reveal()
    at.enter("张吉")
    at.records.find(at.own)

    assert "*" in at.records.numbers()
    at.records.find(before)
    assert "*" in at.records.numbers()


def test_numbers_shown_to_one_person_are_masked_when_another_one_sits_down(at):
    at.records.reveal()
    be_operator(at)

    assert "*" in at.records.numbers()


def test_an_operator_sees_no_whole_number(at):
    be_operator(at)
    at.records.reveal()

    assert "*" in at.records.numbers()
    assert said(at) == "需要负责人"


def test_a_correction_is_typed_and_told(at):
    at.records.correct("听错了", phone="13900000009")

    assert said(at) == "更正已保存"
    assert at.read.details(rec_of(at)).phone == "13900000009"
    assert "手机号码 · 听错了" in at.records.past()


def test_who_was_corrected_stays_in_front_though_the_words_fit_others_only(at):
    at.enter("苏日娜")
    at.enter("苏日娜")
    at.records.find("srn")
    rec = at.page.story.story.rec
    at.records.correct("改名", name="白音")
    assert said(at) == "更正已保存"
    assert (at.page.story.story.rec, at.page.story.story.name) == (rec, "白音")
    chosen = at.page.hits.at(at.page.view.currentIndex())
    assert chosen is not None
    assert chosen.rec == rec


def test_the_form_of_a_correction_shows_no_whole_number(at):
    at.hands.press(Qt.Key.Key_E, CTRL)

    assert at.hands.read("correct_document_no") == ""
    assert at.hands.read("correct_name") == "乌云其木格"
    assert at.hands.focused == "correct_name"


def test_the_form_of_a_correction_names_a_union_that_takes_nobody_directly(at):
    at.desk.must(
        revise,
        ReviseApplication(
            rec=rec_of(at),
            changed={"union": COUNTY},
            reason="总工会代管",
            event=at.desk.event,
            operator=at.desk.operator,
        ),
    )
    at.hands.press(Qt.Key.Key_E, CTRL)

    assert at.hands.read("correct_union") == "昆都仑区总工会"


def test_enter_goes_through_the_fields_and_asks_for_the_reason(at):
    at.hands.press(Qt.Key.Key_E, CTRL)
    for _field in range(7):
        at.hands.press(Qt.Key.Key_Return)
    assert at.hands.focused == "correct_reason"
    at.hands.press(Qt.Key.Key_Return)

    assert at.hands.read("correct_reason_verdict") == "请写明原因"


def test_a_wrong_number_is_told_under_its_field(at):
    at.records.correct("写错", document_no="150203199002310022")

    assert at.hands.read("correct_document_no_verdict")
    assert at.hands.focused == "correct_document_no"


def test_escape_leaves_the_form_as_it_was(at):
    at.hands.press(Qt.Key.Key_E, CTRL)
    at.hands.press(Qt.Key.Key_Escape)

    assert not at.hands.sees("correct_name")
    assert at.hands.focused == "record_hits"
    assert at.hands.sees("story_way")


def test_what_came_back_names_the_centres_words_and_opens_the_form(at):
    at.desk.feed(("outcome", outcome_body(rec_of(at), "needs_correction", reason="姓名与证件不符")))
    at.show_again()

    assert at.hands.read("story_reason") == "中心的答复:姓名与证件不符"
    assert at.records.remedy() == "更正这条记录"
    at.hands.press(Qt.Key.Key_Return, CTRL)
    assert at.hands.read("correction_why") == "姓名与证件不符"


def test_a_duplicate_goes_on_as_a_transfer_by_its_button(at):
    at.desk.feed(("outcome", outcome_body(rec_of(at), "duplicate")))
    at.show_again()
    at.hands.press(Qt.Key.Key_Return, CTRL)
    at.hands.settle()

    assert said(at) == "转会已受理"
    assert "转会批准" in at.records.way()


def test_who_was_just_enrolled_is_undone_by_name(at):
    at.hands.press(Qt.Key.Key_Return)
    at.records.undo()

    assert said(at) == "已撤销 乌云其木格"
    assert at.records.status() == "已作废"


def test_ctrl_z_in_the_search_is_text(at):
    rec = rec_of(at)

    at.records.undo()

    assert at.hands.read("record_search") != at.own
    assert at.read.timeline(rec).status_code == "received"


def test_a_record_is_voided_with_a_reason_by_a_supervisor(at):
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
    at.records.begin_void()

    assert said(at) == "需要负责人"
    assert not at.hands.sees("void_reason")


def test_f3_goes_to_the_search_from_an_open_form_too(at):
    at.hands.press(Qt.Key.Key_E, CTRL)
    at.hands.press(Qt.Key.Key_F3)

    assert at.hands.focused == "record_search"


def test_another_person_closes_the_form_of_the_one_before(at):
    at.records.begin_void()
    at.enter("张吉")
    at.records.find(at.own)

    assert not at.hands.sees("void_reason")


def test_large_letters_leave_out_what_the_story_says_too(at):
    view = at.page.view
    assert not view.isColumnHidden(2)
    at.hands.window.change_look(ThemeName.STANDARD, 200)
    at.hands.look()
    is_left_out = view.isColumnHidden(2)
    at.hands.window.change_look(ThemeName.STANDARD, 100)

    assert is_left_out
    assert not view.isColumnHidden(2)


def test_a_card_that_was_printed_is_handed_over_by_its_button(member):
    assert member.records.remedy() == "打印会员卡"
    job = member.desk.must(prepare, card_of(member))
    member.desk.must(record_printed, RecordPrinted(job=job.job, operator=member.desk.operator))
    member.show_again()
    assert member.records.remedy() == "会员卡已交本人"
    member.hands.press(Qt.Key.Key_Return, CTRL)
    member.hands.settle()

    assert said(member) == "乌云其木格 已领卡"
    assert member.records.past()[-1] == "会员卡已交本人"


def test_a_scanned_card_shows_whose_it_is_and_a_broken_one_says_so(member):
    holder, token = rec_of(member), member.desk.must(prepare, card_of(member)).token
    member.enter("张吉")
    member.records.find(member.own)

    member.hands.window.workspace.scans.take(token)
    assert member.page.story.story.rec == holder
    member.hands.window.workspace.scans.take(token[:-3])
    assert said(member) == message("card_not_good").title


def test_no_part_of_a_story_ever_stands_as_a_window_of_its_own(member):
    assert "批准人 白音" in member.records.past()
    assert member.hands.window.isActiveWindow()


def card_of(member):
    return PrepareCard(rec=rec_of(member), event=member.desk.event, operator=member.desk.operator)


def test_consent_is_taken_back_with_two_keys_and_no_reason(at):
    assert at.hands.read("story_consents") == "同意:入会管理"
    at.agree("sms", "benefits")

    at.hands.press(Qt.Key.Key_V, ALT)
    assert at.hands.sees("withdraw_sms")
    assert not at.hands.sees("withdraw_comparison")
    at.hands.press(Qt.Key.Key_Return, CTRL)
    assert at.hands.read("withdraw_said") == "请先选要撤回的"
    at.hands.press(Qt.Key.Key_7, ALT)
    at.hands.press(Qt.Key.Key_Return, CTRL)
    at.hands.settle()

    assert at.hands.read("story_consents") == "同意:入会管理、短信通知 · 已撤回:普惠"
    assert "已撤回" in at.hands.read("message_title")
    assert "撤回:普惠" in at.records.past()


def test_application_is_taken_back_and_leaving_the_form_takes_nothing_back(at):
    at.hands.press(Qt.Key.Key_V, ALT)
    at.hands.press(Qt.Key.Key_9, ALT)
    at.hands.press(Qt.Key.Key_Escape)
    assert at.hands.read("story_consents") == "同意:入会管理"

    at.hands.press(Qt.Key.Key_V, ALT)
    at.hands.press(Qt.Key.Key_9, ALT)
    at.hands.press(Qt.Key.Key_Return, CTRL)
    at.hands.settle()

    assert "申请已撤回" in at.hands.read("message_title")
    assert not at.hands.sees("story_withdraw")
    assert at.hands.read("story_consents") == "已撤回:入会管理"


def test_purged_record_says_so_and_offers_nothing(at):
    rec = at.page.story.story.rec
    database = at.desk.application._store
    with database.transaction() as work:
        work.uow.retention.erase((rec,), work.uow.milliseconds())
        work.keep()
    at.page.show_subject(rec)
    at.hands.settle()

    assert at.hands.read("story_name").strip() == PURGED_NAME
    assert "已按期清除" in at.hands.read("story_purged")
    for button in ("story_correct", "story_void", "story_reveal", "story_withdraw", "story_print"):
        assert not at.hands.sees(button), button
