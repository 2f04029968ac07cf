"""登记 through real keys."""

import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.errors import KnownError
from fieldapp.services.enrollment import confirm
from tests.support.desk import document_no
from tests.support.window import stand, typed
from ui.robots.hands import ALT, CTRL, SHIFT


def test_one_person_by_keyboard_under_central_policy_gets_a_receipt_number(tmp_path):
    with stand(tmp_path) as at:
        answer = at.enroll.enroll(typed())
        assert (answer.tone, answer.title.split()[0]) == ("success", "受理成功")
        assert answer.number.startswith("9")
        assert at.read.figures(at.desk.event).accepted == 1


def test_an_open_approval_window_gives_a_member_number(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        assert at.hands.read("commit").startswith("批准入会")
        answer = at.enroll.enroll(typed())
        assert answer.title.startswith("登记成功")
        assert not answer.number.startswith("9")
        assert at.read.lease_left() == 19


def test_a_closed_approval_window_is_said_on_the_button(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED) as at:
        assert at.hands.read("commit").startswith("受理登记")


def test_green_comes_only_after_the_commit(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        at.enroll.consent("US1:000001")
        at.hands.press(Qt.Key.Key_F10)
        assert at.enroll.answer().tone != "success" or at.read.figures(at.desk.event).accepted == 1
        at.hands.settle()
        assert at.enroll.answer().tone == "success"


def test_without_consent_the_person_is_not_enrolled_and_the_cursor_stands_there(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        answer = at.enroll.commit()
        assert answer.tone == "error"
        assert at.hands.focused == "consent"
        assert at.read.figures(at.desk.event).applied == 0


def test_a_wrong_check_character_is_said_as_the_field_is_left(tmp_path):
    wrong = document_no(1)[:17] + ("0" if document_no(1)[17] != "0" else "1")
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(wrong)
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.verdict("document_no").startswith("证件号码校验不通过")


def test_a_good_number_tells_sex_birth_day_and_age(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(document_no(1))
        assert at.enroll.verdict("document_no").startswith("✓ 校验通过 · 男 · 1985-06-15 · 41 岁")


def test_the_number_is_shown_as_people_read_it(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(document_no(1))
        assert at.enroll.value("document_no") == f"{document_no(1)[:6]} 19850615 {document_no(1)[14:]}"


def test_a_star_of_the_keypad_is_an_x(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write("15020319850615123*")
        assert at.enroll.value("document_no").endswith("X")


def test_a_phone_that_is_too_short_says_how_much_is_missing(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.write("1394871")
        assert at.enroll.verdict("phone") == "还差 4 位"
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.verdict("phone") == "手机号码不对 · 还差 4 位"


def test_group_and_employment_stay_for_the_next_person_and_enter_skips_them(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        assert at.enroll.value("group") == "货车司机"
        at.hands.focus("phone")
        at.hands.write("13800130002")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "migrant"


def test_consent_is_never_carried_over(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        assert at.enroll.value("consent") == ""


def test_the_union_is_proposed_with_its_reason(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        assert at.enroll.value("union") == "昆都仑区货车司机联合工会"


def test_somebody_enrolled_here_turns_the_band_yellow(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        assert at.enroll.answer().tone == "warning"
        assert at.hands.focused == "band"
        assert at.hands.read("commit") == "请先选择 2–4"


def test_updating_a_known_person_revises_the_record(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.enroll.choose_way(3)
        at.hands.focus("phone")
        at.hands.write("13900139000")
        answer = at.enroll.commit()
        assert answer.title.startswith("信息已更新")
        rec = at.read.recent(at.desk.event)[0].rec
        assert at.read.details(rec).phone == "13900139000"


def test_plain_digits_right_after_the_number_go_to_the_phone(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.hands.press(Qt.Key.Key_1)
        assert at.hands.focused == "phone"
        assert at.enroll.value("phone") == "1"


def test_a_digit_after_a_rest_answers_the_band(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.desk.clock.forward(seconds=1)
        at.hands.press(Qt.Key.Key_3)
        assert at.hands.read("commit").startswith("更新信息")


def test_not_the_same_person_wants_a_reason(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.enroll.choose_way(4)
        assert at.hands.focused == "not_same_reason"


def test_ctrl_z_on_the_empty_form_undoes_the_last_person_by_name(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.focus("document_no")
        at.enroll.undo()
        assert at.enroll.answer().title == "已撤销"
        assert "乌云其木格" in at.enroll.answer().line
        assert at.read.figures(at.desk.event).voided == 1


def test_ctrl_z_in_a_number_takes_back_a_digit(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.write("138")
        at.hands.press(Qt.Key.Key_Z, CTRL)
        assert at.enroll.value("phone") == "13"


def test_shift_enter_goes_back(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.press(Qt.Key.Key_Return, SHIFT)
        assert at.hands.focused == "name"


def test_escape_clears_the_field_and_a_second_one_the_form(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("name")
        at.hands.write("张吉")
        at.hands.focus("phone")
        at.hands.write("138")
        at.hands.press(Qt.Key.Key_Escape)
        assert at.enroll.value("phone") == ""
        assert at.enroll.value("name") == "张吉"
        at.hands.press(Qt.Key.Key_Escape)
        assert at.enroll.value("name") == ""


def test_a_pasted_line_splits_itself(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(f"张吉 13800130001 {document_no(7)}")
        assert at.enroll.value("name") == "张吉"
        assert at.enroll.value("phone") == "138 0013 0001"
        assert at.enroll.value("document_no").replace(" ", "") == document_no(7)


@pytest.mark.parametrize("into", ["document_no", "name", "phone"])
def test_a_line_pasted_into_any_of_its_fields_leads_to_what_it_does_not_say(tmp_path, into):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.focus(into)
        at.hands.paste("姓名:张吉 手机:138 0013 0001")
        said = [at.enroll.value(code) for code in ("document_no", "name", "phone")]
        assert said == ["", "张吉", "138 0013 0001"]
        assert at.hands.focused == "document_no"


def test_a_pasted_line_of_somebody_known_leaves_the_keys_at_the_answer(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.focus("document_no")
        at.hands.paste(f"乌云其木格 13800130001 {document_no(1)}")
        assert (at.enroll.answer().tone, at.hands.focused) == ("warning", "band")


def test_the_pen_is_one_act(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.press(Qt.Key.Key_S, ALT)
        assert at.hands.sees("signing_sheet")
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.value("consent") == ""


def test_other_purposes_are_not_ticked_before(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        rec = at.read.recent(at.desk.event)[0].rec
        assert at.read.details(rec).consent_method == "sheet"
        assert at.enroll.consents_given == ("membership",)


def test_f9_saves_without_a_print_job(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        at.enroll.consent("US1:000001")
        at.enroll.commit(Qt.Key.Key_F9)
        assert at.read.print_jobs(at.desk.event) == ()


def test_f10_queues_the_receipt(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.settle()
        assert [job.paper for job in at.read.print_jobs(at.desk.event)] == ["receipt"]


def test_ctrl_enter_is_f10(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        at.enroll.consent("US1:000001")
        assert at.enroll.commit(Qt.Key.Key_Return, CTRL).tone == "success"


def test_a_draft_comes_back_with_its_cursor(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(document_no(5))
        at.hands.press(Qt.Key.Key_Return)
        at.hands.write("巴特尔")
        at.enroll.save_draft()
        at.hands.settle()
        draft = at.read.draft(at.desk.event)
        assert (draft.document_no.replace(" ", ""), draft.name, draft.focus) == (document_no(5), "巴特尔", "name")


def test_a_passport_asks_for_birth_day_and_sex(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        for _step in range(5):
            at.hands.press(Qt.Key.Key_T, ALT)
        assert at.hands.sees("birth")
        assert at.hands.sees("sex")


@pytest.mark.parametrize(
    ("number", "kind"),
    [("810000199001010019", "hmt_rp"), ("911124198108030024", "fpr23"), ("chn123456789012", "fpr17")],
)
def test_a_number_of_another_document_is_taken_for_what_it_is(tmp_path, number, kind):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(number)
        at.hands.press(Qt.Key.Key_Return)
        form = at.hands.window.workspace.current.form
        assert (str(form.document.kind).lower(), at.enroll.verdict("document_no")[:1]) == (kind, "✓")
        assert at.hands.sees("birth") == (kind == "fpr17")
        at.enroll.start_over()
        at.hands.write(document_no(1))
        assert at.enroll.verdict("document_no").startswith("✓ 校验通过 · 男")


def test_stated_documents_are_recorded_as_such(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        for _step in range(2):
            at.hands.press(Qt.Key.Key_D, ALT)
        at.enroll.consent("US1:000001")
        at.enroll.commit()
        rec = at.read.recent(at.desk.event)[0].rec
        assert at.read.details(rec).document_check == "stated"


def test_a_disk_that_refuses_says_what_was_saved_and_the_next_try_works(tmp_path, monkeypatch):
    with stand(tmp_path) as at:
        real = at.desk.application.execute

        def refusing(use_case, command):
            if use_case is confirm:
                raise KnownError("write_not_saved")
            return real(use_case, command)

        monkeypatch.setattr(at.desk.application, "execute", refusing)
        first = at.enroll.enroll(typed())
        assert (first.tone, first.title) == ("error", "未保存")
        assert at.read.recent(at.desk.event) == ()

        monkeypatch.setattr(at.desk.application, "execute", real)
        assert at.enroll.commit().tone == "success"
        assert len(at.read.recent(at.desk.event)) == 1


def test_letters_that_lead_to_no_option_are_said_under_the_field(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("employment")
        at.hands.write("xx")
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.verdict("employment") == "没有这一项,按 ↓ 选"
        at.hands.focus("employment")
        at.hands.press(Qt.Key.Key_A, CTRL)
        at.hands.write("gr")
        at.hands.press(Qt.Key.Key_Return)
        assert at.enroll.verdict("employment") == ""


def test_shift_enter_goes_back_the_way_enter_came_past_what_is_carried_over(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("employment")
        at.hands.write("gr")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.focused == "employer"  # the region is carried over
        at.hands.press(Qt.Key.Key_Return, SHIFT)
        assert at.hands.focused == "employment"
