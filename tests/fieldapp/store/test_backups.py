import shutil
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest

from fieldapp.errors import KnownError
from fieldapp.store import backups
from fieldapp.store.backups import backups_in, check_backup, outdated, put_in_place, thin
from tests.support.desk import PASSPHRASE, enroll, envelopes, open_desk
from tests.support.provisioning import provisioning


def key_of(desk):
    return desk.application._store.database.key


def flip_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def test_backup_says_how_far_the_store_had_come(desk):
    enroll(desk, 1)

    made = desk.application.back_up()

    assert made.facts == made.seq == len(envelopes(desk))
    assert made.made == desk.clock.now()
    assert desk.application.backups() == (made,)


def test_backup_is_three_files_and_none_names_a_person(desk):
    enroll(desk, 1, name="金丝雀")

    made = desk.application.back_up()

    files = sorted(made.folder.iterdir())
    assert [path.name for path in files] == ["label.json", "store.db", "store.keys"]
    for path in files:
        content = path.read_bytes()
        assert not any("金丝雀".encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "gb18030"))


def test_backup_made_while_others_write_is_one_snapshot(desk):
    """The copy must neither wait for the queue at the desk nor mix two moments."""
    enroll(desk, 1)
    is_over = threading.Event()
    served = []

    def work():
        serial = 2
        while not is_over.is_set():
            served.append(enroll(desk, serial).rec)
            serial += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = [desk.application.back_up() for _ in range(3)]
    finally:
        is_over.set()
        worker.join()

    assert served
    for one in made:
        check_backup(one, key_of(desk))
        assert one.facts == one.seq


def test_two_backups_in_one_second_keep_both(desk):
    assert len({desk.application.back_up().folder for _ in range(2)}) == 2


def test_damaged_copy_is_not_offered_as_finished(desk, monkeypatch):
    def damage(source, target):
        shutil.copyfile(source, target)
        flip_a_byte(target.with_name("store.db"))

    monkeypatch.setattr(backups, "copy_durably", damage)

    with pytest.raises(KnownError, match="backup_damaged"):
        desk.application.back_up()

    assert desk.application.backups() == ()


def test_leftover_of_a_backup_that_was_cut_off_is_cleared_away(desk, tmp_path):
    left = tmp_path / "stick" / ".unfinished-fieldapp-20261122-010101"
    left.mkdir(parents=True)
    (left / "store.db").write_bytes(b"half")

    desk.application.back_up(tmp_path / "stick")

    assert not left.exists()
    assert len(backups_in(tmp_path / "stick")) == 1


def test_stick_without_room_is_refused_before_anything_is_written(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))

    with pytest.raises(KnownError) as caught:
        desk.application.back_up(tmp_path / "stick")

    assert caught.value.code == "backup_no_room"
    assert list((tmp_path / "stick").iterdir()) == []


def test_place_that_is_a_file_is_a_known_trouble(desk, tmp_path):
    (tmp_path / "stick").write_text("not a folder")

    with pytest.raises(KnownError, match="backup_not_written"):
        desk.application.back_up(tmp_path / "stick")


def test_foreign_folders_and_torn_labels_are_passed_over(desk, tmp_path):
    made = desk.application.back_up(tmp_path)
    for name, label in (("fieldapp-photos", None), ("fieldapp-20260101-000000", b"{")):
        (tmp_path / name).mkdir()
        if label:
            (tmp_path / name / "label.json").write_bytes(label)

    assert backups_in(tmp_path) == (made,)


def test_bit_that_flips_later_is_found_by_the_check(desk):
    enroll(desk, 1)
    made = desk.application.back_up()
    flip_a_byte(made.folder / "store.db")

    with pytest.raises(KnownError, match="backup_damaged"):
        check_backup(made, key_of(desk))


def test_backup_relabelled_as_another_one_is_found_by_the_check(desk):
    first = desk.application.back_up()
    enroll(desk, 1)
    second = desk.application.back_up()
    shutil.copy(first.folder / "store.db", second.folder / "store.db")

    with pytest.raises(KnownError, match="backup_damaged"):
        check_backup(second, key_of(desk))


def test_thinning_keeps_the_last_hour_then_one_an_hour_then_one_a_day(desk):
    made = []
    for _ in range(4 * 48):
        made.append(SimpleNamespace(made=desk.clock.now()))
        desk.clock.forward(minutes=15)
    now = made[-1].made

    kept = [one.made for one in made if one not in outdated(made, now, timedelta(days=30))]

    last = [one for one in kept if now - one <= timedelta(hours=1)]
    assert len(last) == 5
    today = [one for one in kept if timedelta(hours=1) < now - one <= timedelta(hours=24)]
    assert len(today) == len({(one.date(), one.hour) for one in today}) >= 22
    before = [one for one in kept if now - one > timedelta(hours=24)]
    assert len(before) == len({one.date() for one in before}) <= 2
    assert made[-1].made in kept


def test_no_copy_outlives_the_retention_but_the_newest(desk):
    made = []
    for _ in range(5):
        made.append(SimpleNamespace(made=desk.clock.now()))
        desk.clock.forward(days=1)
    now = desk.clock.now() + timedelta(days=365)

    assert list(outdated(made, now, timedelta(days=90))) == made[-2::-1]


def test_next_backup_clears_away_what_is_outdated(desk):
    old = desk.application.back_up()
    desk.clock.forward(days=100)

    new = desk.application.back_up()

    assert desk.application.backups() == (new,)
    assert not old.folder.exists()


def test_calendar_set_ahead_behind_a_round_makes_no_backup_outdated(desk):
    desk.application.enrolment.provision(provisioning(organisations=()))
    desk.application.enrolment.server_time(offset_ms=0, gen=3)
    good = desk.application.back_up()
    desk.clock.forward(days=3650)

    stray = desk.application.back_up()

    assert desk.application.backups() == (stray, good)


def test_backup_from_the_future_goes_when_a_later_one_holds_as_much(desk):
    """It would stand for the newest, and hold who was purged, until that year comes."""
    now = desk.clock.now()
    desk.clock.forward(days=3650)
    stray = desk.application.back_up()
    desk.clock.forward(days=-3650)
    enroll(desk, 1)

    right = desk.application.back_up()

    assert desk.clock.now() == now
    assert desk.application.backups() == (right,)
    assert not stray.folder.exists()


def test_backup_from_the_future_stays_while_no_other_holds_as_much(desk):
    now, month = desk.clock.now(), timedelta(days=30)
    stray = SimpleNamespace(made=now + timedelta(days=3650), facts=9)
    behind = SimpleNamespace(made=now, facts=8)

    assert not outdated((stray, behind), now, month)
    assert not outdated((stray,), now, month)


def test_another_laptops_backups_on_the_stick_are_left_alone(desk, tmp_path):
    stick = tmp_path / "stick"
    with open_desk(tmp_path / "other") as neighbour:
        other = neighbour.application.back_up(stick)
    desk.clock.forward(days=100)

    desk.application.back_up(stick)
    desk.clock.forward(hours=3)
    desk.application.back_up(stick)

    assert other in backups_in(stick)


def test_thinning_touches_no_other_stores_copies(desk):
    """A stick holds the backups of several laptops."""
    desk.application.back_up()
    long_after, days = desk.clock.now() + timedelta(days=90), timedelta(days=30)
    desk.clock.forward(days=90)
    newest = desk.application.back_up()
    here = desk.paths.backups

    thin(here, "another store", long_after, days)
    thin(here, newest.label.store, long_after, days)
    thin(here, newest.label.store, long_after, days)

    assert [one.folder for one in desk.application.backups()] == [newest.folder]


def test_log_of_the_replaced_store_is_never_replayed_into_the_backup(desk):
    """A write-ahead log names no database: left behind it would be read into the restored one."""
    enroll(desk, 1)
    made = desk.application.back_up()
    enroll(desk, 2)
    wal = desk.paths.store.with_name("store.db-wal")
    log = wal.read_bytes()
    desk.application.close()
    wal.write_bytes(log)

    aside = put_in_place(made, desk.paths, desk.clock.now())

    assert not wal.exists()
    assert sorted(path.name for path in aside.iterdir()) == ["store.db", "store.db-wal", "store.keys"]
    assert (desk.paths.store).read_bytes() == (made.folder / "store.db").read_bytes()
    desk.reopen()


def test_restore_that_is_cut_off_anywhere_leaves_a_store_that_opens(desk, monkeypatch):
    enroll(desk, 1)
    made = desk.application.back_up()
    enroll(desk, 2)
    steps = 0

    class CutOff(Exception):
        """The battery."""

    def dying_at(step, act):
        def run(*arguments, **named):
            nonlocal steps
            steps += 1
            if steps == step:
                raise CutOff
            return act(*arguments, **named)

        return run

    real = {name: getattr(backups, name) for name in ("copy_durably", "sync_folder")}
    for step in range(1, 10):
        steps = 0
        desk.application.close()
        for name, act in real.items():
            monkeypatch.setattr(backups, name, dying_at(step, act))
        try:
            put_in_place(made, desk.paths, desk.clock.now())
        except CutOff:
            pass
        else:
            break
        desk.reopen()
        assert desk.application.is_sound()
    else:
        pytest.fail("more steps than tried")
    assert step > 4
    desk.reopen()
    assert desk.application.passphrase_refusal(PASSPHRASE) is None
