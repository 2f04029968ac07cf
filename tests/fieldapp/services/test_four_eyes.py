"""Four eyes: a second person's yes is good for one act and one minute; alone one waits, and the centre hears of it."""

from dataclasses import replace

import pytest

from fieldapp.domain.clock import SystemIds
from fieldapp.domain.four_eyes import ALONE_GOOD_SECONDS, ALONE_SECONDS, SIGHT_SECONDS, GuardedAct
from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.views import OperatorRole
from fieldapp.services.four_eyes import ApproveBySecond, AskAlone, approve_by_second, ask_alone
from fieldapp.services.people_at_work import AddOperator, RetireOperator, add_operator, retire_operator
from fieldapp.services.roster_exports import ExportRoster, export_roster
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.voids import VoidRecord, void_record
from fieldapp.store.operators import MOST_WRONG_PINS
from tests.support.desk import DeskClock, copied_desk, enroll, envelopes, roster_row


class Restarted(DeskClock):
    """The same day after the machine was switched off and on."""

    def __init__(self, before):
        super().__init__(before.now())
        self.boot = "next-boot"
        self._monotonic = 3.0


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path) as made:
        yield made


@pytest.fixture
def sent(desk):
    """Return a record the centre has seen."""
    rec = enroll(desk, 1).rec
    leave(desk)
    return rec


@pytest.fixture
def alone(desk, sent):
    desk.must(retire_operator, RetireOperator(who=desk.operator, operator=desk.supervisor))
    return desk


def leave(desk):
    """Let everything that waits be on its way, as a sync round does."""
    box = desk.application.outbox
    pending = box.pending(50, 10**6)
    box.mark_in_flight(SystemIds().new(), tuple(one.env for one in pending))


def void(desk, rec):
    return VoidRecord(rec=rec, reason="本人不愿入会", event=desk.event, operator=desk.supervisor)


def yes(desk, rec, act=GuardedAct.VOID_SENT, **changed):
    values = {"who": desk.operator, "operator": desk.supervisor, "pin": "2468", **changed}
    return ApproveBySecond(act=act, subject=rec, **values)


def asking(desk, rec, reason="今天只有我一人当班"):
    return AskAlone(act=GuardedAct.VOID_SENT, subject=rec, reason=reason, operator=desk.supervisor)


def test_what_has_not_left_is_voided_by_one_person(desk):
    desk.must(void_record, void(desk, enroll(desk, 1).rec))


def test_what_has_left_needs_a_second_person(desk, sent):
    assert desk.refused(void_record, void(desk, sent)).code == "second_person_needed"


def test_a_second_persons_yes_lets_it_happen_and_is_told_to_the_centre(desk, sent):
    assert desk.must(approve_by_second, yes(desk, sent)).is_granted

    desk.must(void_record, void(desk, sent))

    assert envelopes(desk)[-1]["body"]["second"] == desk.operator


def test_a_yes_is_good_for_a_minute(desk, sent):
    desk.must(approve_by_second, yes(desk, sent))

    desk.clock.forward(seconds=SIGHT_SECONDS + 1)

    assert desk.refused(void_record, void(desk, sent)).code == "second_person_needed"


def test_a_yes_does_not_survive_a_restart(desk, sent):
    desk.must(approve_by_second, yes(desk, sent))

    desk.clock = Restarted(desk.clock)
    desk.reopen()

    assert desk.refused(void_record, void(desk, sent)).code == "second_person_needed"


def test_a_yes_does_not_outlive_a_clock_that_went_back(desk, sent):
    desk.clock.forward(hours=1)
    desk.must(approve_by_second, yes(desk, sent))

    desk.clock.forward(hours=-1)

    assert desk.refused(void_record, void(desk, sent)).code == "second_person_needed"


def test_a_yes_is_good_for_one_record_and_one_act(desk, sent):
    other = enroll(desk, 2).rec
    leave(desk)
    desk.must(approve_by_second, yes(desk, sent))
    desk.must(approve_by_second, yes(desk, other, act=GuardedAct.PURGE))

    assert desk.refused(void_record, void(desk, other)).code == "second_person_needed"


def test_nobody_is_their_own_second_person(desk, sent):
    asked = yes(desk, sent, who=desk.supervisor, is_owner=True)

    assert desk.refused(approve_by_second, asked).code == "second_person_same"


def test_a_borrowed_helper_does_not_decide(desk, sent):
    helper = AddOperator(
        name="小周", role=OperatorRole.OPERATOR, pin="9753", event=desk.event, operator=desk.supervisor
    )
    who = desk.must(add_operator, helper).subject

    assert desk.refused(approve_by_second, yes(desk, sent, who=who, pin="9753")).code == "second_person_borrowed"


def test_a_wrong_pin_counts_like_at_every_door(desk, sent):
    answers = [desk.must(approve_by_second, yes(desk, sent, pin="0000")) for _ in range(5)]

    assert [one.tries_left for one in answers] == [4, 3, 2, 1, 0]
    assert not any(one.is_granted for one in answers)
    assert desk.refused(approve_by_second, yes(desk, sent)).code == "pin_locked"


def test_many_names_give_no_more_than_twenty_guesses(desk, sent):
    names = [
        desk.must(
            add_operator,
            AddOperator(name=name, role=OperatorRole.OPERATOR, pin="9753", operator=desk.supervisor),
        ).subject
        for name in "甲乙丙丁戊己庚"
    ]
    tried = 0
    for who in names:
        while not hasattr(answer := guess(desk, sent, who), "code"):
            assert not answer.is_granted
            tried += 1

    assert tried == MOST_WRONG_PINS
    assert desk.refused(approve_by_second, yes(desk, sent)).code == "pin_locked"


def guess(desk, sent, who):
    return desk.application.execute(approve_by_second, yes(desk, sent, who=who, pin="1590"))


def test_the_passphrase_gives_all_of_them_new_tries(desk, sent):
    for _ in range(3):
        desk.must(approve_by_second, yes(desk, sent, pin="0000"))

    desk.reopen()

    with desk.application._store.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT value FROM counter WHERE name = 'wrong_pins'").scalar_one()
    assert kept == 0
    assert desk.must(approve_by_second, yes(desk, sent, pin="0000")).tries_left == 1


def test_who_is_not_alone_cannot_act_alone(desk, sent):
    assert desk.refused(ask_alone, asking(desk, sent)).code == "second_person_at_work"


def test_alone_one_gives_a_reason_and_waits(alone, sent):
    assert alone.refused(ask_alone, asking(alone, sent, reason=" ")).code == "reason_missing"
    assert alone.must(ask_alone, asking(alone, sent)).seconds == ALONE_SECONDS

    alone.clock.forward(seconds=ALONE_SECONDS - 61)

    refusal = alone.refused(void_record, void(alone, sent))
    assert (refusal.code, refusal.details["minutes"]) == ("alone_must_wait", "2")


def test_after_the_wait_it_happens_and_the_level_above_hears_the_reason(alone, sent):
    alone.must(ask_alone, asking(alone, sent))
    alone.clock.forward(seconds=ALONE_SECONDS)
    assert alone.must(ask_alone, asking(alone, sent)).seconds == 0

    alone.must(void_record, void(alone, sent))

    told = [one["body"] for one in envelopes(alone) if one["sch"] == "audit_head/1"]
    assert told[-1]["alone"] == {"act": "void_sent", "subject": sent, "reason": "今天只有我一人当班"}
    assert alone.application.audit_fault() is None


def test_a_wait_is_good_once(alone, sent):
    other = enroll_by_supervisor(alone, 2)
    alone.must(ask_alone, asking(alone, sent))
    alone.clock.forward(seconds=ALONE_SECONDS)
    alone.must(void_record, void(alone, sent))

    assert alone.refused(void_record, void(alone, other)).code == "second_person_needed"


def enroll_by_supervisor(desk, serial):
    rec = enroll(replace(desk, operator=desk.supervisor), serial).rec
    leave(desk)
    return rec


def test_a_wait_that_was_forgotten_is_asked_for_anew(alone, sent):
    alone.must(ask_alone, asking(alone, sent))
    alone.clock.forward(seconds=ALONE_SECONDS + ALONE_GOOD_SECONDS + 1)

    assert alone.refused(void_record, void(alone, sent)).code == "second_person_needed"


def test_a_restart_begins_the_wait_anew(alone, sent):
    alone.must(ask_alone, asking(alone, sent))
    alone.clock.forward(seconds=ALONE_SECONDS)
    alone.clock = Restarted(alone.clock)
    alone.reopen()
    assert alone.refused(void_record, void(alone, sent)).code == "second_person_needed"

    assert alone.must(ask_alone, asking(alone, sent, reason="")).seconds == ALONE_SECONDS
    alone.clock.forward(seconds=ALONE_SECONDS)

    alone.must(void_record, void(alone, sent))


def test_a_person_who_comes_ends_the_way_alone(alone, sent):
    alone.must(ask_alone, asking(alone, sent))
    alone.clock.forward(seconds=ALONE_SECONDS)
    alone.must(
        add_operator, AddOperator(name="王芳", role=OperatorRole.OPERATOR, pin="9753", operator=alone.supervisor)
    )

    assert alone.refused(void_record, void(alone, sent)).code == "second_person_needed"


def test_whole_numbers_leave_under_four_eyes(desk):
    row: RosterRow = roster_row(8)
    listed = ImportRoster(
        company="x", file_name="x", file_digest="x", rows=(row,), event=desk.event, operator=desk.operator,
        defaults={"employment": "platform", "region": "150203"},
    )  # fmt: skip
    roster = desk.must(import_roster, listed).roster
    export = ExportRoster(roster=roster, operator=desk.supervisor)
    assert desk.refused(export_roster, export).code == "second_person_needed"

    desk.must(approve_by_second, yes(desk, roster, act=GuardedAct.EXPORT_NUMBERS))

    assert len(desk.must(export_roster, export).rows) == 1
    assert desk.refused(export_roster, export).code == "second_person_needed"


def test_no_secret_shows_in_a_log(desk, sent):
    assert "2468" not in repr(yes(desk, sent))
