"""One person enrolled (F10 to green), beside one bare row of the same size committed on the same driver.

Ours: checks, duplicate search, person, application, consent, number, signed envelope, outbox, audit row, commit,
sidecar. The floor: one INSERT and one COMMIT under the same pragmas. Both are fsynced; turns alternate.
"""

import secrets
import tempfile
from pathlib import Path

from benchmarks.figures import median, report, seconds
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.store.database import connect
from tests.support.desk import Desk, set_up
from tests.support.people import People

ROUNDS = 300
ROW_BYTES = 1200


class _Floor:
    """A database of the same kind with one table."""

    def __init__(self, path: Path) -> None:
        self._raw = connect(path, secrets.token_bytes(32))
        self._raw.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    def insert(self) -> None:
        self._raw.execute("BEGIN IMMEDIATE")
        self._raw.execute("INSERT INTO bare (body) VALUES (?)", (secrets.token_bytes(ROW_BYTES),))
        self._raw.execute("COMMIT")


def _enroll(desk: Desk, people: People) -> None:
    command = ConfirmApplication(draft=people.person().draft(), event=desk.event, operator=desk.operator)
    desk.must(confirm, command)


def main() -> None:
    """Print the figure (median, milliseconds)."""
    people = People(seed=9)
    with tempfile.TemporaryDirectory() as folder:
        desk = set_up(Path(folder) / "home")
        floor = _Floor(Path(folder) / "floor.db")
        for _ in range(10):
            _enroll(desk, people)
            floor.insert()
        pairs = [(seconds(lambda: _enroll(desk, people)), seconds(floor.insert)) for _ in range(ROUNDS)]
        desk.application.close()
    ours, bare = median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])
    report("enroll_commit", ours * 1000, "ms", ratio=ours / bare, against="a bare fsynced insert on the same driver")


if __name__ == "__main__":
    main()
