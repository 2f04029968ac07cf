import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from fieldapp.errors import KnownError
from fieldapp.store.fact_log import running_chain
from fieldapp.store.sidecar import FILE_NAME, Marks, Sidecar
from tests.support.desk import enroll

KEY = bytes(range(32))


def marks(**changed):
    values = {"store": "ab", "inc": "i", "seq": 3, "head": "h", "hlc": 9, "receipts": 2, "leases": {"l": 7}}
    return Marks(**{**values, **changed})


def test_marks_come_back_as_written(tmp_path):
    Sidecar(tmp_path, KEY).write(marks())

    assert Sidecar(tmp_path, KEY).read() == marks()


def test_missing_marks_are_none(tmp_path):
    assert Sidecar(tmp_path, KEY).read() is None


def test_marks_of_another_store_are_none(tmp_path):
    Sidecar(tmp_path, bytes(32)).write(marks())

    assert Sidecar(tmp_path, KEY).read() is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"marks": 1}', b'{"marks":"{}","mac":"x"}', b"\xff\xfe"]
)
def test_damaged_marks_are_none(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)

    assert Sidecar(tmp_path, KEY).read() is None


def test_changed_mark_is_noticed(tmp_path):
    Sidecar(tmp_path, KEY).write(marks())
    path = tmp_path / FILE_NAME
    wire = json.loads(path.read_bytes())
    path.write_text(json.dumps({**wire, "marks": wire["marks"].replace('"seq": 3', '"seq": 2')}))

    assert Sidecar(tmp_path, KEY).read() is None


def test_file_and_folder_are_synced_before_write_returns(tmp_path, monkeypatch):
    synced = []
    really = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: (synced.append(os.fstat(descriptor).st_mode), really(descriptor))
    )

    Sidecar(tmp_path, KEY).write(marks())

    assert [stat.S_ISDIR(mode) for mode in synced] == ([False, True] if os.name == "posix" else [False])


def test_unchanged_marks_are_not_written_again(tmp_path):
    sidecar = Sidecar(tmp_path, KEY)
    sidecar.write(marks())
    (tmp_path / FILE_NAME).unlink()

    sidecar.write(marks())

    assert sidecar.read() is None


def test_folder_that_cannot_be_written_is_a_known_trouble(tmp_path):
    sidecar = Sidecar(tmp_path / "missing", KEY)

    with pytest.raises(KnownError) as caught:
        sidecar.write(marks())

    assert caught.value.code == "sidecar_not_written"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_marks_are_readable_by_their_owner_only(tmp_path):
    Sidecar(tmp_path, KEY).write(marks())

    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_marks_of_threads_that_write_at_once_neither_collide_nor_go_back(desk):
    """A sync round commits on its own thread while the desk enrolls."""

    def enroll_some(first):
        return [enroll(desk, serial).rec for serial in range(first, first + 12)]

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(enroll_some, (0, 100, 200, 300)))

    assert sum(map(len, done)) == 48
    store = desk.application._store
    with store.database.reading() as connection:
        chain = running_chain(connection)
    kept = Sidecar(desk.paths.sidecar, store._sidecar._key).read()
    assert (kept.seq, kept.head) == (chain.seq, chain.head)
