import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from fieldapp.errors import KnownError
from fieldapp.store import migrate as migration
from fieldapp.store.database import Database
from fieldapp.store.migrate import STORE_VERSION, migrate, version_of
from fieldapp.store.tables import metadata

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path):
    opened = Database(tmp_path / "store.db", KEY)
    yield opened
    opened.close()


def no_backup():
    """Stand for the backup of a store that nobody wants to keep."""


def version(database):
    with database.reading() as connection:
        return version_of(connection)


def columns(connection):
    described = inspect(connection)
    return {
        table: {
            column["name"]: (str(column["type"]), column["nullable"], bool(column["primary_key"]))
            for column in described.get_columns(table)
        }
        for table in described.get_table_names()
        if not table.startswith(("search_person", "alembic"))
    }


def bring_to(connection, revision):
    """Run the steps up to one of them."""
    config = Config()
    config.set_main_option("script_location", "fieldapp.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def indexes(connection):
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    return {name: " ".join(sql.split()) for name, sql in found}


def test_the_version_of_the_program_is_its_newest_step():
    """A step that the version does not name would never reach a laptop that is in use."""
    config = Config()
    config.set_main_option("script_location", "fieldapp.store:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == f"{STORE_VERSION:04d}"


def test_empty_file_gets_every_table(database):
    migrate(database, no_backup)

    assert version(database) == STORE_VERSION
    with database.reading() as connection:
        assert set(columns(connection)) == set(metadata.tables)


def test_migrated_file_is_what_the_program_declares(database, tmp_path):
    """The frozen steps and the declared tables must not drift apart."""
    migrate(database, no_backup)
    declared = Database(tmp_path / "declared.db", KEY)
    with declared.writing() as connection, connection.begin():
        metadata.create_all(connection)

    with database.reading() as migrated, declared.reading() as wanted:
        assert columns(migrated) == columns(wanted)
        assert indexes(migrated) == indexes(wanted)
    declared.close()


def test_people_of_an_older_file_are_found_by_pinyin(database):
    with database.writing() as connection, connection.begin():
        bring_to(connection, "0004")
        connection.exec_driver_sql(
            "INSERT INTO person (n, id, name, document_type, document_no, phone, tail, phone_tail, initials, created)"
            " VALUES (7, 'p7', '单雄信', 'id', '1', '2', '3', '4', 'sxx', 5)"
        )
        bring_to(connection, "head")

        found = connection.exec_driver_sql("SELECT rowid FROM search_person WHERE search_person MATCH 'shanx*'")

        assert found.scalars().all() == [7]


def test_second_run_changes_nothing(database):
    calls: list[str] = []
    migrate(database, lambda: calls.append("empty"))
    migrate(database, lambda: calls.append("up to date"))

    assert not calls


def test_file_of_a_newer_program_is_refused_untouched(database):
    migrate(database, no_backup)
    with database.writing() as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA user_version = {STORE_VERSION + 1}")

    with pytest.raises(KnownError) as caught:
        migrate(database, no_backup)

    assert caught.value.code == "store_newer"
    assert version(database) == STORE_VERSION + 1


def test_other_programs_file_is_refused(database):
    with database.writing() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA user_version = 1")

    with pytest.raises(KnownError) as caught:
        migrate(database, no_backup)

    assert caught.value.code == "store_unreadable"


def test_older_file_is_backed_up_before_it_is_changed(database, monkeypatch):
    migrate(database, no_backup)
    monkeypatch.setattr(migration, "STORE_VERSION", STORE_VERSION + 1)
    seen = []

    migrate(database, lambda: seen.append(version(database)))

    assert seen == [STORE_VERSION]
    assert version(database) == STORE_VERSION + 1


def test_older_file_stays_when_its_backup_fails(database, monkeypatch):
    migrate(database, no_backup)
    monkeypatch.setattr(migration, "STORE_VERSION", STORE_VERSION + 1)

    def full() -> None:
        raise KnownError("backup_no_room")

    with pytest.raises(KnownError, match="backup_no_room"):
        migrate(database, full)

    assert version(database) == STORE_VERSION


def test_migration_that_fails_leaves_the_file_as_it_was(database, monkeypatch):
    def fail(connection):
        connection.exec_driver_sql("CREATE TABLE half_done (id INTEGER)")
        raise RuntimeError("stopped in the middle")

    monkeypatch.setattr(migration, "_upgrade", fail)

    with pytest.raises(RuntimeError, match="stopped"):
        migrate(database, no_backup)

    assert version(database) == 0
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
