"""What the fault drills share: their size, the line each prints, and a look into a store from outside."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from fieldapp.crypto.key_slots import open_with_passphrase
from fieldapp.domain.problems import Refusal
from fieldapp.paths import Paths
from fieldapp.store.database import connect
from tests.support.desk import PASSPHRASE

MINUTES = int(os.environ.get("FAULTS_MINUTES") or 0)
SEED = int(os.environ.get("FAULTS_SEED") or 1)


def size(committed: int, release: int) -> int:
    """Return how often to try: the size of every change, or that of a release when minutes are given."""
    return release if MINUTES else committed


def report(fault: str, *, tried: int, survived: int, lost: int, **more: Any) -> None:
    """Print the drill's line: how often it was tried, how often all was well, how many records were lost."""
    line = {"fault": fault, "tried": tried, "survived": survived, "lost": lost, **more}
    print("\n" + json.dumps(line, ensure_ascii=False), flush=True)


@contextmanager
def opened(paths: Paths) -> Iterator[Any]:
    """Open a store's file as it is on disk, beside the program and without its code above the driver."""
    key = open_with_passphrase(paths.key_slots, PASSPHRASE)
    if isinstance(key, Refusal):
        raise AssertionError(key.code)
    raw = connect(paths.store, key)
    try:
        yield raw
    finally:
        raw.close()


def column(raw: Any, query: str, values: Sequence[object] = ()) -> list[Any]:
    """Return the first column of a query."""
    return [row[0] for row in raw.execute(query, values).fetchall()]
