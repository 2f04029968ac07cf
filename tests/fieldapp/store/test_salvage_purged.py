"""People who were purged do not come back when a damaged store is merged into a backup from before the purge."""

import pytest

from fieldapp.domain.retention import PURGED_NAME
from tests.fieldapp.store.test_retention import found_in, purge
from tests.fieldapp.store.test_salvage import open_key, pages_of, salvaged, spoil
from tests.support.canaries import CANARIES
from tests.support.desk import copied_desk, enroll
from tests.support.due import deliver, make_due
from tests.support.everywhere import fill_every_corner


@pytest.fixture
def purged(tmp_path):
    """A laptop with a backup full of people who have been purged since; closed."""
    with copied_desk(tmp_path) as desk:
        desk.grant_lease()
        desk.rec = fill_every_corner(desk)
        deliver(desk)
        desk.application.back_up()
        make_due(desk, desk.rec)
        desk.clock.forward(days=70)
        assert purge(desk).records == 1
        assert found_in(desk, *CANARIES) == set()
        desk.application.close()
        yield desk


def nobody_is_back(desk):
    assert found_in(desk, *CANARIES) == set()
    assert desk.application.read.timeline(desk.rec).name == PURGED_NAME
    assert desk.application.audit_fault() is None
    assert desk.application.is_sound()


@pytest.mark.parametrize("table", ["", "tombstone", "person", "fact", "intention"])
def test_a_backup_from_before_the_purge_brings_nobody_back(purged, table):
    spoil(purged, *(pages_of(purged.paths.store, open_key(purged), table)[:1] if table else ()))

    salvaged(purged)

    nobody_is_back(purged)


def test_tombstones_do_without_the_ledger(purged):
    (purged.paths.sidecar / "purged.json").unlink()

    salvaged(purged)

    assert found_in(purged, CANARIES[0]) == set()
    assert purged.application.read.timeline(purged.rec).name == PURGED_NAME
    assert purged.rec in (purged.paths.sidecar / "purged.json").read_text()


def test_the_control_finds_people_where_nothing_remembers_the_purge(purged):
    """The test itself can fail: with the purged store gone, and the ledger, the backup speaks alone."""
    (purged.paths.sidecar / "purged.json").unlink()
    purged.paths.store.write_bytes(b"\0" * 8192)

    salvaged(purged)

    assert CANARIES[0].name in found_in(purged, CANARIES[0])


def test_somebody_who_was_never_purged_stays(tmp_path):
    with copied_desk(tmp_path) as desk:
        rec = enroll(desk, 5).rec
        desk.application.back_up()
        desk.application.close()

        salvaged(desk)

        assert desk.application.read.timeline(rec).name != PURGED_NAME
