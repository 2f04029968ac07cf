"""Stores as earlier versions of the program left them, with a row in every table."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from fieldapp.store.database import Database
from fieldapp.store.migrate import APPLICATION_ID

TEXT, NUMBER, BYTES = "1985", 7, b"\x01\x02"
"""One value per kind everywhere, so that every reference finds its row. The text is also a number, a name, a day."""
_KINDS = {"INT": NUMBER, "BOOL": 0, "BLOB": BYTES, "TEXT": TEXT, "": TEXT}
Rows = dict[str, dict[str, object]]


def build(database: Database, version: int) -> Rows:
    """Make the schema of ``version`` and put one row into each table; returns the rows by table."""
    with database.writing() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", "fieldapp.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, f"{version:04d}")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in _tables(connection):
            _fill(connection, table)
    return held(database)


def held(database: Database) -> Rows:
    """Return the first row of every table that has one."""
    with database.reading() as connection:
        rows = {table: _row(connection, table) for table in _tables(connection)}
    return {table: row for table, row in rows.items() if row is not None}


def _tables(connection: Connection) -> list[str]:
    names = inspect(connection).get_table_names()
    return [name for name in names if not name.startswith(("search_person", "alembic", "sqlite"))]


def _fill(connection: Connection, table: str) -> None:
    columns = {column["name"]: str(column["type"]).upper() for column in inspect(connection).get_columns(table)}
    values = [next(value for word, value in _KINDS.items() if word in kind) for kind in columns.values()]
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", tuple(values)
    )


def _row(connection: Connection, table: str) -> dict[str, object] | None:
    row = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().first()
    return dict(row) if row is not None else None
