"""Small promises of the store's modules, on both databases."""

import threading
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from sync.hub.store import audits, batches, bulk, feeds, leases, members, server_state
from sync.hub.store.batches import StoredBatch
from sync.hub.store.leases import GrantedLease
from sync.hub.store.members import Member, MemberChange
from sync.hub.store.server_state import LIST_SIZE, RESTORE_GAP
from sync.hub.store.tables import audit, metadata
from sync.hub.store.tables import server_state as state_table
from tests.support.hub import RunningHub


def test_block_of_serials_never_crosses_a_status_list(any_hub: RunningHub) -> None:
    with any_hub.centre.store.write() as connection:
        connection.execute(state_table.update().values(serial=LIST_SIZE - 100))

        start = server_state.take_serials(connection, 200)

    assert start == LIST_SIZE


def test_new_generation_starts_above_everything_that_may_have_been_granted(any_hub: RunningHub) -> None:
    with any_hub.centre.store.write() as connection:
        before = server_state.take_serials(connection, 200)

        generation = server_state.raise_generation(connection)

        assert server_state.take_serials(connection, 1) >= before + RESTORE_GAP
    assert generation == 2


def test_feed_numbers_have_no_gap_whoever_writes(any_hub: RunningHub) -> None:
    devices = [any_hub.device(seed).key.device for seed in (1, 2)]
    store = any_hub.centre.store

    def write() -> None:
        for _ in range(10):
            with store.write() as connection:
                feeds.append(connection, {device: [("event", "{}")] * 2 for device in devices})

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as connection:
        for device in devices:
            assert [row.n for row in feeds.after(connection, device, 0, 1000)] == list(range(1, 62))


def test_feed_of_nobody_is_not_written(hub: RunningHub) -> None:
    with hub.centre.store.write() as connection:
        feeds.append(connection, {"0000000000000000": [("event", "{}")]})

        assert feeds.after(connection, "0000000000000000", 0, 10) == ()


def test_changed_audit_entry_is_found(any_hub: RunningHub) -> None:
    with any_hub.centre.store.write() as connection:
        for n in range(5):
            audits.append(connection, time=n, account="a", action="approve", subject=str(n))
        connection.execute(audit.update().where(audit.c.n == 3).values(action="reject"))

        assert audits.first_broken(connection) == 3


def test_removed_audit_entry_is_found(any_hub: RunningHub) -> None:
    with any_hub.centre.store.write() as connection:
        for n in range(5):
            audits.append(connection, time=n, account="a", action="approve", subject=str(n))
        connection.execute(audit.delete().where(audit.c.n == 2))

        assert audits.first_broken(connection) == 3


def test_old_answers_are_forgotten(any_hub: RunningHub) -> None:
    with any_hub.centre.store.write() as connection:
        for name, created in (("old", 1), ("new", 100)):
            batches.add(connection, StoredBatch(id=name, dev="d", sha256="", answer="{}", created=created))

        batches.purge(connection, 50)

        assert batches.find(connection, "old") is None
        assert batches.find(connection, "new") is not None


@pytest.mark.parametrize(
    ("dev", "inc", "serial", "holds"),
    [("d", "i", 5, True), ("d", "i", 9, True), ("d", "i", 10, False), ("x", "i", 5, False), ("d", "j", 5, False)],
)
def test_lease_holds_only_its_own_numbers(dev: str, inc: str, serial: int, holds: bool) -> None:
    lease = GrantedLease(id="l", dev="d", inc="i", start=5, end=9, expires=0, granted=0, signed={})

    assert lease.holds(dev, inc, serial) is holds


def test_only_its_own_device_burns_a_lease(any_hub: RunningHub) -> None:
    device = any_hub.device(1)
    with any_hub.centre.store.write() as connection:
        (lease,) = leases.of_device(connection, device.key.device)

        burned = leases.burn(connection, lease.id, "somebody-else000", 3)

    assert burned is False


def test_rewritten_history_keeps_when_it_was_entered(any_hub: RunningHub) -> None:
    member = Member(idh="k", rec=None, person="p", union="u", group="truck", number="1", joined="20260101")

    def change(kind: str, entered: int) -> MemberChange:
        return MemberChange(
            membership="k", kind=kind, day="20260101", union="u", group="truck", rec=None, entered=entered
        )

    with any_hub.centre.store.write() as connection:
        members.add(connection, [(member, [change("joined", 5)])])
        members.replace_all(connection, {"k": (member, [change("joined", 9), change("transferred_out", 9)])})

        kept = members.changes_of(connection, ["k"])["k"]

    assert [(one.kind, one.entered) for one in kept] == [("joined", 5), ("transferred_out", 9)]


def test_taken_back_membership_leaves_no_history(any_hub: RunningHub) -> None:
    member = Member(idh="k", rec=None, person="p", union="u", group="truck", number=None, joined="20260101")
    change = MemberChange(membership="k", kind="joined", day="20260101", union="u", group="truck", rec=None, entered=1)
    with any_hub.centre.store.write() as connection:
        members.add(connection, [(member, [change])])
        members.replace_all(connection, {"k": None})

        assert members.by_documents(connection, ["k"]) == {}
        assert list(members.all_changes(connection)) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("person_key", "rec"),
        ("person_key", "key"),
        ("envelope", "env"),
        ("envelope", "rec"),
        ("mention", "target"),
        ("mention", "rec"),
        ("outcome", "rec"),
        ("record", "rec"),
        ("membership", "idh"),
        ("membership", "number"),
        ("decision", "rec"),
        ("decision", "idh"),
        ("loose_end", "rec"),
    ],
)
def test_what_a_batch_looks_up_is_never_sought_row_by_row(hub: RunningHub, table: str, column: str) -> None:
    plans: list[str] = []
    with hub.centre.store.read() as connection:
        connection.begin()
        original = connection.exec_driver_sql

        def explained(statement: str, parameters: tuple[str]) -> sa.CursorResult[Any]:
            plans.extend(row[3] for row in original("EXPLAIN QUERY PLAN " + statement, parameters))
            return original(statement, parameters)

        with patch.object(connection, "exec_driver_sql", explained):
            bulk.select(connection, metadata.tables[table], (column,), column, ["x", "y"])

    assert any(plan.startswith(f"SEARCH {table} USING") for plan in plans), plans
    assert not any(plan.startswith(f"SCAN {table}") for plan in plans), plans
