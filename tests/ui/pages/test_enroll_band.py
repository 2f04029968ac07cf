"""登记: the band in front of a known person and between two people, by real keys."""

import threading

from PySide6.QtCore import Qt

from fieldapp.domain.events import ApprovalPolicy
from tests.support.desk import document_no
from tests.support.window import stand, typed
from ui.robots.hands import ALT


def test_a_new_card_is_two_keys_and_names_its_reason(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.hands.press(Qt.Key.Key_2, ALT)
        assert at.hands.read("not_same_reason") == "遗失"
        answer = at.enroll.commit()
        assert answer.title.startswith("补卡已排队")
        assert "补卡原因:遗失" in answer.line
        assert at.enroll.value("document_no") == ""


def test_the_reason_of_a_new_card_is_replaced_by_typing_and_enter_goes_on(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.hands.press(Qt.Key.Key_2, ALT)
        at.hands.write("损坏")
        assert "补卡原因:损坏" in at.enroll.commit(Qt.Key.Key_Return).line


def test_what_is_typed_while_a_commit_runs_belongs_to_the_next_person(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        at.enroll.consent("US1:000001")
        gate = threading.Event()
        at.hands.jobs.on_store(gate.wait, lambda _nothing: None)
        at.hands.press(Qt.Key.Key_F10)
        at.hands.write("1502")
        gate.set()
        at.hands.settle()
        assert at.read.figures(at.desk.event).accepted == 1
        assert at.enroll.value("document_no") == "1502"


def test_the_next_persons_first_character_leaves_the_last_one_as_a_chip(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        assert at.enroll.answer().tone == "success"
        at.hands.write("1")
        answer = at.enroll.answer()
        assert (answer.tone, answer.title) == ("", "登记中")
        assert at.hands.read("last_name").startswith("乌云其木格")
        assert at.hands.sees("last_undo")
        assert at.hands.sees("last_reprint")


def test_the_band_says_what_is_still_missing(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(document_no(2))
        assert at.enroll.answer().line.startswith("还差:姓名、手机号码、群体")
        at.enroll.fill(typed(2, document_no=""))
        at.enroll.consent("US1:000002")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.enroll.answer().tone == "success"


def test_the_band_names_a_number_that_is_wrong_among_what_is_missing(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed(2, phone="1394871"))
        at.enroll.consent("US1:000002")
        assert at.enroll.answer().line == "还差:手机号码、入会意愿"


def test_without_a_player_the_band_flashes_once_unless_movement_is_unwelcome(tmp_path, monkeypatch):
    monkeypatch.setattr("ui.sounds._player", lambda: None)
    with stand(tmp_path) as at:
        band = at.hands.window.workspace.current.band
        at.enroll.undo()
        assert band.is_bright
        at.hands.window.session.sounds.may_flash = False
        band.calm_down()
        at.enroll.undo()
        assert not band.is_bright
