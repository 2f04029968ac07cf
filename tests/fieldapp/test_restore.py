"""A laptop that is put back to a backup goes on, and says what is missing."""

import json

import pytest

from fieldapp.app import Application, Restored
from fieldapp.errors import KnownError
from fieldapp.paths import under
from tests.support.desk import PASSPHRASE, enroll, envelopes


def restored(desk, backup, secret=PASSPHRASE, paths=None):
    result = Application.restore(paths or desk.paths, backup, secret, clock=desk.clock)
    assert isinstance(result, Restored), result
    desk.application = result.application
    return result


def test_restored_store_holds_what_the_backup_held(desk):
    enroll(desk, 1, name="王小明")
    made = desk.application.back_up()
    enroll(desk, 2, name="李小红")
    desk.application.close()

    restored(desk, made)

    assert len(desk.application.read.search("王小明")) == 1
    assert desk.application.read.search("李小红") == ()


def test_restore_reports_how_many_envelopes_the_marks_miss(delegated):
    enroll(delegated, 1)
    made = delegated.application.back_up()
    before = len(envelopes(delegated))
    for serial in (2, 3, 4):
        enroll(delegated, serial)
    lost = len(envelopes(delegated)) - before
    delegated.application.close()

    result = restored(delegated, made)

    assert result.application.resumption.why == "store_behind"
    assert result.application.resumption.missing == lost
    assert delegated.application.read.lease_left() == 0


def test_restore_uses_no_sequence_number_twice(delegated):
    enroll(delegated, 1)
    made = delegated.application.back_up()
    enroll(delegated, 2)
    lost = {(one["inc"], one["seq"]) for one in envelopes(delegated)[made.facts :]}
    delegated.application.close()

    restored(delegated, made)
    enroll(delegated, 3)

    assert lost
    assert not lost & {(one["inc"], one["seq"]) for one in envelopes(delegated)}


def test_restore_of_the_newest_state_goes_on_without_a_new_life(desk):
    enroll(desk, 1)
    made = desk.application.back_up()
    desk.application.close()

    result = restored(desk, made)

    assert result.application.resumption == type(result.application.resumption)(why=None, missing=0)


def test_what_stood_there_is_set_aside_whole(desk, tmp_path):
    enroll(desk, 1)
    made = desk.application.back_up()
    enroll(desk, 2, name="李小红")
    desk.application.close()

    result = restored(desk, made)
    desk.application.close()

    there = under(tmp_path / "opened")
    there.make()
    for path in result.set_aside.iterdir():
        (there.data / path.name).write_bytes(path.read_bytes())
    opened = Application.unlock(there, PASSPHRASE)
    assert len(opened.read.search("李小红")) == 1
    opened.close()


def test_backup_opens_on_a_new_laptop_and_nothing_proves_what_is_missing(desk, tmp_path):
    enroll(desk, 1)
    made = desk.application.back_up(tmp_path / "stick")
    desk.application.close()

    result = restored(desk, made, paths=under(tmp_path / "new"))

    assert result.set_aside is None
    assert result.application.resumption.why == "sidecar_missing"
    assert result.application.resumption.missing is None
    assert len(desk.application.read.search("建国")) == 1


def test_recovery_code_restores_too(desk):
    made = desk.application.back_up()
    desk.application.close()

    restored(desk, made, desk.recovery_code)

    assert desk.application.is_sound()


def test_wrong_passphrase_touches_nothing(desk):
    made = desk.application.back_up()
    enroll(desk, 1)
    desk.application.close()
    before = desk.paths.store.read_bytes()

    result = Application.restore(desk.paths, made, "not the passphrase", clock=desk.clock)

    assert result.code == "wrong_passphrase"
    assert desk.paths.store.read_bytes() == before
    desk.reopen()


def test_damaged_backup_touches_nothing(desk):
    made = desk.application.back_up()
    enroll(desk, 1)
    desk.application.close()
    content = bytearray((made.folder / "store.db").read_bytes())
    content[-100] ^= 1
    (made.folder / "store.db").write_bytes(bytes(content))
    before = desk.paths.store.read_bytes()

    with pytest.raises(KnownError, match="backup_damaged"):
        Application.restore(desk.paths, made, PASSPHRASE, clock=desk.clock)

    assert desk.paths.store.read_bytes() == before
    desk.reopen()


def test_open_store_is_not_replaced_under_its_owner(desk):
    made = desk.application.back_up()

    with pytest.raises(KnownError, match="already_running"):
        Application.restore(desk.paths, made, PASSPHRASE, clock=desk.clock)


def test_damaged_store_gives_way_to_its_backup(desk):
    enroll(desk, 1)
    made = desk.application.back_up()
    desk.application.close()
    desk.paths.store.write_bytes(b"nothing of it is left")

    result = restored(desk, made)

    assert len(result.application.read.search("建国")) == 1


def test_label_says_nothing_about_anybody(desk):
    enroll(desk, 1)

    label = json.loads((desk.application.back_up().folder / "label.json").read_bytes())

    assert set(label) == {"store", "inc", "seq", "facts", "made"}
