"""What writing costs, without a clock: how many commits, and how many times the marks were made durable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event

from fieldapp.store import sidecar
from tests.support.desk import Desk


@dataclass
class Writes:
    """How often something was made durable."""

    commits: int = 0
    marks: int = 0


@contextmanager
def counted_writes(desk: Desk) -> Iterator[Writes]:
    """Count what is written meanwhile."""
    writes = Writes()
    writer = desk.application._store.database._writer

    def committed(_connection: object) -> None:
        writes.commits += 1

    durably = sidecar.replace_durably

    def replaced(*args: object) -> None:
        writes.marks += 1
        durably(*args)

    event.listen(writer, "commit", committed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sidecar, "replace_durably", replaced)
        yield writes
    event.remove(writer, "commit", committed)
