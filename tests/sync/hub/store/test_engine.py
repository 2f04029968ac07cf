"""The database itself: addresses, keys, transactions, migrations."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError, IntegrityError

from fieldapp.errors import KnownError
from sync.hub.centre import open_centre
from sync.hub.store import server_state
from sync.hub.store.engine import KEY_VARIABLE, open_store
from sync.hub.store.migrate import migrate
from sync.hub.store.tables import metadata, reference
from tests.support.hub import HubClock


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:///:memory:", ""])
def test_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(KnownError, match="hub_database_address"):
        open_store(url)


def test_migrated_tables_are_those_of_the_program(any_url: str) -> None:
    store = open_store(any_url)
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, metadata)
    store.close()

    assert difference == []


def test_migrating_twice_changes_nothing(any_url: str) -> None:
    store = open_store(any_url)

    revisions = migrate(store), migrate(store)

    store.close()
    assert revisions[0] == revisions[1]


def test_database_of_a_newer_program_is_left_alone(any_url: str) -> None:
    store = open_store(any_url)
    with store.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(KnownError, match="hub_store_newer"):
        migrate(store)
    store.close()


def test_hub_keeps_its_keys(any_url: str) -> None:
    first = open_centre(any_url, clock=HubClock())
    second = open_centre(any_url, clock=HubClock())

    first.store.close()
    second.store.close()
    assert first.key.kid == second.key.kid


def test_key_of_a_hub_is_shown_by_no_representation(any_url: str) -> None:
    centre = open_centre(any_url, clock=HubClock())
    centre.store.close()

    assert centre.identity.signing_seed.hex() not in repr(centre)
    assert repr(centre.identity.blind_key) not in repr(centre)


def test_failed_transaction_leaves_nothing(any_url: str) -> None:
    store = open_store(any_url)

    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(reference.insert(), [{"name": "a", "etag": "", "signed": {}}] * 2)

    with store.read() as connection:
        found = connection.execute(sa.select(reference)).all()
    store.close()
    assert found == []


def test_key_makes_the_file_unreadable_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    open_centre(url, clock=HubClock()).store.close()
    monkeypatch.delenv(KEY_VARIABLE)

    store = open_store(url)

    with pytest.raises(DBAPIError), store.read() as connection:
        connection.execute(sa.text("SELECT count(*) FROM envelope"))
    store.close()
    assert b"SQLite format 3" not in (tmp_path / "hub.db").read_bytes()


def test_committed_rows_survive_a_power_cut_by_settings(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store.read() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    store.close()

    assert (mode, level) == ("wal", 2)


def test_writers_of_one_process_wait_for_each_other(any_url: str) -> None:
    store = open_store(any_url)

    def take() -> None:
        for _ in range(20):
            with store.write() as connection:
                taken.append(server_state.take_serials(connection, 5))

    taken: list[int] = []
    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()

    assert sorted(taken) == list(range(1, 401, 5))


def test_work_that_met_another_writer_is_done_again_on_postgresql(postgres_url: str) -> None:
    store = open_store(postgres_url)
    tries: list[int] = []

    def work(connection: sa.Connection) -> str:
        tries.append(1)
        if len(tries) == 1:
            connection.execute(sa.text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$"))
        return "done"

    result = store.run(work)

    store.close()
    assert (result, len(tries)) == ("done", 2)


def test_error_that_will_not_pass_is_raised_at_once(any_url: str) -> None:
    store = open_store(any_url)
    tries: list[int] = []

    def work(connection: sa.Connection) -> None:
        tries.append(1)
        connection.execute(sa.text("SELECT * FROM nowhere"))

    with pytest.raises(DBAPIError):
        store.run(work)
    store.close()
    assert len(tries) == 1
