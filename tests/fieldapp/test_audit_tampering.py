"""A thousand ways to change the audit log of a laptop, and where each is found."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from fieldapp.services.events import CloseEvent, OpenEvent, close_event, open_event
from fieldapp.store.audit import _FIELDS, AuditFault, AuditHead, audit_fault, row_hash
from tests.support.desk import Desk, enroll, open_desk

TAMPERINGS = 1_000
PEOPLE = 30


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A laptop that closed its event once, opened it again and went on."""
    with open_desk(tmp_path_factory.mktemp("day")) as desk:
        for serial in range(PEOPLE):
            enroll(desk, serial)
        desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))
        desk.must(open_event, OpenEvent(event=desk.event, operator=desk.supervisor, reason="有人晚到"))
        for serial in range(PEOPLE, PEOPLE + 10):
            enroll(desk, serial)
        yield desk


def heads_at_the_centre(desk: Desk) -> list[AuditHead]:
    """Return what the envelopes say, as the centre keeps them."""
    bodies = [json.loads(one.protected)["body"] for one in desk.application.read.audit_heads()]
    return [AuditHead(n=body["n"], hash=body["head"]) for body in bodies]


@contextmanager
def tampered(desk: Desk) -> Iterator[Connection]:
    """Hand out a connection whose changes are taken back."""
    with desk.application._store.database.writing() as connection:
        work = connection.begin()
        yield connection
        work.rollback()


def rows(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.exec_driver_sql("SELECT * FROM audit ORDER BY n").mappings()]


def put(connection: Connection, kept: list[dict[str, Any]]) -> None:
    connection.exec_driver_sql("DELETE FROM audit")
    names = (*_FIELDS, "hash")
    statement = f"INSERT INTO audit ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for row in kept:
        connection.exec_driver_sql(statement, tuple(row[name] for name in names))


def chained(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write numbers, links and hashes anew, as somebody with every key of the laptop could."""
    fresh: list[dict[str, Any]] = []
    for row in kept:
        link = fresh[-1]["hash"] if fresh else "0" * 64
        made = row | {"n": len(fresh) + 1, "prev": link}
        fresh.append(made | {"hash": row_hash(made)})
    return fresh


def change(kept: list[dict[str, Any]], chance: random.Random) -> int:
    place = chance.randrange(len(kept))
    field = chance.choice(_FIELDS)
    value = kept[place][field]
    kept[place][field] = value + chance.randint(1, 10**6) if isinstance(value, int) else f"{value}{chance.random()}"
    # a row that gave itself a later number leaves its own place empty
    return place + 1


def remove(kept: list[dict[str, Any]], chance: random.Random) -> int:
    place = chance.randrange(len(kept) - 1)
    del kept[place]
    return place + 1


def swap(kept: list[dict[str, Any]], chance: random.Random) -> int:
    one, other = sorted(chance.sample(range(len(kept)), 2))
    kept[one]["n"], kept[other]["n"] = kept[other]["n"], kept[one]["n"]
    return one + 1


def insert(kept: list[dict[str, Any]], chance: random.Random) -> int:
    place = chance.randrange(1, len(kept))
    made = kept[place] | {"action": "forged", "n": place + 1}
    for row in kept[place:]:
        row["n"] += 1
    kept.insert(place, made | {"hash": row_hash(made)})
    # the forged row fits what stands before it; what stood behind it does not fit the forged one
    return place + 2


@pytest.mark.parametrize("tamper", [change, remove, swap, insert])
def test_each_edit_is_located(day: Desk, tamper: Callable[[list[dict[str, Any]], random.Random], int]) -> None:
    located = 0

    for number in range(TAMPERINGS // 4):
        with tampered(day) as connection:
            kept = rows(connection)
            expected = tamper(kept, random.Random(f"{tamper.__name__} {number}"))
            put(connection, kept)
            fault = audit_fault(connection, ())
        located += fault == AuditFault(first=expected, last=expected, why="row_changed")

    assert located == TAMPERINGS // 4


def test_a_tail_that_was_cut_off_is_missed_by_the_heads_and_by_nothing_else(day: Desk) -> None:
    heads = heads_at_the_centre(day)
    with tampered(day) as connection:
        put(connection, rows(connection)[: heads[-1].n - 3])
        alone, with_heads = audit_fault(connection, ()), audit_fault(connection, heads)

    assert alone is None
    assert with_heads == AuditFault(first=heads[-1].n - 2, last=heads[-1].n, why="rows_missing")


@pytest.mark.parametrize("place", range(0, PEOPLE, 5))
def test_a_log_written_anew_is_told_by_the_heads_and_by_nothing_else(day: Desk, place: int) -> None:
    heads = heads_at_the_centre(day)
    with tampered(day) as connection:
        kept = rows(connection)
        kept[place]["operator"] = "somebody else"
        put(connection, chained(kept))
        alone, with_heads = audit_fault(connection, ()), audit_fault(connection, heads)

    assert alone is None
    assert with_heads == AuditFault(first=1, last=heads[0].n, why="rewritten")


def test_a_closed_event_told_the_centre_how_far_the_log_had_come(day: Desk) -> None:
    (head,) = heads_at_the_centre(day)
    with day.application._store.database.reading() as connection:
        row = rows(connection)[head.n - 1]

    assert (row["action"], row["hash"]) == ("event_closed", head.hash)


def test_an_untouched_log_fits_its_own_heads_and_those_of_the_centre(day: Desk) -> None:
    assert day.application.audit_fault(heads_at_the_centre(day)) is None


def test_a_head_that_this_laptop_never_signed_is_a_fault(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))
        with desk.application._store.database.writing() as connection, connection.begin():
            forged = "UPDATE fact SET signature = zeroblob(64) WHERE kind = 'audit_head'"
            connection.exec_driver_sql(forged)

        fault = desk.application.audit_fault()

    assert fault is not None
    assert fault.why == "head_forged"
