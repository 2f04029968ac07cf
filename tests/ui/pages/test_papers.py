"""会员卡 and 发放 through the window: queue, PDF, reprint, once-only handouts."""

import re

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from fieldapp.devices.spoolers import SimulatedSpooler
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.ports import CardClaims
from fieldapp.domain.views import PrintState
from fieldapp.services.cards import PrepareCard, prepare
from tests.support.desk import document_no, enroll, outcome_body
from tests.support.papers import codes, pictures, token
from tests.support.window import stand, typed
from ui.printing import SpooledWay
from ui.robots.desk import DeskRobot
from ui.robots.papers import PaperRobot


def pdf_text(path):
    document = pypdfium2.PdfDocument(str(path))
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_an_approved_person_has_a_card_that_can_be_saved_as_pdf(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        number = at.enroll.enroll(typed()).number
        path = tmp_path / "cards.pdf"
        assert DeskRobot(at.hands).print_ready(path) == 1
        text = pdf_text(path)
        assert "乌云其木格" in text
        assert f"{number[:4]} {number[4:8]} {number[8:]}" in text
        job = at.read.print_jobs(at.desk.event)[0]
        assert (job.state, job.printer) == (PrintState.PRINTED, "PDF")


def test_a_printed_card_is_no_longer_ready(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        robot = DeskRobot(at.hands)
        robot.print_ready(tmp_path / "cards.pdf")
        assert robot.print_ready(tmp_path / "again.pdf") == 0


def test_queued_receipts_print_without_a_reason(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        at.enroll.enroll(typed(2, name="巴特尔"))
        path = tmp_path / "receipts.pdf"
        assert DeskRobot(at.hands).print_waiting("receipt", path) == 2
        assert "巴特尔" in pdf_text(path)


def test_a_reprint_without_a_reason_does_not_happen(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        DeskRobot(at.hands).print_ready(tmp_path / "cards.pdf")
        PaperRobot(at.hands).reprint(0, "", tmp_path / "again.pdf")
        assert not (tmp_path / "again.pdf").exists()
        assert at.hands.read("reprint_reason_verdict") == "请写明原因"


def test_a_reprint_with_a_reason_is_the_second_copy(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        DeskRobot(at.hands).print_ready(tmp_path / "cards.pdf")
        PaperRobot(at.hands).reprint(0, "卡面划伤", tmp_path / "again.pdf")
        jobs = at.read.print_jobs(at.desk.event)
        assert sorted(job.copy for job in jobs) == [1, 2]
        assert (tmp_path / "again.pdf").exists()


def test_a_spoiled_card_is_recorded_with_its_reason(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        DeskRobot(at.hands).print_ready(tmp_path / "cards.pdf")
        PaperRobot(at.hands).spoil(0, "色带断了")
        assert at.read.print_jobs(at.desk.event)[0].state is PrintState.SPOILED


def test_the_card_is_drawn_before_it_is_printed(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        at.hands.click("rail_cards")
        at.hands.settle()
        page = at.hands.window.workspace.current
        assert len(page.preview.stage.pages) == 2


def test_an_item_is_handed_out_once(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        robot = DeskRobot(at.hands)
        assert robot.hand_out(document_no(1)[-4:]) == "已发放"
        assert robot.hand_out(document_no(1)[-4:]) != "已发放"
        assert len(at.read.handouts(at.desk.event)) == 1


def test_a_supervisor_may_override_with_a_reason(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        robot = DeskRobot(at.hands)
        robot.hand_out(document_no(1)[-4:])
        robot.hand_out(document_no(1)[-4:])
        assert PaperRobot(at.hands).override("礼包破损,已收回") == "已发放"
        assert [one.override for one in at.read.handouts(at.desk.event)].count(None) == 1


def test_nobody_found_means_nothing_to_hand_out(tmp_path):
    with stand(tmp_path) as at:
        DeskRobot(at.hands).hand_out("9999")
        assert at.read.handouts(at.desk.event) == ()


def test_a_card_the_centre_refuses_is_listed_to_be_taken_back_and_has_a_slip(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        DeskRobot(at.hands).print_ready(tmp_path / "cards.pdf")
        rec = at.read.recent(at.desk.event)[0].rec
        at.desk.feed(("outcome", outcome_body(rec, "rejected", reason="外省已入会")))
        at.hands.window.session.publish_everything()
        at.hands.click("rail_cards")
        page = at.hands.window.workspace.current
        page.tabs.setCurrentIndex(2)
        at.hands.look()
        assert [row[0] for row in at.hands.rows("recalls")] == [f"乌云其木格 ··{document_no(1)[-4:]}"]
        page.save_pdf(tmp_path / "recall.pdf")
        at.hands.settle()
        assert "乌云其木格" in pdf_text(tmp_path / "recall.pdf")


def test_handing_over_is_its_own_fact(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        DeskRobot(at.hands).print_ready(tmp_path / "cards.pdf")
        before = at.read.sync_state().pending
        PaperRobot(at.hands).mark_journal(0)
        at.hands.click("card_handed")
        at.hands.settle()
        assert at.read.sync_state().pending == before + 1


def test_waiting_receipts_stand_marked_when_the_page_is_opened(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        at.enroll.enroll(typed(2, name="巴特尔"))
        at.hands.click("rail_cards")
        at.hands.settle()
        assert "2" in at.hands.read("print_cards")
        PaperRobot(at.hands).save_marked(tmp_path / "receipts.pdf")
        text = pdf_text(tmp_path / "receipts.pdf")
        assert text.index("乌云其木格") < text.index("巴特尔")


def simulated(at, sheet="cr80"):
    """Let the desk's queue print on a simulated printer."""
    spooler, prints = SimulatedSpooler(), at.hands.window.session.prints
    prints.way, prints.look_every_ms = SpooledWay(spooler), 1
    prints.use(spooler.names[0], "card", sheet)
    at.hands.settle()
    return spooler, prints


def test_people_are_entered_while_a_card_hangs_in_the_printer(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        spooler, prints = simulated(at)
        spooler.is_hanging = True
        at.enroll.enroll(typed(1))
        assert prints.is_busy
        assert at.enroll.enroll(typed(2)).tone == "success"
        spooler.is_hanging = False
        at.hands.until(lambda: not prints.is_busy, prints.moved)
        assert [job.state for job in at.read.print_jobs(at.desk.event)] == [PrintState.PRINTED] * 2


@pytest.mark.parametrize(("key", "state"), [(Qt.Key.Key_F9, PrintState.PRINTED), (Qt.Key.Key_F11, PrintState.QUEUED)])
def test_a_doubted_card_is_marked_and_answered_by_one_key(tmp_path, key, state):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        spooler, prints = simulated(at)
        spooler.is_lost = True
        at.enroll.enroll(typed())
        at.hands.until(lambda: not prints.is_busy, prints.moved)
        at.hands.click("rail_cards")
        at.hands.settle()
        assert at.hands.read("queue_title") == "队列已暂停"
        at.hands.press(key)
        at.hands.settle()
        assert at.read.print_jobs(at.desk.event)[0].state is state


def test_a_waiting_card_is_called_off_and_a_printer_in_trouble_is_named(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        spooler, prints = simulated(at)
        spooler.trouble = "printer_out_of_paper"
        at.enroll.enroll(typed(1))
        at.enroll.enroll(typed(2))
        at.hands.until(lambda: prints.trouble is not None, prints.moved)
        robot = PaperRobot(at.hands)
        robot.open_queue()
        assert at.hands.read("queue_title") == f"缺纸或缺卡 · {spooler.names[0]}"
        robot.mark_journal(1)
        at.hands.click("print_cancel")
        at.hands.settle()
        spooler.trouble = None
        at.hands.until(lambda: not prints.is_busy, prints.moved)
        assert {job.state for job in at.read.print_jobs(at.desk.event)} == {PrintState.CANCELLED, PrintState.PRINTED}


@pytest.mark.parametrize(("policy", "copies"), [("never", 0), ("always", 2)])
def test_the_policy_says_what_is_printed_by_itself(tmp_path, policy, copies):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        spooler, prints = simulated(at)
        robot = PaperRobot(at.hands)
        robot.choose_policy(policy)
        rec = enroll(at.desk, 1).rec
        for _ in range(2):
            robot.print_by_itself(rec, "card")
            at.hands.until(lambda: not prints.is_busy, prints.moved)
        assert len(spooler.printed) == copies


def test_a_scanned_card_of_somebody_entered_here_finds_the_record(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.enroll(typed())
        rec = at.read.recent(at.desk.event)[0].rec
        card = at.desk.must(prepare, PrepareCard(rec=rec, event=at.desk.event, operator=at.desk.operator))
        at.hands.click("rail_handouts")
        at.hands.scan(card.token)
        at.hands.focus("handout_proxy")
        at.hands.write("巴特尔")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        given = at.read.handouts(at.desk.event)[0]
        assert (given.rec, given.proxy, given.is_by_card) == (rec, "巴特尔", False)


def test_a_card_from_elsewhere_is_judged_before_anything_is_given(tmp_path):
    with stand(tmp_path) as at:
        robot = PaperRobot(at.hands)
        assert robot.give_by_card(own_card(at, "150000000017", "王秀兰")) == "已发放"
        assert robot.give_by_card(own_card(at, "150000000017", "王秀兰")) == "已经领过"
        assert robot.show_card(token()) == "这张卡无法离线核验"
        assert robot.show_card("UM1:" + "0" * 60) == "这张卡不能用"
        assert [one.is_by_card for one in at.read.handouts(at.desk.event)] == [True]


def own_card(at, number, name):
    """Return a card of this laptop's key whose record is not here: another event's, or a voided one's."""
    now = int(at.desk.clock.now().timestamp())
    claims = CardClaims(issuer="15", issued=now - 60, expires=now + 10**7, number=number, name=name, union="U")
    return at.desk.application.card_signer.card_token(claims)


def test_stock_is_written_down_and_the_signing_sheet_balances(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        robot = PaperRobot(at.hands)
        DeskRobot(at.hands).hand_out(document_no(1)[-4:])
        robot.move_stock("入库", "50", "")
        robot.move_stock("损坏", "2", "")
        assert at.hands.read("stock_note_verdict").startswith("还没有写去向")
        robot.move_stock("损坏", "2", "运输破损")
        assert at.hands.rows("stock")[0][1:] == ["50", "0", "1", "0", "2", "47"]
        assert at.hands.window.workspace.current.tabs.tabText(1) == "库存 · 剩 47"
        robot.save_signing_sheet(tmp_path / "sheet.pdf")
        text = pdf_text(tmp_path / "sheet.pdf")
        assert "乌云其木格" in text
        assert "账物相符:结存 47 份" in text.replace("：", ":")


def test_blank_forms_have_numbers_of_their_own_each_time(tmp_path):
    with stand(tmp_path) as at:
        robot = PaperRobot(at.hands)
        robot.save_paper("form", tmp_path / "one.pdf")
        robot.save_paper("form", tmp_path / "two.pdf")
        numbers = [re.findall(r"8\d{3} \d{4} \d{4}", pdf_text(tmp_path / name)) for name in ("one.pdf", "two.pdf")]
        assert [len(found) for found in numbers] == [10, 10]
        assert len({*numbers[0], *numbers[1]}) == 20


def test_posters_carry_the_address_and_lists_name_the_members(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        robot = PaperRobot(at.hands)
        at.enroll.enroll(typed())
        robot.save_paper("takeover", tmp_path / "list.pdf")
        text = pdf_text(tmp_path / "list.pdf")
        assert "乌云其木格" in text
        assert document_no(1) not in text
        robot.save_paper("poster_a4", tmp_path / "plain.pdf")
        at.hands.focus("union_code")
        at.hands.write("https://gonghui.example.cn/j/1")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        robot.save_paper("poster_a4", tmp_path / "poster.pdf")
        assert codes(pictures((tmp_path / "plain.pdf").read_bytes())[0]) == []
        assert codes(pictures((tmp_path / "poster.pdf").read_bytes())[0]) == ["https://gonghui.example.cn/j/1"]


def test_a_list_with_nobody_on_it_is_not_printed(tmp_path):
    with stand(tmp_path) as at:
        PaperRobot(at.hands).mark_paper("takeover")
        assert not at.hands.find(QPushButton, "print_cards").isEnabled()
        assert at.hands.read("card_about").startswith("还没有可移交的会员")


def test_a_namesake_is_told_apart_by_the_document_shown_with_the_card(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1, name="王秀兰"))
        DeskRobot(at.hands).hand_out(document_no(1)[-4:])
        robot = PaperRobot(at.hands)
        assert robot.give_by_card(own_card(at, "150000000017", "王秀兰")) == "同名的人领过"
        assert robot.give_by_card_and_document("1502") != "已发放"
        assert robot.give_by_card_and_document(document_no(2)) == "已发放"
        assert not at.hands.sees("handout_document")


def test_the_same_person_is_not_given_twice_by_card_and_by_record(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1, name="王秀兰"))
        DeskRobot(at.hands).hand_out(document_no(1)[-4:])
        robot = PaperRobot(at.hands)
        robot.show_card(own_card(at, "150000000017", "王秀兰"))
        at.hands.scan(document_no(1))
        at.hands.settle()
        assert at.hands.read("band_title") == "已经领过"
        assert "G6 服务区" in at.hands.read("band_line")
