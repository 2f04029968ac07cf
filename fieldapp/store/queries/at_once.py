"""Rows of a question in one step. Must not be asked for what grows with the store.

Each step of SQLite gives the interpreter away, and beside an import and a print it comes back half a millisecond later:
sixty hits of a search, one after the other, were longer on the way than they took to find.
"""

import json
from collections import namedtuple
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select


def rows_at_once(connection: Connection, query: Select[Any]) -> list[Any]:
    """Return all rows of a query over texts and numbers, with their columns as attributes, in its order."""
    asked = query.subquery()
    said = connection.execute(select(func.json_group_array(func.json_array(*asked.c)))).scalar_one()
    row = _row_of(tuple(asked.c.keys()))
    return [row(*one) for one in json.loads(said)]


@cache
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)
