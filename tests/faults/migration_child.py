"""Brings a store up to date and dies at the n-th statement: ``python -m tests.faults.migration_child STORE N``.

Says how many statements there were when it lived.
"""

import os
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from fieldapp.store.database import Database
from fieldapp.store.migrate import migrate

KEY = bytes(range(32))


def main() -> None:
    """Count statements, die at one."""
    path, last = Path(sys.argv[1]), int(sys.argv[2])
    database, seen = Database(path, KEY), 0

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_rest: object) -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            os._exit(9)

    migrate(database, lambda: None)
    print(seen, flush=True)
    database.close()


if __name__ == "__main__":
    main()
