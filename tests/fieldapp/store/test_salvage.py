"""A store with bad pages: what can be read comes back once, what cannot is counted, and nothing is made up."""

import random
import shutil
from contextlib import closing
from copy import copy

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from fieldapp.app import Application, Restored
from fieldapp.crypto.key_slots import open_with_passphrase
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.paths import under
from fieldapp.store.database import connect
from fieldapp.store.fragments import Fragments
from tests.support.desk import PASSPHRASE, copied_desk, enroll, envelopes

PAGE = 4096


def readable(path, key, table, order):
    """Return how many rows come before the first bad page, from one end of a table."""
    count = 0
    try:
        with closing(connect(path, key)) as raw:
            for _row in raw.execute(f"SELECT * FROM {table} ORDER BY rowid {order}"):
                count += 1
    except (sqlcipher.DatabaseError, KnownError):
        pass
    return count


def pages_of(path, key, table):
    """Return the pages (counted from 1) that hold rows of a table: one bad page of them costs a few rows only."""
    content = bytearray(path.read_bytes())
    tried, found = path.with_name("tried.db"), []
    for page in range(2, len(content) // PAGE + 1):
        content[(page - 1) * PAGE + 100] ^= 1
        tried.write_bytes(bytes(content))
        content[(page - 1) * PAGE + 100] ^= 1
        left = [readable(tried, key, table, order) for order in ("ASC", "DESC")]
        if left[0] < (whole := readable(path, key, table, "ASC")) and sum(left) > whole // 3:
            found.append(page)
    return found


def spoil(desk, *pages):
    content = bytearray(desk.paths.store.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE + 100] ^= 1
    desk.paths.store.write_bytes(bytes(content))


def salvaged(desk):
    result = Application.salvage(desk.paths, PASSPHRASE, clock=desk.clock)
    assert isinstance(result, Restored), result
    desk.application = result.application
    return result.told


@pytest.fixture(scope="module")
def laptop(tmp_path_factory):
    """A laptop with a backup after ten people, and thirty more; closed."""
    with copied_desk(tmp_path_factory.mktemp("salvage") / "home", ApprovalPolicy.DELEGATED) as made:
        made.recs = [enroll(made, serial).rec for serial in range(10)]
        made.application.back_up()
        made.recs += [enroll(made, serial).rec for serial in range(10, 40)]
        made.before = envelopes(made)
        made.application.close()
        key = open_key(made)
        made.facts, made.consents = (pages_of(made.paths.store, key, name) for name in ("fact", "consent"))
        yield made


@pytest.fixture
def desk(laptop, tmp_path):
    """A copy of that laptop to spoil."""
    shutil.copytree(laptop.paths.data.parent, tmp_path / "home")
    made = copy(laptop)
    made.paths = under(tmp_path / "home")
    yield made
    made.application.close()


def records(desk):
    with desk.application._store.database.reading() as connection:
        return set(connection.exec_driver_sql("SELECT rec FROM application").scalars())


def test_store_without_a_bad_page_comes_back_whole_under_a_new_life(desk):
    told = salvaged(desk)

    assert (told.missing, told.gaps, told.unlisted, told.again, told.tables) == (0, (), 0, (), ())
    assert told.is_proved
    assert envelopes(desk)[: len(desk.before)] == desk.before
    assert records(desk) == set(desk.recs)
    assert desk.application.audit_fault() is None
    assert desk.application.read.lease_left() == 0
    assert enroll(desk, 90).rec


def test_bad_page_of_facts_costs_its_facts_and_names_them(desk):
    spoil(desk, desk.facts[-3])

    told = salvaged(desk)

    lost = [one for one in desk.before if one["env"] not in {left["env"] for left in envelopes(desk)}]
    assert told.missing == len(lost) > 0
    assert told.gaps == ((lost[0]["seq"], lost[-1]["seq"]),)
    gone = {one["rec"] for one in lost if one["sch"] == "enrollment/1"}
    assert records(desk) == set(desk.recs) - gone
    assert len(told.again) == len(gone)
    assert told.tables == ("fact",)


def test_bad_page_that_the_backup_has_costs_nothing(desk):
    spoil(desk, desk.facts[0])

    told = salvaged(desk)

    assert (told.missing, told.tables) == (0, ("fact",))
    assert records(desk) == set(desk.recs)


def test_record_whose_lists_are_lost_still_goes_to_the_centre(desk):
    spoil(desk, desk.consents[-1])

    told = salvaged(desk)

    waiting = {entry.rec for entry in desk.application.outbox.pending(1000, 10_000_000)}
    assert told.missing == 0
    assert told.unlisted == len(set(desk.recs) - records(desk)) > 0
    assert set(desk.recs) <= waiting


def test_lost_log_is_counted_by_the_marks(tmp_path):
    with copied_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        enroll(desk, 1)
        desk.application.back_up()
        before = len(envelopes(desk))
        kept = desk.paths.store.read_bytes()
        enroll(desk, 2)
        lost = len(envelopes(desk)) - before
        desk.application.close()
        desk.paths.store.write_bytes(kept[: len(kept) // 2])

        told = salvaged(desk)

        assert told.missing == lost
        assert told.gaps == ((before + 1, before + lost),)


def test_forged_fact_is_not_believed(desk):
    """Somebody who has the key can write rows, but not sign them."""
    desk.reopen()
    swap = "UPDATE fact SET signature = (SELECT signature FROM fact WHERE seq = 1) WHERE rec = ?"
    desk.application._store.database.raw(lambda raw: raw.execute(swap, (desk.recs[-1],)))
    desk.application.close()

    told = salvaged(desk)

    assert told.refused == 1
    assert desk.recs[-1] not in records(desk)
    assert told.missing == 1


def test_without_backup_the_file_alone_is_read(desk):
    shutil.rmtree(desk.paths.backups)
    spoil(desk, desk.facts[-3])

    told = salvaged(desk)

    assert told.backup is None
    assert told.facts == len(desk.before) - told.missing
    assert desk.application.is_sound()


def test_without_backup_and_keys_nothing_is_touched(desk):
    shutil.rmtree(desk.paths.backups)
    desk.paths.store.write_bytes(b"nothing of it is left")

    with pytest.raises(KnownError, match="salvage_nothing"):
        Application.salvage(desk.paths, PASSPHRASE, clock=desk.clock)

    assert desk.paths.store.read_bytes() == b"nothing of it is left"
    assert not list(desk.paths.data.glob("salvage*"))


def test_wrong_passphrase_salvages_nothing(desk):
    refused = Application.salvage(desk.paths, "not the passphrase", clock=desk.clock)

    assert isinstance(refused, Refusal)
    assert refused.code == "wrong_passphrase"


def test_damaged_files_stand_aside_as_they_were(desk):
    spoil(desk, desk.facts[-3])
    before = desk.paths.store.read_bytes()

    told = salvaged(desk)

    assert (told.set_aside / "store.db").read_bytes() == before


def test_saved_store_uses_no_number_and_no_sequence_twice(desk):
    spoil(desk, desk.facts[-1])
    used = {one["no"] for one in desk.before if "no" in one}

    salvaged(desk)
    later = [enroll(desk, serial) for serial in range(100, 105)]

    places = [(one["inc"], one["seq"]) for one in envelopes(desk)]
    assert len(places) == len(set(places))
    assert not used & {one.number for one in later}


def test_fragments_skip_no_more_than_the_bad_page(desk):
    with_page = random.Random(1).choice(desk.facts[1:-1])
    whole = Fragments(desk.paths.store, open_key(desk)).table("fact")
    spoil(desk, with_page)

    left = Fragments(desk.paths.store, open_key(desk)).table("fact")

    assert whole is not None
    assert left is not None
    assert not left.is_whole
    assert 0 < len(whole.rows) - len(left.rows) < 8
    assert set(left.rows) < set(whole.rows)


def open_key(desk):
    return open_with_passphrase(desk.paths.key_slots, PASSPHRASE)
