"""Every use case is stopped at every statement it writes: nothing may stand half, and the next try works."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.store.tables import metadata
from tests.support.desk import copied_desk
from tests.support.use_cases import USE_CASES, Scene, use_cases


class Stopped(Exception):
    """The laptop died here."""


@contextmanager
def stopping_at(desk, place: int) -> Iterator[None]:
    """Raise before the writer's statement number ``place``."""
    seen = 0

    def count(*_):
        nonlocal seen
        seen += 1
        if seen == place:
            raise Stopped

    engine = desk.application._store.database._writer
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


def everything(desk):
    """Return every row of every table."""
    with desk.application._store.database.reading() as connection:
        names = [*sorted(metadata.tables), "search_person"]
        return {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names}


def commits_seen(desk):
    """Return a number that moves when anybody commits; much cheaper than to read every row."""
    with desk.application._store.database.reading() as connection:
        return connection.exec_driver_sql("PRAGMA data_version").scalar_one()


def test_every_use_case_has_its_case():
    found = {name for name, _function, _command in use_cases()}

    assert found - USE_CASES.keys() == set()


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_use_case_stopped_anywhere_leaves_nothing_and_works_afterwards(tmp_path, name):
    with copied_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        scene = Scene(desk)
        use_case, command = USE_CASES[name](scene)
        before, commits = everything(desk), commits_seen(desk)
        stops = 0
        for place in range(1, 500):
            try:
                with stopping_at(desk, place):
                    desk.must(use_case, command)
                break
            except Stopped:
                stops += 1
                assert commits_seen(desk) == commits, f"something stands half after statement {place}"
                assert place % 8 or everything(desk) == before

        assert stops > 1
        assert everything(desk) != before
        assert desk.application.audit_fault() is None
