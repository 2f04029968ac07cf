"""Will and consent on 登记, with real keys and real strokes."""

from PySide6.QtCore import Qt

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.signatures import Signature
from tests.support.desk import document_no
from tests.support.window import stand, typed
from ui.robots.consent import TICK, ConsentRobot
from ui.robots.hands import CTRL, NO


def consent_of(at):
    rec = at.read.recent(at.desk.event)[0].rec
    return rec, at.read.details(rec)


def test_signature_is_kept_and_belongs_to_the_record(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        at.enroll.fill(typed())
        robot.sign()
        assert at.enroll.value("consent") == "✓ 本人已在签字板签字"
        assert at.hands.focused == "consent"
        assert at.enroll.commit().tone == "success"
        rec, details = consent_of(at)
        assert details.consent_method == "pen"
        kept = at.read.signature(rec)
        assert isinstance(kept, Signature)
        assert len(kept.strokes) == 7


def test_tick_is_no_signature(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        robot.sign(TICK)
        assert at.hands.read("sign_verdict").startswith("签字太少")
        assert at.enroll.value("consent") == ""


def test_signing_again_begins_on_a_blank_pad(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        robot.open_pad()
        robot.write()
        at.hands.press(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
        robot.accept()
        assert at.hands.read("sign_verdict").startswith("还没有签字")


def test_f10_on_the_pad_signs_and_enrols_nobody(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        at.enroll.fill(typed())
        robot.open_pad()
        robot.write()
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.enroll.value("consent").startswith("✓")
        assert at.read.figures(at.desk.event).applied == 0


def test_signature_of_one_is_not_taken_for_the_next(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        robot.open_pad()
        robot.write()
        at.hands.press(Qt.Key.Key_Return)
        at.enroll.start_over()
        at.hands.settle()
        assert at.enroll.value("consent") == ""


def test_other_purpose_after_signing_asks_to_sign_again(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        at.enroll.fill(typed())
        robot.sign()
        robot.turn_purpose(6)
        assert at.hands.sees("signing_sheet")
        assert "另行同意:短信通知" in at.hands.read("sign_agreed")
        robot.write()
        robot.accept()
        at.enroll.commit()
        assert set(consent_of(at)[1].purposes) == {"membership", "sms"}


def test_purposes_are_asked_one_by_one(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        for place in (5, 7, 8, 7):
            robot.turn_purpose(place)
        assert at.enroll.consents_given == ("membership", "mutual_aid", "comparison")


def test_phone_confirmation_keeps_the_word(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        at.enroll.fill(typed())
        robot.confirm_by_phone("4821")
        assert at.enroll.value("consent") == "✓ 本人已在手机上确认 · 4821"
        at.enroll.commit()
        assert consent_of(at)[1].consent_method == "phone"


def test_phone_number_is_no_confirmation(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        robot.confirm_by_phone("13800130001")
        assert at.hands.read("phone_word_verdict").startswith("这不是确认码")
        at.hands.press(Qt.Key.Key_Escape)
        assert at.enroll.value("consent") == ""


def test_notice_is_read_with_one_key_and_agrees_to_nothing(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        assert "撤回同意" in robot.read_notice()
        robot.accept()
        assert not at.hands.sees("notice_sheet")
        assert at.enroll.value("consent") == ""


def test_who_signs_later_is_counted_as_missing(tmp_path):
    with stand(tmp_path) as at:
        robot = ConsentRobot(at.hands)
        at.enroll.open()
        at.enroll.fill(typed())
        robot.sign_later()
        assert "缺签字" in at.enroll.value("consent")
        at.enroll.commit()
        assert at.read.figures(at.desk.event).missing_signature == 1


def test_form_of_another_person_is_refused_by_name(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed(1, sheet="004410"))
        answer = at.enroll.enroll(typed(2, name="张吉", sheet="US1:004410"))
        assert (answer.tone, answer.title) == ("error", "这张登记表已用过")
        assert "乌云其木格" in answer.line
        at.hands.press(Qt.Key.Key_F10)
        at.hands.settle()
        assert at.read.figures(at.desk.event).applied == 1


def test_who_signs_later_is_not_approved_on_the_spot(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        assert at.hands.read("commit").startswith("批准入会")
        ConsentRobot(at.hands).sign_later()
        assert at.hands.read("commit").startswith("受理登记")
        assert at.enroll.commit().title.startswith("受理成功")
        assert at.read.lease_left() == 20


def test_act_of_one_stays_with_a_mended_slip_and_goes_with_another_person(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        ConsentRobot(at.hands).sign()
        at.hands.focus("name")
        at.hands.press(Qt.Key.Key_A, CTRL)
        at.hands.write("乌云其其格")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.read("consent").startswith("✓")
        at.hands.focus("document_no")
        at.hands.paste(f"王芳 13900139000 {document_no(2)}")
        assert at.hands.read("consent") == ""
        assert "重新签字" in at.hands.read("consent_verdict")
        assert at.enroll.commit().tone == "error"
        assert at.read.figures(at.desk.event).applied == 0


def test_f10_right_behind_another_persons_name_takes_no_act_of_the_one_before(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        ConsentRobot(at.hands).sign()
        for code, words in (("document_no", document_no(2)), ("name", "王芳")):
            at.hands.focus(code)
            at.hands.press(Qt.Key.Key_A, CTRL)
            at.hands.write(words)
        assert at.enroll.commit().title == "还没有本人意愿与告知确认"
        assert at.hands.focused == "consent"


def test_pad_has_the_keys_again_after_a_look_elsewhere(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        ConsentRobot(at.hands).open_pad()
        for there, back in ((Qt.Key.Key_F1, Qt.Key.Key_F1), (Qt.Key.Key_3, Qt.Key.Key_2)):
            at.hands.press(there, CTRL if there == Qt.Key.Key_3 else NO)
            at.hands.press(back, CTRL if back == Qt.Key.Key_2 else NO)
            assert (at.hands.focused, at.hands.sees("signature_pad")) == ("signing_sheet", True)
        at.hands.press(Qt.Key.Key_Escape)
        assert at.hands.focused == "consent"
        assert at.enroll.value("name") == typed().name
