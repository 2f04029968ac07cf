"""设置 → 钥匙 through the window: each supervisor has a passphrase, and the recovery code can be renewed."""

import pytest

from fieldapp.app import Application
from fieldapp.crypto.key_slots import open_with_passphrase, open_with_recovery
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.services.people_at_work import AddOperator, add_operator
from tests.support.desk import PASSPHRASE
from tests.support.window import stand
from ui.robots.people import PeopleRobot

OWN = "what only wang knows"


class Room:
    """A fresh desk in front of 设置."""

    def __init__(self, stood):
        self.desk, self.hands = stood.desk, stood.hands
        self.robot = PeopleRobot(stood.hands)
        self.slots = stood.desk.paths.key_slots
        self.robot.open_keys()

    def second_boss(self):
        command = AddOperator(name="王芳", role=OperatorRole.SUPERVISOR, pin="9753", operator=self.desk.supervisor)
        added = self.desk.must(add_operator, command).subject
        self.hands.window.session.publish_everything()
        self.hands.settle()
        return added

    def rows(self):
        return [row[:2] for row in self.hands.rows("store_keys")]

    def said(self):
        return self.hands.window.workspace.messages.shown.title


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        yield Room(stood)


def test_it_lists_who_can_open_the_data_and_since_when(at):
    assert at.rows() == [["赵敏", "口令"], ["锁在柜子里的那张纸", "恢复码"]]
    assert at.hands.rows("store_keys")[0][2].startswith("2026-11-22")


def test_one_s_own_passphrase_is_changed(at):
    at.robot.new_passphrase(PASSPHRASE, "a brand new one")

    assert isinstance(open_with_passphrase(at.slots, "a brand new one"), bytes)
    assert isinstance(open_with_passphrase(at.slots, PASSPHRASE), Refusal)
    assert at.hands.read("old_passphrase") == at.hands.read("new_passphrase") == ""


def test_a_wrong_passphrase_changes_nothing(at):
    at.robot.new_passphrase("a wrong horse", "a brand new one")

    assert at.hands.read("old_passphrase_verdict").startswith("口令不对")
    assert isinstance(open_with_passphrase(at.slots, PASSPHRASE), bytes)


def test_a_short_passphrase_is_refused_at_its_field(at):
    at.robot.new_passphrase(PASSPHRASE, "short")

    assert at.hands.read("new_passphrase_verdict").startswith("口令太短")


def test_a_second_supervisor_gets_a_passphrase_and_sits_down_with_it(at):
    who = at.second_boss()
    at.robot.new_passphrase(PASSPHRASE, OWN, who)
    assert at.rows()[1] == ["王芳", "口令"]

    at.hands.window.close()
    opened = Application.unlock(at.desk.paths, OWN, clock=at.desk.clock)

    assert isinstance(opened, Application)
    assert opened.keys.opened_by == who
    opened.close()


def test_a_second_key_is_taken_back_and_one_s_own_is_not(at):
    at.robot.new_passphrase(PASSPHRASE, OWN, at.second_boss())
    at.robot.take_key(PASSPHRASE, 0)
    assert at.hands.read("old_passphrase_verdict").startswith("收不回自己的")

    at.hands.find(object, "old_passphrase").clear()
    at.robot.take_key(PASSPHRASE, 1)

    assert at.rows() == [["赵敏", "口令"], ["锁在柜子里的那张纸", "恢复码"]]
    assert isinstance(open_with_passphrase(at.slots, OWN), Refusal)


def test_a_new_recovery_code_voids_the_old_one_once_it_was_typed_back(at):
    code = at.robot.renew_code(PASSPHRASE)
    for one in (code, at.desk.recovery_code):
        assert isinstance(open_with_recovery(at.slots, one), bytes)

    at.robot.write_down(code)

    assert isinstance(open_with_recovery(at.slots, code), bytes)
    assert isinstance(open_with_recovery(at.slots, at.desk.recovery_code), Refusal)
    assert not at.hands.sees("recovery_code")


def test_a_code_that_was_not_written_down_leaves_the_old_one(at):
    code = at.robot.renew_code(PASSPHRASE)
    at.robot.write_down("AAAA")
    assert at.hands.read("recovery_tail_verdict") == "和上面的最后四位不一样"

    at.hands.click("recovery_cancel")
    at.hands.settle()

    assert isinstance(open_with_recovery(at.slots, code), Refusal)
    assert isinstance(open_with_recovery(at.slots, at.desk.recovery_code), bytes)


def test_an_operator_sees_no_keys(at):
    people = at.desk.application.read.operators()
    session = at.hands.window.session
    session.choose_operator(next(one for one in people if one.id == at.desk.operator))
    at.hands.settle()

    assert not at.hands.sees("store_keys")


def test_every_change_is_noted(at):
    at.robot.new_passphrase(PASSPHRASE, "a brand new one")
    at.robot.write_down(at.robot.renew_code("a brand new one"))

    noted = [one.action for one in at.desk.application.read.audit(6)]
    assert {"key_changed", "recovery_code_begun", "recovery_code_renewed"} <= set(noted)
