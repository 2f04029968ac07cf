"""What was acknowledged is there after a kill or a full disk, once, and nothing stands half."""

import subprocess
import sys

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from fieldapp.app import Application
from fieldapp.errors import KnownError
from fieldapp.paths import under
from fieldapp.store.database import Database
from fieldapp.store.numbers import Numbers
from fieldapp.store.sidecar import Sidecar
from tests.support.desk import PASSPHRASE, enroll, envelopes


def acknowledged_before_kill(root, first, how_many):
    """Run the writer until it acknowledged ``how_many`` people, then kill it; returns their ids and numbers."""
    command = [sys.executable, "-m", "tests.support.writer", str(root), str(first)]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        for _ in range(how_many):
            said.append(tuple(writer.stdout.readline().split()))
        writer.kill()
        said.extend(tuple(line.split()) for line in writer.stdout.read().splitlines() if len(line.split()) == 2)
    return said


def test_killed_laptop_has_every_acknowledged_person_once(tmp_path):
    said = []
    for first in (1, 2001, 4001):
        said += acknowledged_before_kill(tmp_path, first, 15)

    application = Application.unlock(under(tmp_path), PASSPHRASE)
    with application._store.database.reading() as connection:
        many = connection.exec_driver_sql
        facts = many("SELECT rec, count(*) FROM fact WHERE kind = 'enrollment' GROUP BY rec").all()
        audited = many("SELECT subject, count(*) FROM audit WHERE action = 'enrolled' GROUP BY subject").all()
        records = many("SELECT rec FROM application").scalars().all()
        numbers = dict(many("SELECT rec, number FROM lease_use").tuples().all())
        chain = many("SELECT count(DISTINCT seq), max(seq), count(DISTINCT inc) FROM fact").one()
    broken = application.audit_fault()
    application.close()

    assert {rec for rec, _ in said} <= set(records)
    assert {count for _, count in facts} == {count for _, count in audited} == {1}
    assert {rec for rec, _ in facts} == {rec for rec, _ in audited} == set(records)
    assert all(numbers[rec] == number for rec, number in said)
    assert chain[0] == chain[1]  # no hole
    assert chain[2] == 1  # a kill is no restored copy
    assert broken is None


def fill_disk(desk):
    """Forbid the file to grow, as a full disk does."""

    def forbid(raw):
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")

    desk.application._store.database.raw(forbid)


def enroll_many(desk, serials):
    for serial in serials:
        enroll(desk, serial)


def test_full_disk_says_not_saved_and_nothing_stands_half(desk):
    enroll(desk, 1)
    before = envelopes(desk)
    fill_disk(desk)

    with pytest.raises(KnownError) as caught:
        enroll_many(desk, range(2, 60))

    assert caught.value.code == "write_not_saved"
    facts = envelopes(desk)
    assert facts[: len(before)] == before
    enrolled = [fact["rec"] for fact in facts if fact["sch"] == "enrollment/1"]
    assert len(enrolled) == desk.application.read.figures(desk.event).applied


def test_desk_goes_on_once_there_is_room_again(desk):
    fill_disk(desk)
    with pytest.raises(KnownError):
        enroll_many(desk, range(1, 60))

    result = enroll(desk, 99)  # the file was opened anew, and the limit with it is gone

    assert desk.application.read.details(result.rec) is not None


def test_commit_that_fails_after_all_was_written_is_looked_up(desk, monkeypatch):
    """The answer to an unknown outcome is in the file, not in the error."""
    dialect = desk.application._store.database._writer.dialect
    really = dialect.do_commit

    def commit_and_fail(connection):
        really(connection)
        raise sqlcipher.OperationalError("disk I/O error")

    monkeypatch.setattr(dialect, "do_commit", commit_and_fail)
    with pytest.raises(KnownError) as caught:
        enroll(desk, 7)
    monkeypatch.undo()

    assert caught.value.code == "write_saved"
    assert desk.application.read.figures(desk.event).applied == 1


def test_commit_that_fails_before_anything_was_written_says_so(desk, monkeypatch):
    def fail(connection):
        raise sqlcipher.OperationalError("disk I/O error")

    monkeypatch.setattr(desk.application._store.database._writer.dialect, "do_commit", fail)
    with pytest.raises(KnownError) as caught:
        enroll(desk, 7)
    monkeypatch.undo()

    assert caught.value.code == "write_not_saved"
    assert desk.application.read.figures(desk.event).applied == 0
    assert enroll(desk, 7).rec


def test_store_that_cannot_be_opened_again_says_that_nobody_knows(desk, monkeypatch):
    def fail(*_):
        raise sqlcipher.OperationalError("disk I/O error")

    def gone(self):
        raise KnownError("store_unreadable")

    with monkeypatch.context() as broken:
        broken.setattr(desk.application._store.database._writer.dialect, "do_commit", fail)
        broken.setattr(Database, "reopen", gone)
        with pytest.raises(KnownError) as caught:
            enroll(desk, 7)

    assert caught.value.code == "write_unknown"


def test_number_is_not_shown_before_the_marks_are_durable(desk, monkeypatch):
    def fail(self, marks):
        raise KnownError("sidecar_not_written")

    monkeypatch.setattr(Sidecar, "write", fail)
    with pytest.raises(KnownError) as caught:
        enroll(desk, 1)
    monkeypatch.undo()

    assert caught.value.code == "sidecar_not_written"
    desk.reopen()
    assert desk.application.read.figures(desk.event).applied == 1
    assert enroll(desk, 2).rec


def test_mistake_inside_a_use_case_rolls_everything_back(desk, monkeypatch):
    def fail(self):
        raise RuntimeError("a mistake of ours")

    before = envelopes(desk)
    monkeypatch.setattr(Numbers, "next_receipt", fail)
    with pytest.raises(RuntimeError):
        enroll(desk, 1)
    monkeypatch.undo()

    assert envelopes(desk) == before
    assert desk.application.read.search("建国") == ()
    assert enroll(desk, 1).rec
