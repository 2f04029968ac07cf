"""Many rows at once, in or out, by statements that are built once: the hot path of a batch.

Rows are named tuples: they go to the driver as they are, so the caller encodes what the column's type
would have (JSON as text) and reads a truth value with ``bool``. Both databases take the same rows.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Table
from sqlalchemy.engine import Connection, Dialect

Rows = Sequence[tuple[Any, ...]]


def insert(connection: Connection, table: Table, names: tuple[str, ...], rows: Rows, *, if_new: bool = False) -> None:
    """Insert rows of ``names``; with ``if_new`` a row whose key is taken is passed over."""
    if rows:
        connection.exec_driver_sql(_insertion(table, names, connection.dialect, if_new), list(rows))


def insert_all(connection: Connection, table: Table, rows: Iterable[NamedTuple], *, if_new: bool = False) -> None:
    """Insert rows whose fields are named like the table's columns."""
    listed = list(rows)
    if listed:
        insert(connection, table, listed[0]._fields, listed, if_new=if_new)


def select(
    connection: Connection, table: Table, names: tuple[str, ...], column: str, values: Collection[str]
) -> Sequence[Row[Any]]:
    """Return ``names`` of every row whose ``column`` is among the values, however many there are."""
    if not values:
        return ()
    listed = list(values)
    asked = json.dumps(listed) if connection.dialect.name == "sqlite" else listed
    return connection.exec_driver_sql(_selection(table, names, column, connection.dialect), (asked,)).all()


def pairs(
    connection: Connection, table: Table, names: tuple[str, str], column: str, values: Collection[str]
) -> dict[str, str]:
    """Return the second column by the first one, of every row whose ``column`` is among the values."""
    return {row[0]: row[1] for row in select(connection, table, names, column, values)}


@cache
def _selection(table: Table, names: tuple[str, ...], column: str, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    among = "IN (SELECT value FROM json_each(?))" if dialect.name == "sqlite" else "= ANY(%s)"
    columns = ", ".join(quote(name) for name in names)
    return f"SELECT {columns} FROM {quote(table.name)} WHERE {quote(column)} {among}"  # noqa: S608 - our own names only


@cache
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect, if_new: bool) -> str:
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(quote(name) for name in names), ", ".join(mark for _ in names)
    tail = " ON CONFLICT DO NOTHING" if if_new else ""
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks}){tail}"  # noqa: S608 - our own names only
