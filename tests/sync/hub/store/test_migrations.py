"""Steps between versions of the hub's tables keep what was written, on both databases."""

import sqlalchemy as sa
from alembic import command

from sync.hub.store import records
from sync.hub.store.engine import Store, open_store
from sync.hub.store.migrate import configuration, migrate
from sync.hub.store.records import KeyRow
from sync.hub.store.tables import person_key

KEYS = [
    KeyRow("idh", 1, "A" * 22, "rec-1"),
    KeyRow("no", 1, "150000000019", "rec-2"),
]


def go_to(store: Store, revision: str) -> None:
    config = configuration()
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_keys_of_records_survive_their_new_order(any_url: str) -> None:
    store = open_store(any_url)
    with store.write() as connection:
        records.add_keys(connection, KEYS)

    go_to(store, "0002")
    migrate(store)

    with store.read() as connection:
        found = records.keys_of(connection, ["rec-1", "rec-2"])
        by_key = records.with_keys(connection, "idh", ["A" * 22, "150000000019"])
    store.close()
    assert found == {"idh": {"A" * 22}, "no": {"150000000019"}}
    assert by_key == {"rec-1"}


def test_keys_nobody_looks_for_are_given_up(any_url: str) -> None:
    store = open_store(any_url)
    go_to(store, "0007")
    with store.write() as connection:
        records.add_keys(connection, [*KEYS, KeyRow("ph", 1, "B" * 22, "rec-1")])

    migrate(store)

    with store.read() as connection:
        kinds = set(connection.execute(sa.select(person_key.c.kind)).scalars())
    store.close()
    assert kinds == {"idh", "no"}


def test_first_tables_come_back_when_every_step_is_undone(sqlite_url: str) -> None:
    store = open_store(sqlite_url)

    go_to(store, "0001")
    revision = migrate(store)

    store.close()
    assert revision == "0008"
