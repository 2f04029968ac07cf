"""After a day's work and a kill, no file but those the operator saved holds a person in clear."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.canaries import CANARIES, looked_for
from tests.support.source import ROOT

pytestmark = pytest.mark.faults


def hits(folder: Path, wanted: tuple[bytes, ...]) -> list[str]:
    """Return the files below a folder in which something stands that is looked for."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
        content = path.read_bytes()
        if any(word in content for word in wanted):
            found.append(str(path.relative_to(folder)))
    return found


def test_no_canary_stands_on_the_disk_in_clear(tmp_path: Path) -> None:
    disk, saved = tmp_path / "disk", tmp_path / "saved"
    for folder in (disk / "home", disk / "tmp", saved):
        folder.mkdir(parents=True)
    around = {
        "HOME": str(disk / "home"),
        "TMPDIR": str(disk / "tmp"),
        "XDG_RUNTIME_DIR": str(disk / "tmp"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    argv = [sys.executable, "-m", "tests.faults.canary_child", str(disk / "fieldapp"), str(saved)]
    with subprocess.Popen(
        argv, cwd=ROOT, env={**os.environ, **around}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline().strip()
        child.kill()

    assert said == "ready"
    assert list(disk.rglob("store.db"))
    assert list(disk.rglob("fieldapp.log"))
    assert hits(disk, looked_for()) == []
    assert [path for path in disk.rglob("core*") if path.is_file()] == []


def test_the_scan_finds_what_lies_in_clear(tmp_path: Path) -> None:
    words = (CANARIES[0].name, CANARIES[1].document_no, CANARIES[2].phone)
    for number, (word, encoding) in enumerate(
        (word, code) for word in words for code in ("utf-8", "utf-16-le", "gb18030")
    ):
        (tmp_path / f"{number}.bin").write_bytes(os.urandom(100) + word.encode(encoding) + os.urandom(100))

    assert len(hits(tmp_path, looked_for())) == 9
    shutil.rmtree(tmp_path)
