"""After a day's work and a crash, no file but those the operator saved holds a person or a secret in clear."""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.power_cut import can_trace
from tests.faults.watched import places, started, watched
from tests.support.canaries import CANARIES, disguises, looked_for
from tests.support.desk import PASSPHRASE
from tests.support.source import ROOT

pytestmark = pytest.mark.faults

NOWHERE = ("/dev/", "/proc/", "/sys/")
"""Devices and what the kernel says of the process; /dev/shm is a disk like any other."""


def contents(path: Path) -> Iterator[bytes]:
    """Give what stands in a file, and in the files of an archive."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def hits(folder: Path, wanted: tuple[bytes, ...]) -> list[str]:
    """Return the files below a folder in which, or in whose name, something stands that is looked for."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
        name = os.fsencode(path.relative_to(folder))
        if any(word in content for content in (name, *contents(path)) for word in wanted):
            found.append(str(path.relative_to(folder)))
    return found


def secrets() -> tuple[bytes, ...]:
    """Return people and the store's passphrase in every disguise."""
    return (*looked_for(), *disguises(PASSPHRASE))


def is_elsewhere(place: str, *ours: Path) -> bool:
    """Whether a place is neither ours nor one without a memory."""
    if place.startswith(NOWHERE) and not place.startswith("/dev/shm"):
        return False
    return not any(Path(place).is_relative_to(one) for one in ours)


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
def test_no_canary_stands_anywhere_in_clear(tmp_path: Path) -> None:
    disk, saved, trace = tmp_path / "disk", tmp_path / "saved", tmp_path / "trace"
    for folder in (disk / "home", disk / "tmp", saved):
        folder.mkdir(parents=True)
    around = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        "HOME": str(disk / "home"),
        "TMPDIR": str(disk / "tmp"),
        "XDG_RUNTIME_DIR": str(disk / "tmp"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    argv = [sys.executable, "-m", "tests.faults.canary_child", str(disk / "fieldapp"), str(saved)]
    with subprocess.Popen(
        watched(argv, trace), cwd=ROOT, env=around, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        said, _blank, process = child.stdout.readline().strip().partition(" ")
        assert said == "ready"
        os.kill(int(process), signal.SIGABRT)

    elsewhere = sorted(place for place in places(trace) if is_elsewhere(place, disk, saved))
    told = [words for words in started(trace) if any(one in words.encode() for one in secrets())]
    lost = [*hits(disk, secrets()), *elsewhere, *told]
    seen = sorted({str(Path(one).parent.relative_to(disk)) for one in places(trace) if Path(one).is_relative_to(disk)})
    print("\n" + json.dumps({"fault": "canaries", "lost": len(lost), "places": seen, "programs": len(started(trace))}))
    assert lost == []
    assert list(disk.rglob("store.db"))
    assert list(disk.rglob("fieldapp.log"))
    assert "Abort" in next(disk.rglob("crash.log")).read_text()
    assert [path for path in disk.rglob("core*") if path.is_file()] == []
    assert "roster.xlsx" in hits(saved, secrets())


def test_the_scan_finds_what_lies_in_clear(tmp_path: Path) -> None:
    words = (CANARIES[0].name, CANARIES[1].document_no, CANARIES[2].phone)
    for number, (word, encoding) in enumerate(
        (word, code) for word in words for code in ("utf-8", "utf-16-le", "gb18030")
    ):
        (tmp_path / f"{number}.bin").write_bytes(os.urandom(100) + word.encode(encoding) + os.urandom(100))
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.txt", f"a row of {words[0]}" * 9)
    (tmp_path / f"{words[0]}.pdf").write_bytes(b"%PDF")

    assert len(hits(tmp_path, looked_for())) == 11
    shutil.rmtree(tmp_path)


@pytest.mark.skipif(not can_trace(), reason="this system lets nobody trace a process")
def test_the_watch_sees_files_names_and_words_of_children(tmp_path: Path) -> None:
    leak = (
        "import os, pathlib, subprocess, sys; pathlib.Path(sys.argv[1], '金丝雀').write_text(''); "
        "os.memfd_create('m'); subprocess.run(['true', '--name', '鹧鸪'], env={'WHO': '白鹭'}, check=True)"
    )
    argv = watched([sys.executable, "-c", leak, str(tmp_path)], tmp_path / "trace")

    subprocess.run(argv, check=True)

    assert str(tmp_path / "金丝雀") in places(tmp_path / "trace")
    assert any(place.startswith("memfd:") for place in places(tmp_path / "trace"))
    assert any("鹧鸪" in words and "白鹭" in words for words in started(tmp_path / "trace"))
    assert is_elsewhere("/dev/shm/x", tmp_path)
    assert not is_elsewhere(str(tmp_path / "x"), tmp_path)
