"""A laptop that was not updated for a while: its store is brought up with everything in it."""

import pytest
from sqlalchemy import inspect

from fieldapp.store.database import Database
from fieldapp.store.migrate import STORE_VERSION, migrate
from tests.support.old_stores import build, held

KEY = bytes(range(32))
REFILLED = {"search_word"}
"""Tables that a migration fills anew from others."""


@pytest.mark.parametrize("version", range(1, STORE_VERSION))
def test_a_store_of_an_earlier_version_keeps_every_row(tmp_path, version):
    database = Database(tmp_path / "store.db", KEY)
    before = build(database, version)

    migrate(database, lambda: None)

    after = held(database)
    for table, row in before.items():
        if table in after and table not in REFILLED:
            kept = {name: value for name, value in row.items() if name in after[table]}
            assert {name: after[table][name] for name in kept} == kept, table
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert database.is_sound()
    database.close()


@pytest.mark.parametrize("version", range(1, STORE_VERSION))
def test_a_store_of_an_earlier_version_gets_the_tables_of_today(tmp_path, version):
    database, fresh = Database(tmp_path / "store.db", KEY), Database(tmp_path / "fresh.db", KEY)
    build(database, version)

    migrate(database, lambda: None)
    migrate(fresh, lambda: None)

    assert described(database) == described(fresh)
    for one in (database, fresh):
        one.close()


def described(database):
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
        names = {tuple(row) for row in rows}
        columns = {
            name: {column["name"] for column in inspect(connection).get_columns(name)}
            for kind, name in names
            if kind == "table" and not name.startswith("search_person")
        }
    return names, columns
