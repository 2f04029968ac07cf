"""打印机校准: the test page as it leaves the printer, measured with a ruler, and the next page in its place."""

import pytest
from PySide6.QtCore import Qt

from fieldapp.domain.events import ApprovalPolicy
from tests.support.papers import MM, marks, pictures
from tests.support.window import stand, typed
from ui.operations.calibrations import feed_for
from ui.printing import STRAIGHT, Calibration
from ui.robots.hands import ALT
from ui.robots.papers import PaperRobot

A4_CROSSES = ([20.0, 190.0], [20.0, 277.0])


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as stood:
        yield stood


@pytest.fixture
def measuring(at):
    """Stand at the section with a simulated printer of three trays; return robot and printer."""
    robot = PaperRobot(at.hands)
    at.hands.click("rail_cards")
    spooler = robot.simulate_printer("Auto", "Tray1", "Manual")
    robot.open_calibration()
    return robot, spooler


def kept(at, tray="", sheet="a4"):
    prints = at.hands.window.session.prints
    return feed_for(at.desk.application, prints.printers[0], sheet, tray)


def crosses(picture):
    """Return where the crosses of a test page stand: from the left, from above (mm)."""
    return marks(picture[round(17.0 * MM), :]), marks(picture[:, round(17.0 * MM)])


def test_f8_prints_both_sides_straight_with_crosses_where_the_ruler_looks_for_them(at, measuring):
    robot, spooler = measuring
    robot.choose_bed(tray="Manual")
    robot.measure("21.0", "19.5", "170.0", "257.0")
    at.hands.press(Qt.Key.Key_F8)
    robot.let_printer_work(spooler)
    front, back = pictures(spooler.printed[-1])
    for side in (front, back):
        assert crosses(side) == (pytest.approx(A4_CROSSES[0], abs=0.1), pytest.approx(A4_CROSSES[1], abs=0.1))
    assert (spooler.fed[-1].tray, spooler.fed[-1].is_two_sided) == ("Manual", True)


def test_four_measures_typed_one_after_the_other_are_kept_for_this_side_and_tray_alone(at, measuring):
    robot, _spooler = measuring
    robot.choose_bed(side="back", tray="Tray1")
    at.hands.focus("measure_left")
    for text in ("21.0", "19.5", "170.0", "257.0"):
        at.hands.write(text)
        at.hands.press(Qt.Key.Key_Return)
    at.hands.settle()
    assert kept(at, "Tray1").back == Calibration(dx=-1.0, dy=0.5)
    assert (kept(at, "Tray1").front, kept(at).back) == (STRAIGHT, STRAIGHT)
    assert at.hands.rows("calibrations") == [["模拟打印机", "A4", "纸盒 1", "背面", "-1.0 / +0.5", "100.0% / 100.0%"]]
    assert at.hands.read("measure_left") == ""


@pytest.mark.parametrize(
    ("seen", "title"),
    [
        (("21.0", "19.5", "170.0", "x"), "量得的数读不出来"),
        (("21.0", "19.5", "", "257.0"), "量得的数读不出来"),
        (("170.0", "19.5", "21.0", "257.0"), "量得的数不像打印偏差"),
    ],
)
def test_what_no_ruler_shows_is_said_and_nothing_is_kept(at, measuring, seen, title):
    robot, _spooler = measuring
    robot.measure(*seen)
    assert title in at.hands.read("message_title")
    assert at.hands.focused == "measure_left"
    assert kept(at).front == STRAIGHT


def test_a_correction_is_taken_away_again(at, measuring):
    robot, _spooler = measuring
    robot.measure("21.0", "19.5", "170.0", "257.0")
    assert kept(at).front != STRAIGHT
    at.hands.press(Qt.Key.Key_D, ALT)
    at.hands.settle()
    assert kept(at).front == STRAIGHT
    assert not at.hands.sees("calibration_drop")


def test_what_was_kept_by_mistake_is_taken_away_at_once_and_no_other(at, measuring):
    robot, _spooler = measuring
    robot.measure("21.0", "19.5", "170.0", "257.0")
    at.hands.press(Qt.Key.Key_Down)
    at.hands.press(Qt.Key.Key_Tab)
    for text in ("19", "20", "170", "257"):
        at.hands.write(text)
        at.hands.press(Qt.Key.Key_Return)
    at.hands.settle()
    assert [row[3:5] for row in at.hands.rows("calibrations")] == [["正面", "-1.0 / +0.5"], ["背面", "+1.0 / +0.0"]]
    at.hands.press(Qt.Key.Key_D, ALT)
    at.hands.settle()
    assert [row[3] for row in at.hands.rows("calibrations")] == ["正面"]


def test_only_paper_with_backs_is_asked_for_its_back(at, measuring):
    robot, _spooler = measuring
    robot.choose_bed(side="back")
    robot.choose_bed(sheet="a5")
    robot.measure("21.0", "20.0", "108.0", "170.0")
    assert kept(at, sheet="a5").front == Calibration(dx=-1.0)


def test_without_a_printer_the_section_says_so(at):
    robot = PaperRobot(at.hands)
    at.hands.click("rail_cards")
    robot.simulate_printer(names=())
    robot.open_calibration()
    at.hands.press(Qt.Key.Key_F8)
    assert at.hands.sees("calibration_none")
    assert at.hands.read("message_title") == "还没有打印机"
    assert not at.hands.sees("calibrations")


def test_cards_go_to_the_tray_they_were_last_put_in_with_its_correction(at, measuring):
    robot, spooler = measuring
    robot.choose_bed(sheet="a4", tray="Manual")
    robot.measure("22.0", "20.0", "170.0", "257.0")
    at.enroll.open()
    at.enroll.enroll(typed())
    at.hands.click("rail_cards")
    robot.print_marked(card_sheet="a4", printer="模拟打印机", print_tray="Manual")
    robot.let_printer_work(spooler)
    assert spooler.fed[-1].tray == "Manual"
    assert marks(pictures(spooler.printed[-1])[0][round(4.0 * MM), :])[0] == pytest.approx(14.4, abs=0.1)
    assert at.hands.window.session.prints.tray_of("card") == "Manual"
