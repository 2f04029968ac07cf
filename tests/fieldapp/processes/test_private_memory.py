"""A process that was told to keep its memory private leaves no dump, neither as a file nor to a collector."""

import subprocess
import sys

import pytest

from tests.support.source import ROOT

_ASK = """
import ctypes, resource
from fieldapp.processes import keep_private
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), end=" ")
print(keep_private(), resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
_CRASH = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
from pathlib import Path
from fieldapp import logs
from fieldapp.processes import keep_private
keep_private()
logs.note_faults(Path(sys.argv[1]))
secret = "canary of this frame"
import ctypes
ctypes.string_at(0)
"""
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of Linux")


def test_process_is_not_dumpable_afterwards():
    said = subprocess.run([sys.executable, "-c", _ASK], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["1", "True", "(0,", "0)", "0"]


def test_crash_leaves_places_and_no_values(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", _CRASH, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode < 0
    noted = (tmp_path / "crash.log").read_text()
    assert "string_at" in noted
    assert "canary" not in noted + ended.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["crash.log"]
