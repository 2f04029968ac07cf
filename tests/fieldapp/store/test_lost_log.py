"""The write-ahead log beside the store is gone, or is another one's: it is reported, with the count that is proved."""

import shutil

import pytest

from fieldapp.app import Application
from fieldapp.errors import KnownError
from tests.support.desk import PASSPHRASE, enroll, envelopes, open_desk


def killed(desk, copy):
    """Copy the files of a desk as they are while it works, which is what a kill leaves."""
    copy.mkdir()
    for path in desk.paths.data.glob("store.db*"):
        shutil.copyfile(path, copy / path.name)


def log_of(desk):
    return desk.paths.store.with_name("store.db-wal")


@pytest.fixture
def laptop(tmp_path):
    """A laptop that enrolled five since its log was last taken into the store, and was killed."""
    with open_desk(tmp_path / "home") as desk:
        desk.reopen()
        desk.before = len(envelopes(desk))
        for serial in range(5):
            enroll(desk, serial)
        killed(desk, tmp_path / "killed")
        desk.application.close()
        for path in desk.paths.data.glob("store.db*"):
            path.unlink()
        for path in (tmp_path / "killed").iterdir():
            shutil.copyfile(path, desk.paths.data / path.name)
        log_of(desk).with_name("store.db-shm").unlink(missing_ok=True)
        yield desk


def opened(desk):
    application = Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock)
    assert isinstance(application, Application)
    desk.application = application
    return application.resumption


def test_log_that_is_there_brings_everybody_back(laptop):
    assert opened(laptop).why is None
    assert len(envelopes(laptop)) == laptop.before + 5


def test_lost_log_is_reported_with_the_count(laptop):
    log_of(laptop).unlink()

    told = opened(laptop)

    assert told.why == "store_behind"
    assert told.missing == 5


def test_log_cut_short_is_reported_with_the_count(laptop):
    content = log_of(laptop).read_bytes()
    log_of(laptop).write_bytes(content[: len(content) // 2])

    told = opened(laptop)

    here = len([one for one in envelopes(laptop) if one["sch"] == "enrollment/1"])
    assert told.why == "store_behind"
    assert told.missing == 5 - here > 0


def test_log_of_another_store_is_never_believed(laptop, tmp_path):
    with open_desk(tmp_path / "other") as other:
        enroll(other, 77)
        killed(other, tmp_path / "foreign")
    shutil.copyfile(tmp_path / "foreign" / "store.db-wal", log_of(laptop))

    with pytest.raises(KnownError, match=r"store_unreadable|store_damaged"):
        opened(laptop)
