"""What writing costs, without a clock: how many statements and commits, and how often the marks were made durable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event

from fieldapp.store import durable, sidecar
from tests.support.desk import Desk


@dataclass
class Writes:
    """How many statements the writer was asked, and how often something was made durable."""

    statements: int = 0
    commits: int = 0
    marks: int = 0


@contextmanager
def counted_writes(desk: Desk) -> Iterator[Writes]:
    """Count what is written meanwhile."""
    writes = Writes()
    writer = desk.application._store.database._writer

    def asked(*_: object) -> None:
        writes.statements += 1

    def committed(_connection: object) -> None:
        writes.commits += 1

    durably = durable.replace_durably

    def replaced(*args: Any) -> None:
        writes.marks += 1
        durably(*args)

    event.listen(writer, "commit", committed)
    event.listen(writer, "before_cursor_execute", asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sidecar, "replace_durably", replaced)
        yield writes
    event.remove(writer, "commit", committed)
    event.remove(writer, "before_cursor_execute", asked)
