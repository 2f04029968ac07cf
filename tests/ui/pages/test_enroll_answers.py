"""登记: what the band, the chip and the fields answer when something is known, wrong or taken back."""

from dataclasses import replace

from PySide6.QtCore import Qt
from sqlalchemy import event

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from tests.support.desk import COUNTY, REGION, UNION, delegation, document_no, enroll, list_at_centre
from tests.support.desk import draft as desk_draft
from tests.support.window import stand, typed
from ui import theme
from ui.operations import enrollment
from ui.robots.hands import ALT, CTRL

TOWN = Organisation(
    id=OrganisationId("town"), name="昆都仑区街道工会", kind=OrganisationKind.COMMUNITY, level=4, parent=COUNTY,
    region=REGION,
)  # fmt: skip


def known_again(at, way=None):
    """Enrol somebody, type the number again, and take a way."""
    at.enroll.enroll(typed())
    at.enroll.open()
    at.hands.write(document_no(1))
    if way:
        at.enroll.choose_way(way)


def test_after_an_update_nothing_can_undo_the_registration(tmp_path):
    with stand(tmp_path) as at:
        known_again(at, 3)
        at.hands.focus("phone")
        at.hands.write("13900139000")
        assert at.enroll.commit().title.startswith("信息已更新")
        assert not at.hands.sees("last_undo")
        at.hands.focus("document_no")
        at.enroll.undo()
        assert at.read.figures(at.desk.event).voided == 0


def test_the_chip_undoes_the_person_it_names(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        later = enroll(at.desk, 7)
        at.hands.click("last_undo")
        at.hands.settle()
        assert "乌云其木格" in at.enroll.answer().line
        assert not at.read.details(later.rec).is_void


def test_f10_takes_the_sheet_number_that_stands_in_the_field(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        at.hands.focus("consent")
        at.hands.write("US1:004410")
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.enroll.answer().tone == "success"
        assert at.read.details(at.read.recent(at.desk.event)[0].rec).consent_reference == "004410"


def test_a_document_number_is_refused_as_sheet_number(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        at.enroll.consent(document_no(1))
        at.enroll.commit()
        assert at.enroll.verdict("consent") == "这是证件号码,不是表号"
        assert at.hands.focused == "consent"
        assert at.read.figures(at.desk.event).applied == 0


def test_another_used_form_stops_again(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1, sheet="4410"))
        at.enroll.enroll(typed(2, name="巴特尔", sheet="4411"))
        at.enroll.enroll(typed(3, name="张吉", sheet="4410"))
        at.hands.press(Qt.Key.Key_Escape)
        at.enroll.consent("4411")
        assert "这张表已用于 巴特尔" in at.enroll.commit().line
        assert at.read.figures(at.desk.event).applied == 2


def test_the_button_says_accept_when_the_union_is_not_covered(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        session = at.hands.window.session
        session.current_event = replace(
            session.current_event, delegation=replace(delegation(), union=OrganisationId("other"))
        )
        at.enroll.open()
        at.enroll.fill(typed())
        assert at.hands.read("commit").startswith("受理登记")
        assert at.enroll.verdict("union").startswith("此工会不在本场授权内")


def test_the_delegations_own_union_is_proposed_first_while_the_window_is_open(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        session = at.hands.window.session
        session.current_event = replace(session.current_event, delegation=replace(delegation(), union=TOWN.id))
        organisations = (*at.read.organisations(), TOWN)
        today = at.desk.clock.now().date()
        found = enrollment.proposals(session, organisations, desk_draft(), today)
        assert (found[0].union, found[0].reasons[0], found[1].union) == (TOWN.id, "delegated", UNION)
        assert found[-1].pool


def test_the_employers_union_goes_before_the_authorised_one_under_a_labour_relation(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        firm = Organisation(
            id=OrganisationId("firm"), name="昆都仑区快马物流有限公司工会", kind=OrganisationKind.ENTERPRISE, level=5,
            parent=OrganisationId("elsewhere"), region=REGION,
        )  # fmt: skip
        session, today = at.hands.window.session, at.desk.clock.now().date()
        organisations = (*at.read.organisations(), firm)
        person = desk_draft(employer="快马物流有限公司", employment="labour")
        bound = enrollment.proposals(session, organisations, person, today)
        loose = enrollment.proposals(session, organisations, replace(person, employment="platform"), today)
        assert (bound[0].union, bound[1].union) == (firm.id, UNION)
        assert loose[0].union == UNION


def test_who_is_only_accepted_is_said_to_wait_and_cannot_transfer(tmp_path):
    with stand(tmp_path) as at:
        known_again(at)
        answer = at.enroll.answer()
        assert answer.title == "已受理 · 待批准"
        assert "登记" in answer.line
        assert "入会" not in answer.line
        assert not at.hands.sees("way_transfer")
        assert at.hands.read("way_reissue") == "补打凭证"


def test_the_yellow_line_begins_with_the_number_and_names_an_own_record_in_full(tmp_path):
    with stand(tmp_path) as at:
        number = at.enroll.enroll(typed()).number
        at.enroll.open()
        at.hands.write(document_no(1))
        first, second, *_rest = at.enroll.answer().line.split(" · ")
        assert (first.replace(" ", ""), second) == (f"受理号{number}", "乌云其木格")


def test_a_receipt_is_printed_again_without_leaving_the_page(tmp_path):
    with stand(tmp_path) as at:
        known_again(at, 2)
        assert at.hands.read("commit").startswith("补打凭证")
        assert at.enroll.commit().title.startswith("凭证已补打")
        assert not at.hands.sees("last_undo")


def test_updating_begins_with_what_is_known(tmp_path):
    with stand(tmp_path) as at:
        known_again(at, 3)
        assert at.enroll.value("name") == "乌云其木格"
        assert at.enroll.value("phone") == "138 0013 0001"
        assert at.enroll.value("migrant") == "是"


def test_enter_on_the_empty_consent_commits_an_update(tmp_path):
    with stand(tmp_path) as at:
        known_again(at, 3)
        at.hands.focus("phone")
        at.hands.write("13900139000")
        at.hands.focus("consent")
        assert at.enroll.commit(Qt.Key.Key_Return).title.startswith("信息已更新")


def test_the_desks_own_values_come_back_after_an_update(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1))
        at.enroll.enroll(typed(2, name="巴特尔", group="快递"))
        at.enroll.open()
        at.hands.write(document_no(1))
        at.enroll.choose_way(3)
        assert at.enroll.value("group") == "货车司机"
        at.hands.focus("phone")
        at.hands.write("13900139000")
        at.enroll.commit()
        assert at.enroll.value("group") == "快递员"


def test_a_listed_person_who_is_somebody_else_is_enrolled_with_the_reason(tmp_path):
    with stand(tmp_path) as at:
        list_at_centre(at.desk, 1)
        at.enroll.open()
        at.hands.write(document_no(1))
        assert at.enroll.answer().title == "可能已是会员"
        at.enroll.choose_way(4)
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "not_same_reason"
        at.hands.write("同号不同人")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "name"
        at.enroll.fill(replace(typed(), document_no=""))
        at.enroll.consent("US1:000001")
        assert at.enroll.commit().tone == "success"
        rec = at.read.recent(at.desk.event)[0].rec
        assert "listed_at_centre" in at.read.details(rec).deferred
        assert "not_same_person" in [line.action for line in at.read.audit()]


def test_the_same_number_here_is_the_same_person(tmp_path):
    with stand(tmp_path) as at:
        known_again(at, 4)
        at.hands.write("同号不同人")
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.commit().title == "号码相同就是同一人"


def test_a_phone_that_somebody_else_stated_is_said(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(2))
        at.hands.focus("phone")
        at.hands.write("13800130001")
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.verdict("phone") == "与 乌云其木格 同号,请核对"


def test_a_name_is_shown_as_it_will_be_kept(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("name")
        at.hands.write("买买提.艾合买提")
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.value("name") == "买买提·艾合买提"
        assert at.enroll.verdict("name").startswith("已规范写法")


def test_escape_on_the_band_goes_back_to_the_number(tmp_path):
    with stand(tmp_path) as at:
        known_again(at)
        assert at.hands.focused == "band"
        at.hands.press(Qt.Key.Key_Escape)
        assert at.hands.focused == "document_no"


def test_the_signing_sheet_says_what_is_missing_and_gives_the_cursor_back(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_S, ALT)
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.read("sign_verdict").startswith("还没有签字")
        at.hands.press(Qt.Key.Key_Escape)
        assert at.hands.focused == "consent"


def test_what_escape_cleared_comes_back_with_ctrl_z(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.write("138")
        at.hands.press(Qt.Key.Key_Escape)
        assert at.enroll.verdict("phone") == "再按一次 Esc 丢弃 · Ctrl+Z 找回"
        at.hands.press(Qt.Key.Key_Z, CTRL)
        assert at.enroll.value("phone") == "138"


def test_a_dropped_draft_comes_back_before_anybody_is_undone(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.focus("name")
        at.hands.write("张吉")
        at.hands.focus("phone")
        at.hands.write("138")
        at.hands.press(Qt.Key.Key_Escape)
        at.hands.press(Qt.Key.Key_Escape)
        assert at.enroll.answer().title == "草稿已丢弃"
        at.enroll.undo()
        assert (at.enroll.value("name"), at.enroll.value("phone")) == ("张吉", "138")
        assert at.read.figures(at.desk.event).voided == 0


def test_the_red_band_says_the_worst_reason_once(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write("150203198506151")
        at.enroll.commit()
        answer = at.enroll.answer()
        assert answer.tone == "error"
        assert answer.line.count("请") == 1
        assert "意向登记" not in answer.line


def test_enter_by_habit_after_a_known_number_stays_at_the_answer(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(typed().document_no)
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "band"


def test_what_the_window_itself_does_after_f10_is_little(tmp_path, monkeypatch):
    """Whoever types on waits for it: what is polished again, and what the window's own thread asks the store."""
    asked, polished, polish = [], [], theme._polish
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        at.enroll.enroll(typed(1, sheet="US1:000001"))
        at.enroll.fill(typed(2, sheet="US1:000002"))
        at.enroll.consent("US1:000002")
        at.hands.settle()
        monkeypatch.setattr(theme, "_polish", lambda widget: (polished.append(widget.objectName()), polish(widget)))
        own = at.desk.application._store.database._own.engine
        event.listen(own, "before_cursor_execute", lambda *question: asked.append(question[2]))
        assert at.enroll.commit().tone == "success"
        at.hands.settle()
        questions = [one for one in asked if not one.startswith("BEGIN")]
        assert at.hands.window.workspace.strip.value("numbers") == "3"

    assert len(polished) <= 12, polished
    assert len(questions) <= 20, questions  # the page may read a second time where it moved in two steps
