"""设置 → 审计: whole or not, and what only the centre's heads show."""

import json

import pytest
from PySide6.QtCore import Qt

from fieldapp.services.events import CloseEvent, close_event
from tests.support.window import stand
from ui.robots.hands import ALT
from ui.robots.people import PeopleRobot


class Room:
    def __init__(self, stood):
        self.desk, self.hands = stood.desk, stood.hands
        PeopleRobot(stood.hands).open_section("log")

    def close_event(self):
        self.desk.must(close_event, CloseEvent(event=self.desk.event, operator=self.desk.supervisor))
        self.again()

    def again(self):
        self.hands.window.session.publish_everything()
        self.hands.settle()

    def sql(self, statement):
        with self.desk.application._store.database.writing() as connection, connection.begin():
            connection.exec_driver_sql(statement)

    def check(self):
        self.hands.press(Qt.Key.Key_V, ALT)
        self.hands.settle()
        return self.hands.read("audit_answer")

    def compare(self, path):
        self.hands.window.workspace.current.audit.compare_with(path)
        self.hands.settle()
        return self.hands.read("audit_answer")

    def heads(self, path, device=None):
        """Write the heads as the centre exports them."""
        bodies = [json.loads(one.protected)["body"] for one in self.desk.application.read.audit_heads()]
        dev = device or self.desk.application.signer.device
        path.write_text(json.dumps({"heads": [{"dev": dev, "n": one["n"], "head": one["head"]} for one in bodies]}))
        return path


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        yield Room(stood)


def test_a_whole_log_says_so_and_what_the_centre_knows(at):
    assert "还没有头部" in at.hands.read("audit_standing")
    at.close_event()

    assert at.check() == "完整,一条不缺"
    assert "等同步" in at.hands.read("audit_standing")
    at.sql("UPDATE outbox SET state = 'delivered'")
    at.again()
    assert "已在中心" in at.hands.read("audit_standing")


def test_a_changed_row_is_named(at):
    at.sql("UPDATE audit SET subject = 'somebody else' WHERE n = 3")

    assert at.check().startswith("第 3 条对不上")


def test_a_tail_cut_off_with_its_head_is_named_by_the_centre_s_heads(at, tmp_path):
    at.close_event()
    told = at.heads(tmp_path / "heads.json")
    last = at.desk.application.read.audit_standing().rows
    at.sql("DELETE FROM outbox WHERE env IN (SELECT env FROM fact WHERE kind = 'audit_head')")
    at.sql("DELETE FROM fact WHERE kind = 'audit_head'")
    at.sql(f"DELETE FROM audit WHERE n > {last - 2}")
    assert at.check() == "完整,一条不缺"

    assert at.compare(told).startswith(f"第 {last - 1} 到 {last} 条不见了")


def test_heads_that_fit_are_counted(at, tmp_path):
    at.close_event()

    assert at.compare(at.heads(tmp_path / "heads.json")) == "完整,一条不缺,与中心的 1 个头部相符"


def test_a_file_that_is_none_and_one_of_another_laptop_say_so(at, tmp_path):
    at.close_event()
    (tmp_path / "bad.json").write_text("{[")

    assert at.compare(tmp_path / "bad.json").startswith("头部文件读不出")
    assert at.compare(at.heads(tmp_path / "other.json", device="0" * 16)).startswith("文件里没有本机的头部")
