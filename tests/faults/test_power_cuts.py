"""Power that fails at any call: whoever was told 登记成功 is on the disk that is left, and the disk opens."""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from fieldapp.crypto.key_slots import open_with_passphrase
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.facts import chain_link
from fieldapp.errors import KnownError
from fieldapp.store.database import connect
from tests.faults.drill import PLAN, Rounds, column
from tests.faults.power_cut import Call, Disk, Recording, calls_of, can_trace, traced
from tests.support.desk import PASSPHRASE, set_up
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

PEOPLE = 60
CUTS_PER_TRACE = 5_000
CONTROL_CUTS = 300


@dataclass
class Wreck:
    """A recorded day and the place where its images are opened."""

    recording: Recording
    home: Path
    key: bytes
    place: Path

    def image(self, number: int, chance: random.Random) -> tuple[Path, list[str]]:
        """Lay one image out; returns its home and everybody who had been told before the cut."""
        cut = chance.randrange(1, len(self.recording.calls) + 1)
        home = self.place / str(number)
        for name, content in self.recording.cut(cut, chance).items():
            path = home / Path(name).relative_to(self.home)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return home, list(self.recording.said_before(cut))


@cache
def recorded(place: Path, seed: int, control: str = "") -> Wreck:
    """Set a desk up, let it work under the tracer, and keep what it asked of the system."""
    home = place / f"{seed}{control}"
    desk = set_up(home, ApprovalPolicy.DELEGATED, maximum=1000)
    desk.grant_lease(size=PEOPLE // 2)  # the first half is approved on the spot, the others get receipts
    desk.open_window()
    desk.application.close()
    key = open_with_passphrase(desk.paths.key_slots, PASSPHRASE)
    assert isinstance(key, bytes)
    begin = Disk.of(home)
    argv = [
        sys.executable,
        "-m",
        "tests.faults.power_child",
        str(home),
        desk.event,
        desk.operator,
        str(seed),
        str(PEOPLE),
    ]
    trace = place / f"{seed}{control}.trace"
    subprocess.run(
        traced([*argv, *([control] if control else [])], trace), cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    recording = Recording(begin, calls_of(trace, home))
    trace.unlink()
    images = place / f"{seed}{control}-images"
    images.mkdir()
    return Wreck(recording=recording, home=home, key=key, place=images)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of images are opened and thrown away."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def damage(home: Path, key: bytes, told: list[str]) -> list[str]:
    """Return what is wrong with an image: people who were told and are not whole, a broken chain, pages, or marks."""
    try:
        raw = connect(home / "data" / "store.db", key)
    except KnownError as error:
        return [error.code]
    try:
        return _wrong(raw, told)
    except sqlcipher.DatabaseError as error:
        return [str(error)]
    finally:
        raw.close()


def _wrong(raw: Any, told: list[str]) -> list[str]:
    wrong = [one for one in column(raw, "PRAGMA quick_check(1)") if one != "ok"]
    facts = column(raw, "SELECT rec FROM fact WHERE kind = 'enrollment'")
    places = (
        column(raw, "SELECT f.rec FROM outbox o JOIN fact f USING (env) WHERE f.kind = 'enrollment'"),
        column(raw, "SELECT rec FROM application"),
        column(raw, "SELECT subject FROM audit WHERE action = 'enrolled'"),
    )
    wrong += [f"{rec} told and lost" for rec in set(told) - set(facts)]
    wrong += [f"{rec} in part" for one in places for rec in set(one) ^ set(facts)]
    wrong += ["somebody twice"] if len(facts) != len(set(facts)) else []
    return wrong + broken_links(raw)


def broken_links(raw: Any) -> list[str]:
    """Return where a sequence has a hole or an envelope does not name the one before it."""
    wrong, head = [], dict[str, tuple[int, str | None]]()
    rows = raw.execute("SELECT inc, seq, protected, sha256 FROM fact ORDER BY inc, seq").fetchall()
    for inc, seq, protected, sha256 in rows:
        last, link = head.get(inc, (0, None))
        # a purged fact has no bytes; its digest still carries the chain
        if seq != last + 1 or (protected and json.loads(protected)["prev"] != link):
            wrong.append(f"chain at {seq}")
        if protected and chain_link(bytes(protected)) != sha256[:32]:
            wrong.append(f"digest at {seq}")
        head[inc] = (seq, sha256[:32])
    return wrong


def marks_ahead(home: Path, key: bytes) -> bool:
    """Whether the sidecar claims more than the store holds: a number might be burned for nothing."""
    try:
        marks = json.loads(json.loads((home / "sidecar" / "marks.json").read_bytes())["marks"])
    except FileNotFoundError:
        return False
    raw = connect(home / "data" / "store.db", key)
    try:
        ((seq,),) = raw.execute("SELECT seq FROM incarnation WHERE inc = ?", (marks["inc"],)).fetchall() or ((-1,),)
    finally:
        raw.close()
    return bool(marks["seq"] > seq)


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
def test_nobody_who_was_told_is_lost_by_a_power_cut(place: Path) -> None:
    rounds, lost = Rounds("power_cut", 5_000, 1_000_000, share=2), list[str]()
    told_and_tried = 0

    for number, chance in rounds:
        wreck = recorded(place, PLAN.seed * 1000 + number // CUTS_PER_TRACE)
        home, told = wreck.image(number, chance)
        told_and_tried += len(told)
        wrong = damage(home, wreck.key, told)
        if not wrong and marks_ahead(home, wreck.key):
            wrong = ["marks ahead"]
        lost.extend(f"{number}: {one}" for one in wrong)
        shutil.rmtree(home)
        if len(lost) > 20:
            break

    rounds.report(lost, acknowledged=told_and_tried)
    assert lost == []


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
@pytest.mark.parametrize("control", ["NORMAL", "OFF"])
def test_a_store_that_does_not_wait_for_the_disk_is_caught(place: Path, control: str) -> None:
    wreck = recorded(place, PLAN.seed, control)
    found = 0

    for number in range(CONTROL_CUTS):
        home, told = wreck.image(number, random.Random(f"{PLAN.seed} {control} {number}"))
        found += bool(damage(home, wreck.key, told))
        shutil.rmtree(home)

    print(json.dumps({"fault": f"power_cut control {control}", "tried": CONTROL_CUTS, "caught": found}))
    assert found > CONTROL_CUTS // 10


def test_a_synced_write_survives_and_an_unsynced_one_may_go() -> None:
    disk = Disk()
    for call in (
        Call("open", "/d/a"),
        Call("write", "/d/a", 0, b"one"),
        Call("sync", "/d/a"),
        Call("write", "/d/a", 0, b"two"),
    ):
        disk.do(call)

    left = {disk.after_a_cut(random.Random(seed))["/d/a"] for seed in range(40)}

    assert left == {b"one", b"two"}


def test_a_name_counts_once_its_folder_was_synced() -> None:
    disk = Disk()
    for call in (
        Call("open", "/d/a.new"),
        Call("write", "/d/a.new", 0, b"one"),
        Call("sync", "/d/a.new"),
        Call("rename", "/d/a.new", target="/d/a"),
    ):
        disk.do(call)
    before = {tuple(disk.after_a_cut(random.Random(seed))) for seed in range(40)}
    disk.do(Call("sync", "/d"))

    after = {tuple(disk.after_a_cut(random.Random(seed))) for seed in range(40)}

    assert before == {("/d/a.new",), ("/d/a",)}
    assert after == {("/d/a",)}


def test_a_torn_write_keeps_whole_sectors() -> None:
    disk = Disk()
    disk.do(Call("open", "/d/a"))
    disk.do(Call("write", "/d/a", 0, bytes(4096)))
    disk.do(Call("sync", "/d/a"))
    disk.do(Call("write", "/d/a", 0, b"x" * 4096))

    left = [disk.after_a_cut(random.Random(seed))["/d/a"] for seed in range(60)]

    torn = [one for one in left if 0 < one.count(b"x") < 4096]
    assert torn
    assert all(one.count(b"x") % 512 == 0 for one in torn)
