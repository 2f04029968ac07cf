"""A ceremony at the window: cards in seat order, absentees pulled, one scan per card on stage."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFileDialog

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.services.cards import RecordPrinted, record_printed
from tests.support.people import People
from tests.support.window import stand
from ui.robots.hands import CTRL
from ui.robots.rosters import RosterRobot

SEATS = ("3排1座", "1排2座", "1排1座", "2排1座")


@pytest.fixture
def stage(tmp_path):
    """Four people with seats signed and were approved; their cards came out of the printer in seat order."""
    made = People(31)
    people = [made.person(group="truck") for _ in SEATS]
    lines = [f"{seat},{p.name},{p.document_no},{p.phone},货车司机" for seat, p in zip(SEATS, people, strict=True)]
    head = ["单位:某某物流有限公司", "座位号,姓名,身份证号,手机号,工种"]
    (tmp_path / "r.csv").write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        at.robot = RosterRobot(at.hands)
        at.robot.import_file(tmp_path / "r.csv")
        at.robot.sign([0, 1, 2, 3], "000900")
        at.hands.press(Qt.Key.Key_Y, CTRL)
        at.hands.press(Qt.Key.Key_F8)
        at.hands.settle()
        at.jobs = sorted(at.read.print_jobs(at.desk.event), key=lambda one: one.job)
        for job in at.jobs:
            at.desk.must(record_printed, RecordPrinted(job=job.job, operator=at.desk.operator))
        at.robot.open().ceremony.refresh()
        at.people = people
        yield at


def column(at, place: int) -> list[str]:
    return [row[place] for row in at.hands.rows("seats")]


def test_cards_are_queued_in_seat_order(stage):
    by_seat = ["1排1座", "1排2座", "2排1座", "3排1座"]
    assert column(stage, 1) == by_seat
    assert [job.number for job in stage.jobs] == column(stage, 4)


def test_one_scan_hands_a_card_over_and_shows_who_is_next(stage):
    assert "下一位 1排1座" in stage.hands.read("next_seat")
    stage.hands.scan(column(stage, 4)[0])
    stage.hands.settle()
    assert column(stage, 5)[0] == "已领卡"
    assert "下一位 1排2座" in stage.hands.read("next_seat")
    stage.hands.press(Qt.Key.Key_F10)
    stage.hands.settle()
    assert column(stage, 5)[:2] == ["已领卡", "已领卡"]
    stage.hands.scan(column(stage, 4)[0])
    stage.hands.settle()
    assert "已" in stage.hands.read("ceremony_said")
    assert stage.hands.read("seats_handed") == "2"


def test_absentees_are_pulled_and_nobody_is_called_for_them(stage):
    stage.hands.find(type(stage.robot.open().ceremony.view), "seats").selectRow(0)
    stage.hands.press(Qt.Key.Key_Delete, CTRL)
    stage.hands.settle()
    assert column(stage, 5)[0] == "缺席,卡已抽出"
    assert "抽出 1 张:1排1座" in stage.hands.read("ceremony_said")
    assert "下一位 1排2座" in stage.hands.read("next_seat")


def test_a_document_s_last_digits_do_as_well_as_the_card(stage, tmp_path):
    stage.hands.focus("ceremony_scan")
    stage.hands.write(stage.people[3].document_no[-4:])
    stage.hands.press(Qt.Key.Key_Return)
    stage.hands.settle()
    assert column(stage, 5)[2] == "已领卡"
    stage.hands.focus("ceremony_scan")
    stage.hands.write("999")
    stage.hands.press(Qt.Key.Key_Return)
    assert "不在本名册里" in stage.hands.read("ceremony_said")
    stage.robot.open().ceremony.save_labels(tmp_path / "labels.pdf")
    stage.hands.settle()
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF")


def test_labels_and_reader_have_keys_of_their_own(stage, tmp_path, monkeypatch):
    chosen = tmp_path / "labels.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_asked: (str(chosen), "")))
    stage.hands.press(Qt.Key.Key_D, CTRL)
    stage.hands.settle()
    assert chosen.exists()
    keys = [one.key().toString() for one in stage.hands.window.findChildren(QShortcut) if one.parent().isVisible()]
    assert [key for key in keys if keys.count(key) > 1] == []
