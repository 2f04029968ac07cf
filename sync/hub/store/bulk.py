"""Many rows at once, without building a statement per row: the hot path of a batch.

Values go to the driver as they are, so the caller encodes what the column's type would have
(JSON as text). Both databases take the same rows.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Connection, Dialect

Rows = Sequence[tuple[Any, ...]]


def insert(connection: Connection, table: Table, names: tuple[str, ...], rows: Rows, *, if_new: bool = False) -> None:
    """Insert rows of ``names``; with ``if_new`` a row whose key is taken is passed over."""
    if rows:
        connection.exec_driver_sql(_statement(table, names, connection.dialect, if_new), list(rows))


def insert_all(connection: Connection, table: Table, rows: Iterable[Any], *, if_new: bool = False) -> None:
    """Insert frozen rows whose fields are named like the table's columns."""
    listed = list(rows)
    if listed:
        names = tuple(type(listed[0]).__dataclass_fields__)
        read = attrgetter(*names)
        insert(connection, table, names, [read(row) for row in listed], if_new=if_new)


@cache
def _statement(table: Table, names: tuple[str, ...], dialect: Dialect, if_new: bool) -> str:
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(quote(name) for name in names), ", ".join(mark for _ in names)
    tail = " ON CONFLICT DO NOTHING" if if_new else ""
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks}){tail}"  # noqa: S608 - our own names only
