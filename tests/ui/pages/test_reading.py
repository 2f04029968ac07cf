"""F7 through real keys, a child process, and bytes of a made-up reader."""

import sys

import pytest
from PySide6.QtCore import Qt

from fieldapp.devices.id_simulator import SIMULATED, SimulatedSam, text_block
from fieldapp.services.settings import ChangeSetting, change_setting
from tests.support.desk import document_no, envelopes
from tests.support.window import stand
from ui.operations.id_cards import READER_SETTING
from ui.robots.people import PeopleRobot

if sys.platform == "win32":
    pytest.skip("pseudo terminals", allow_module_level=True)

from tests.support.id_readers import reader_at_a_line


def plug_in(at, place):
    at.desk.must(change_setting, ChangeSetting(name=READER_SETTING, value=place, operator=at.desk.supervisor))


def read_card(at, *, times=1):
    """Press F7 and wait for so many looks."""
    reader, seen = at.enroll._page.reader, []
    reader.looked.connect(lambda: seen.append(1))
    at.hands.press(Qt.Key.Key_F7)
    at.hands.until(lambda: len(seen) >= times, reader.looked)
    at.hands.look()


def test_card_fills_the_form_and_says_where_it_came_from(tmp_path):
    with stand(tmp_path) as at:
        plug_in(at, SIMULATED)
        at.enroll.open()
        read_card(at)
        assert at.enroll.value("name") == "样例甲"
        assert at.hands.focused == "phone"
        assert at.hands.read("document_check") == "读卡"
        assert at.enroll._form.draft().sources["document_no"] == "reader"


def test_how_the_document_was_checked_goes_with_the_record(tmp_path):
    with stand(tmp_path) as at:
        plug_in(at, SIMULATED)
        at.enroll.open()
        read_card(at)
        for code, text in (("phone", "13800130001"), ("group", "货车"), ("employment", "个人依托")):
            at.hands.focus(code)
            at.hands.write(text)
            at.hands.press(Qt.Key.Key_Return)
        at.enroll.consent("US1:000001")
        assert at.enroll.commit().tone == "success"
        assert envelopes(at.desk)[-1]["body"]["document_check"] == "reader"
        assert at.hands.read("document_check") == "原件"


def test_name_at_the_chips_limit_is_to_be_compared(tmp_path):
    sam = SimulatedSam([text_block("买买提艾合买提阿卜杜拉热合曼江", document_no(3))])
    with reader_at_a_line(sam.answer) as port, stand(tmp_path) as at:
        plug_in(at, port)
        at.enroll.open()
        read_card(at)
        assert at.enroll._form.fields["name"].line.property("tone") == "warning"
        assert "核对" in at.enroll.verdict("name")
        at.enroll._page.reader.stop()
        at.hands.settle()


def test_rare_sign_of_the_chip_is_to_be_compared(tmp_path):
    sam = SimulatedSam([text_block("张\ue863", document_no(3))])
    with reader_at_a_line(sam.answer) as port, stand(tmp_path) as at:
        plug_in(at, port)
        at.enroll.open()
        read_card(at)
        assert at.enroll._form.fields["name"].line.property("tone") == "warning"
        at.enroll._page.reader.stop()
        at.hands.settle()


def test_card_must_be_taken_away_before_the_next(tmp_path):
    sam = SimulatedSam(laid_looks=1000)
    with reader_at_a_line(sam.answer) as port, stand(tmp_path) as at:
        said = []
        at.hands.window.session.said.connect(lambda what, _tone: said.append(what.code))
        plug_in(at, port)
        at.enroll.open()
        read_card(at, times=2)
        at.hands.press(Qt.Key.Key_F7)
        assert said[-3:] == ["reader_waits", "card_read", "card_lies_there"]
        at.enroll._page.reader.stop()
        at.hands.settle()


def test_somebody_elses_card_does_not_overwrite_the_form(tmp_path):
    with stand(tmp_path) as at:
        plug_in(at, SIMULATED)
        at.enroll.open()
        at.hands.write(document_no(9))
        read_card(at)
        assert at.enroll.value("document_no").replace(" ", "") == document_no(9)
        assert at.enroll.value("name") == ""


def test_second_press_stops_waiting(tmp_path):
    with reader_at_a_line(SimulatedSam(()).answer) as port, stand(tmp_path) as at:
        plug_in(at, port)
        at.enroll.open()
        read_card(at)
        assert at.enroll._page.reader.is_reading
        at.hands.press(Qt.Key.Key_F7)
        assert not at.enroll._page.reader.is_reading
        at.hands.settle()


def test_without_a_reader_the_way_to_the_setting_is_said(tmp_path):
    with stand(tmp_path) as at:
        said = []
        at.hands.window.session.said.connect(lambda what, _tone: said.append(what.code))
        at.hands.press(Qt.Key.Key_F7)
        assert said == ["reader_not_set"]


def test_port_is_set_on_the_settings_page(tmp_path):
    with stand(tmp_path) as at:
        PeopleRobot(at.hands).open_section("paper")
        at.hands.focus("device_reader")
        at.hands.write("COM3")
        at.hands.press(Qt.Key.Key_Return)
        at.hands.settle()
        assert at.read.settings()[READER_SETTING] == "COM3"
