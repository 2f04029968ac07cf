"""How SQLite goes about the questions of the store: which tables it walks through instead of finding rows in them."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from tests.support.desk import Desk

_SCAN = re.compile(r"SCAN (\w+)")


def walked_through(desk: Desk, question: Callable[[Any], object]) -> set[str]:
    """Return the tables (by the names a statement gives them) that the statements behind a question scan.

    Indexes that hold a state or an event are found in, not scanned; a scan by an index is a scan all the same.
    """
    reader = desk.application._store.database._own.engine
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(reader, "before_cursor_execute", note)
    question(desk.application.read)
    event.remove(reader, "before_cursor_execute", note)
    found: set[str] = set()
    with desk.application._store.database.reading() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            found |= {hit[1] for row in plan if (hit := _SCAN.search(str(row[3])))}
    return found
