"""A disk that refuses: what the person read (已保存, 未保存) is what a later look finds, and work can go on."""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fieldapp.app import Application
from fieldapp.crypto.key_slots import open_with_passphrase
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.errors import KnownError
from tests.faults.drill import PLAN, Rounds, column, opened
from tests.faults.power_cut import can_trace
from tests.faults.test_power_cuts import damage
from tests.support.desk import PASSPHRASE, Desk, enroll, set_up
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

PEOPLE = 6
CALLS = ("pwrite64", "pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "write")
MOST_CALLS = {"pwrite64": 500, "fdatasync": 12, "fsync": 24, "ftruncate": 3, "rename": 8, "write": 10}
SAYS_SAVED, SAYS_NOT_SAVED = ("told", "write_saved", "sidecar_not_written"), ("write_not_saved",)


def _desk(home: Path) -> Desk:
    desk = set_up(home, ApprovalPolicy.DELEGATED, maximum=1000)
    desk.grant_lease(size=1000)
    desk.open_window()
    desk.application.close()
    return desk


def _worked(desk: Desk, seed: int, before: Sequence[str] = (), *largest: int) -> list[tuple[str, str]]:
    """Let a child enroll; returns (word, rec) per person, the last one ("end", code)."""
    words = (desk.paths.data.parent, desk.event, desk.operator, seed, PEOPLE, *largest)
    argv = [*before, sys.executable, "-m", "tests.faults.trouble_child", *map(str, words)]
    ended = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr[-2000:]
    said = [tuple(line.split(" ", 1)) for line in ended.stdout.splitlines()]
    assert said, ended.stderr[-2000:]
    assert said[-1][0] == "end", ended.stdout
    return [(word, rec) for word, rec in said]


def _lies(desk: Desk, said: Sequence[tuple[str, str]]) -> list[str]:
    """Return where the words and the store disagree, and what else is wrong with the store."""
    wrong = damage(desk.paths.data.parent, _key(desk), [rec for word, rec in said if word in SAYS_SAVED])
    with opened(desk.paths) as raw:
        kept = set(column(raw, "SELECT rec FROM application"))
    wrong += [f"{rec} said to be not saved" for word, rec in said if word in SAYS_NOT_SAVED and rec in kept]
    known = (*SAYS_SAVED, *SAYS_NOT_SAVED, "write_unknown", "end")
    return wrong + [f"unknown word {word}" for word, _ in said if word not in known]


def _key(desk: Desk) -> bytes:
    key = open_with_passphrase(desk.paths.key_slots, PASSPHRASE)
    assert isinstance(key, bytes)
    return key


def _goes_on(desk: Desk, serial: int) -> list[str]:
    try:
        desk.reopen()
        enroll(desk, serial)
    finally:
        desk.application.close()
    return []


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
def test_what_is_said_after_a_refused_call_is_true(tmp_path: Path) -> None:
    rounds, lost, words = Rounds("refused_call", 100, 2_000), list[str](), Counter[str]()
    desk = _desk(tmp_path / "home")

    for number, chance in rounds:
        call = chance.choice(CALLS)
        when = chance.randint(1, MOST_CALLS[call])
        forever = chance.choice(("", "+"))
        error = chance.choice(("EIO", "ENOSPC"))
        inject = f"inject={call}:error={error}:when={when}{forever}"
        data, sidecar = desk.paths.data, desk.paths.sidecar
        files = (data / "store.db", data / "store.db-wal", sidecar / "marks.new", sidecar)
        paths = [word for path in files for word in ("-P", str(path))]
        strace = ("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject, *paths)
        said = _worked(desk, PLAN.seed * 1_000_000 + number, strace)
        words.update(word for word, _ in said[:-1])
        words.update([f"end {said[-1][1]}"])
        lost.extend(f"{number} {inject}: {one}" for one in _lies(desk, said) + _goes_on(desk, 10_000 + number))
        if lost:
            break

    rounds.report(lost, words=dict(words))
    assert lost == []
    assert {"write_not_saved", "sidecar_not_written"} <= words.keys(), "the injected errors hit nothing"


def test_a_full_disk_loses_nobody_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the disk that is full: the write that does not fit fails, others still work."""
    rounds, lost, words = Rounds("file_too_large", 12, 300), list[str](), Counter[str]()
    desk = _desk(tmp_path / "home")

    for number, chance in rounds:
        largest = desk.paths.store.stat().st_size + chance.choice((0, 4096, 65536, 200_000, 400_000))
        said = _worked(desk, PLAN.seed * 2_000_000 + number, (), largest)
        words.update(word for word, _ in said)
        lost.extend(f"{number} {largest}: {one}" for one in _lies(desk, said) + _goes_on(desk, 20_000 + number))
        if lost:
            break

    rounds.report(lost, words=dict(words))
    assert lost == []
    assert words["write_not_saved"] + words["write_saved"], "the limit hit nothing"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own of 6 MB in memory; needs the right to mount, as root has."""
    place = Path("/mnt") / f"fieldapp-faults-{os.getpid()}"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        place.rmdir()
        pytest.skip("nobody here may mount a disk in memory")
    yield place
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


def test_a_disk_in_memory_that_fills_up_loses_nobody(small_disk: Path) -> None:
    desk = _desk(small_disk / "home")
    filler = small_disk / "filler"
    lost, words = list[str](), Counter[str]()

    for number in range(6):
        room = random.Random(number).choice((0, 20_000, 120_000, 300_000))
        filler.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - room)))
        said = _worked(desk, PLAN.seed * 3_000_000 + number)
        words.update(word for word, _ in said)
        filler.unlink()
        lost.extend(f"{number}: {one}" for one in _lies(desk, said) + _goes_on(desk, 30_000 + number))

    assert lost == []
    assert sum(count for word, count in words.items() if word not in ("told", "end")), words


def test_a_second_instance_is_refused_while_the_first_works(tmp_path: Path) -> None:
    desk = set_up(tmp_path / "home")
    try:
        said = _worked(desk, 1)
        enroll(desk, 1)
    finally:
        desk.application.close()

    assert said == [("end", "already_running")]


def test_mutilated_files_are_told_and_never_believed(tmp_path: Path) -> None:
    """Bits, pages and lengths of database and log: it opens whole, or one sentence says that it does not."""
    desk = _desk(tmp_path / "home")
    desk.reopen()
    people = [enroll(desk, serial).rec for serial in range(8)]
    log, marks = desk.paths.store.with_name("store.db-wal"), desk.paths.sidecar / "marks.json"
    held = {path: path.read_bytes() for path in (desk.paths.store, log, marks)}
    desk.application.close()
    rounds, lost, found = Rounds("mutilated_store", 200, 2_000), list[str](), Counter[str]()

    for number, chance in rounds:
        for path, content in held.items():
            path.write_bytes(content)
        desk.paths.store.with_name("store.db-shm").unlink(missing_ok=True)
        mutilate(chance.choice((desk.paths.store, log)), chance)
        found[_judged(desk, people, lost, number)] += 1

    rounds.report(lost, words=dict(found))
    assert lost == []
    assert found.keys() == {"told", "whole", "reported"}


def mutilate(path: Path, chance: random.Random) -> None:
    """Damage a file in one of the ways in which disks do."""
    if not path.stat().st_size:
        return
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    match chance.choice(("bit", "page", "cut", "zero", "swap", "grow")):
        case "bit":
            content[place] ^= 1 << chance.randrange(8)
        case "page":
            content[place : place + 4096] = chance.randbytes(4096)
        case "cut":
            del content[place:]
        case "zero":
            content[place : place + 512] = bytes(512)
        case "swap":
            other = chance.randrange(len(content)) // 4096 * 4096
            place = place // 4096 * 4096
            one, two = bytes(content[place : place + 4096]), bytes(content[other : other + 4096])
            content[place : place + len(two)], content[other : other + len(one)] = two, one
        case "grow":
            content.extend(chance.randbytes(4096))
    path.write_bytes(bytes(content))


def _judged(desk: Desk, people: Sequence[str], lost: list[str], number: int) -> str:
    """Tell what became of a mutilated store; one that opens and hides what it lost is a lie."""
    try:
        opened_again = Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock)
    except KnownError:
        return "told"
    assert isinstance(opened_again, Application)
    missing, key = opened_again.resumption.missing, opened_again._store.database.key
    opened_again.close()
    with opened(desk.paths) as raw:
        gone = len(set(people) - set(column(raw, "SELECT rec FROM application")))
    wrong = damage(desk.paths.data.parent, key, [])
    if gone and not missing:
        wrong.append(f"{gone} gone and {missing} reported")
    lost.extend(f"{number}: {one}" for one in wrong)
    return "reported" if gone else "whole"
