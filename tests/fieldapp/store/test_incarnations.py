"""A store that may be an older copy of itself must never use a number or a sequence number twice."""

import json
import shutil

import pytest

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.store.sidecar import FILE_NAME
from tests.support.desk import enroll, envelopes, open_desk


def copy_of(desk, tmp_path):
    """Copy the closed store file, as somebody does with an explorer window."""
    desk.application.close()
    copy = tmp_path / "copy.db"
    shutil.copy(desk.paths.store, copy)
    return copy


def put_back(desk, copy):
    desk.application.close()
    shutil.copy(copy, desk.paths.store)
    desk.reopen()


def used(desk):
    """Return (inc, seq) pairs and numbers of everything asserted so far."""
    facts = envelopes(desk)
    return {(fact["inc"], fact["seq"]) for fact in facts}, {fact["no"] for fact in facts if fact.get("no")}


@pytest.fixture
def delegated(tmp_path):
    with open_desk(tmp_path / "desk", ApprovalPolicy.DELEGATED) as made:
        made.grant_lease()
        made.open_window()
        yield made


def test_ordinary_restart_stays_in_its_incarnation(delegated):
    enroll(delegated, 1)
    before = delegated.application.read.incarnation()

    delegated.reopen()

    assert delegated.application.read.incarnation() == before
    assert [fact["seq"] for fact in envelopes(delegated)] == [1, 2, 3]


def test_restored_older_copy_uses_no_sequence_number_twice(delegated, tmp_path):
    enroll(delegated, 1)
    copy = copy_of(delegated, tmp_path)
    delegated.reopen()
    for serial in (2, 3, 4):
        enroll(delegated, serial)
    lost_pairs, lost_numbers = used(delegated)

    put_back(delegated, copy)
    delegated.grant_lease(start=9001)
    restored = [enroll(delegated, serial) for serial in (5, 6)]

    fresh = [fact for fact in envelopes(delegated) if fact["inc"] == delegated.application.read.incarnation()]
    assert not {(fact["inc"], fact["seq"]) for fact in fresh} & lost_pairs
    assert not {result.number for result in restored} & lost_numbers


def test_restored_older_copy_burns_its_leases_from_the_mark_on(delegated, tmp_path):
    enroll(delegated, 1)
    copy = copy_of(delegated, tmp_path)
    delegated.reopen()
    enroll(delegated, 2)

    put_back(delegated, copy)

    burns = [fact["body"] for fact in envelopes(delegated) if fact["sch"] == "lease_burn/1"]
    assert [(burn["start"], burn["why"]) for burn in burns] == [(1003, "store_behind")]
    assert delegated.application.read.lease_left() == 0


def test_lease_the_copy_never_saw_is_burned_too(delegated, tmp_path):
    copy = copy_of(delegated, tmp_path)
    delegated.reopen()
    later = delegated.grant_lease(start=5000)
    enroll(delegated, 1)

    put_back(delegated, copy)
    delegated.cursor = 1
    delegated.grant_lease(start=5000, lease=later)  # the feed comes again, for the cursor went back too

    assert later in [fact["body"]["lease"] for fact in envelopes(delegated) if fact["sch"] == "lease_burn/1"]
    assert delegated.application.read.lease_left() == 0


def test_lease_of_another_incarnation_gives_no_number(delegated):
    delegated.grant_lease(start=7000, inc="another life")

    assert delegated.application.read.lease_left() == 200


def test_receipt_numbers_go_on_behind_the_mark_of_a_restored_copy(tmp_path):
    with open_desk(tmp_path / "desk") as desk:
        copy = copy_of(desk, tmp_path)
        desk.reopen()
        lost = {enroll(desk, serial).number for serial in (1, 2, 3)}

        put_back(desk, copy)

        assert not {enroll(desk, serial).number for serial in (4, 5, 6)} & lost


def test_copy_restored_without_its_sidecar_is_safe_too(tmp_path):
    with open_desk(tmp_path / "desk") as desk:
        copy = copy_of(desk, tmp_path)
        desk.reopen()
        lost = {enroll(desk, serial).number for serial in (1, 2, 3)}
        old = desk.application.read.incarnation()
        (desk.paths.sidecar / FILE_NAME).unlink()

        put_back(desk, copy)

        assert desk.application.read.incarnation() != old
        assert not {enroll(desk, serial).number for serial in (4, 5, 6)} & lost


def test_same_copy_restored_twice_without_its_sidecar_gives_no_receipt_twice(tmp_path):
    with open_desk(tmp_path / "desk") as desk:
        copy = copy_of(desk, tmp_path)
        desk.reopen()
        given = [enroll(desk, serial).number for serial in (1, 2, 3)]

        for start in (10, 20, 30, 40):
            (desk.paths.sidecar / FILE_NAME).unlink()
            put_back(desk, copy)
            given += [enroll(desk, start + serial).number for serial in (1, 2, 3)]

        assert len(set(given)) == len(given) == 15


def test_desk_without_receipts_is_restored_twice(delegated, tmp_path):
    """Its receipt counter stands at nought both times."""
    copy = copy_of(delegated, tmp_path)
    delegated.reopen()
    enroll(delegated, 1)
    put_back(delegated, copy)
    copy = copy_of(delegated, tmp_path)
    delegated.reopen()
    enroll(delegated, 1)

    put_back(delegated, copy)

    assert delegated.application.read.audit(1)[0].action == "incarnation_begun"


def test_missing_sidecar_begins_another_life_with_sequence_one(delegated):
    enroll(delegated, 1)
    old = delegated.application.read.incarnation()
    (delegated.paths.sidecar / FILE_NAME).unlink()

    delegated.reopen()

    burn = envelopes(delegated)[-1]
    assert (burn["sch"], burn["seq"], burn["prev"]) == ("lease_burn/1", 1, None)
    assert burn["inc"] == delegated.application.read.incarnation() != old


def test_new_life_waits_until_the_old_one_is_sent(delegated):
    enroll(delegated, 1)
    (delegated.paths.sidecar / FILE_NAME).unlink()
    delegated.reopen()
    old = tuple(entry.env for entry in delegated.application.outbox.pending(100, 1 << 20))

    delegated.application.outbox.mark_in_flight("batch", old)

    rest = [json.loads(entry.protected) for entry in delegated.application.outbox.pending(100, 1 << 20)]
    assert [(fact["sch"], fact["seq"], fact["prev"]) for fact in rest] == [("lease_burn/1", 1, None)]


def test_sidecar_of_another_store_begins_another_life(delegated, tmp_path):
    old = delegated.application.read.incarnation()
    with open_desk(tmp_path / "other") as other:
        other.application.close()
        shutil.copy(other.paths.sidecar / FILE_NAME, delegated.paths.sidecar / FILE_NAME)

    delegated.reopen()

    assert delegated.application.read.incarnation() != old


def test_store_that_stopped_before_its_sidecar_goes_on(delegated):
    enroll(delegated, 1)
    marks = (delegated.paths.sidecar / FILE_NAME).read_bytes()
    before = delegated.application.read.incarnation()
    enroll(delegated, 2)
    delegated.application.close()
    (delegated.paths.sidecar / FILE_NAME).write_bytes(marks)

    delegated.reopen()

    assert delegated.application.read.incarnation() == before
    assert enroll(delegated, 3).number[2:11] == "000001003"


def test_other_branch_of_the_same_life_is_noticed(delegated, tmp_path):
    """Two copies went on separately: equal sequence numbers, other bytes."""
    copy = copy_of(delegated, tmp_path)
    marks = (delegated.paths.sidecar / FILE_NAME).read_bytes()
    delegated.reopen()
    enroll(delegated, 1)
    ahead = (delegated.paths.sidecar / FILE_NAME).read_bytes()
    delegated.application.close()
    (delegated.paths.sidecar / FILE_NAME).write_bytes(marks)
    shutil.copy(copy, delegated.paths.store)
    delegated.reopen()
    enroll(delegated, 2)
    old = delegated.application.read.incarnation()
    delegated.application.close()
    (delegated.paths.sidecar / FILE_NAME).write_bytes(ahead)

    delegated.reopen()

    assert delegated.application.read.incarnation() != old


def test_new_life_is_noted_in_the_audit_log(delegated):
    (delegated.paths.sidecar / FILE_NAME).unlink()

    delegated.reopen()

    assert delegated.application.read.audit(1)[0].action == "incarnation_begun"


def test_logical_time_never_runs_back(delegated):
    enroll(delegated, 1)
    delegated.clock.forward(hours=-5)
    enroll(delegated, 2)

    times = [fact["hlc"] for fact in envelopes(delegated)]
    assert times == sorted(set(times))
