"""A store that comes back older than it was: no number and no place in the chain is used twice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.faults.drill import Rounds, opened
from tests.support.desk import Desk, draft, set_up

pytestmark = pytest.mark.faults


class _World:
    """Everything that ever left the laptop: envelopes and numbers, over all lives of its store."""

    def __init__(self) -> None:
        self.envelopes: dict[tuple[str, int], bytes] = {}
        self.numbers: dict[str, str] = {}
        self.doubled: list[str] = []

    def see(self, desk: Desk) -> None:
        """Take over what the store holds now and note whatever contradicts something seen before."""
        with opened(desk.paths) as raw:
            for inc, seq, protected in raw.execute("SELECT inc, seq, protected FROM fact").fetchall():
                if self.envelopes.setdefault((inc, seq), bytes(protected)) != bytes(protected):
                    self.doubled.append(f"seq {inc} {seq}")
            given = raw.execute(
                "SELECT number, rec FROM lease_use UNION SELECT receipt, rec FROM application WHERE receipt IS NOT NULL"
            ).fetchall()
            for number, rec in given:
                if self.numbers.setdefault(number, rec) != rec:
                    self.doubled.append(f"number {number}")


def _enroll(desk: Desk, people: Iterator[int], count: int) -> None:
    for _ in range(count):
        command = ConfirmApplication(draft=draft(next(people)), event=desk.event, operator=desk.operator)
        desk.must(confirm, command)


def _copy(desk: Desk, copy: Path) -> None:
    """Copy the database of a closed store, as somebody with a file manager would."""
    shutil.copyfile(desk.paths.store, copy)


def _put_back(desk: Desk, copy: Path) -> None:
    for leftover in desk.paths.store.parent.glob(f"{desk.paths.store.name}-*"):
        leftover.unlink()
    shutil.copyfile(copy, desk.paths.store)


@pytest.mark.parametrize("sidecar", ["kept", "lost"])
def test_a_restored_store_uses_no_number_and_no_sequence_twice(sidecar: str, tmp_path: Path) -> None:
    desk = set_up(tmp_path / "home", ApprovalPolicy.DELEGATED, maximum=100_000)
    desk.grant_lease(size=60)
    desk.open_window()
    world, people = _World(), iter(range(1, 100_000))
    rounds = Rounds(f"restore_sidecar_{sidecar}", 12, 500)
    copy = tmp_path / "older.db"

    for number, chance in rounds:
        _enroll(desk, people, chance.randint(0, 4))
        desk.application.close()
        _copy(desk, copy)
        desk.reopen()
        _enroll(desk, people, chance.randint(1, 4))
        desk.application.close()
        world.see(desk)
        _put_back(desk, copy)
        if sidecar == "lost":
            shutil.rmtree(desk.paths.sidecar)
        desk.reopen()
        desk.grant_lease(start=10_000 + 100 * number, size=60)
        _enroll(desk, people, chance.randint(1, 4))
        desk.application.close()
        world.see(desk)
        desk.reopen()

    desk.application.close()
    rounds.report(world.doubled, numbers=len(world.numbers), envelopes=len(world.envelopes))
    assert len(world.numbers) > rounds.tried
    assert world.doubled == []


def test_a_laptop_without_a_sidecar_rule_would_be_caught(tmp_path: Path) -> None:
    """The drill itself: with the old marks put back beside the old store, the same numbers come again."""
    desk = set_up(tmp_path / "home")
    world, people = _World(), iter(range(1, 100))
    _enroll(desk, people, 2)
    desk.application.close()
    copy, marks = tmp_path / "older.db", tmp_path / "older-sidecar"
    _copy(desk, copy)
    shutil.copytree(desk.paths.sidecar, marks)
    desk.reopen()
    _enroll(desk, people, 2)
    desk.application.close()
    world.see(desk)

    _put_back(desk, copy)
    shutil.rmtree(desk.paths.sidecar)
    shutil.copytree(marks, desk.paths.sidecar)
    desk.reopen()
    _enroll(desk, people, 2)
    desk.application.close()
    world.see(desk)

    assert world.doubled != []
