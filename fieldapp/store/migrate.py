"""Brings a store file to this program's version: numbered migrations, a backup before each run."""

from collections.abc import Callable

from sqlalchemy import Connection

from fieldapp.errors import KnownError
from fieldapp.store.database import Database

STORE_VERSION = 12
APPLICATION_ID = 0x66696C64
"""``fild``: tells our files from anybody else's SQLite file under the same key."""


def version_of(connection: Connection) -> int:
    """Return the version of the file: 0 when it is empty; raises ``KnownError`` for a file that is not ours."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if version and application != APPLICATION_ID:
        raise KnownError("store_unreadable")
    return version


def migrate(database: Database, back_up: Callable[[], object]) -> None:
    """Run the migrations that are missing, in one transaction.

    A file of a newer program raises ``KnownError("store_newer")`` and is not touched; for an older one
    ``back_up`` is called first.
    """
    with database.reading() as connection:
        version = version_of(connection)
    if version > STORE_VERSION:
        raise KnownError("store_newer")
    if version == STORE_VERSION:
        return
    if version:
        back_up()
    with database.writing() as connection, connection.begin():
        _upgrade(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {STORE_VERSION}")


def _upgrade(connection: Connection) -> None:
    from alembic import command  # not needed, and not paid for, when the file is up to date
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "fieldapp.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
