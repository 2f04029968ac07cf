"""Children under caps, the single-instance lock, the structure Windows wants."""

import ctypes
import sys
import threading
import time
from pathlib import Path

import pytest

from fieldapp.errors import KnownError
from fieldapp.processes import Ending, SingleInstance, StopCord, child_environment, python_child, run_capped
from fieldapp.processes.job_objects import limits_for


def run(code: str, **caps: object):  # type: ignore[no-untyped-def]  # the result's type is the function's
    values: dict[str, object] = {"seconds": 10, "memory_mb": 400}
    return run_capped([sys.executable, "-c", code], **(values | caps))  # type: ignore[arg-type]  # named caps


def test_child_gets_its_input_and_its_output_comes_back() -> None:
    done = run("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])", input=b"abc" * 100_000)
    assert done.is_done
    assert done.stdout == b"cba" * 100_000


def test_child_that_does_not_read_its_input_is_no_trouble() -> None:
    assert run("print(1)", input=b"x" * 5_000_000).is_done


def test_child_that_sleeps_is_killed_in_time_with_its_own_children() -> None:
    begun = time.monotonic()
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    assert run(code, seconds=1).ending is Ending.TIMED_OUT
    assert time.monotonic() - begun < 8


def test_child_dies_at_once_when_its_cord_is_pulled(tmp_path: Path) -> None:
    begun, cord, seen = tmp_path / "begun", StopCord(), list[object]()
    code = f"open({str(begun)!r}, 'w'); import time; time.sleep(60)"
    work = threading.Thread(target=lambda: seen.append(run(code, cord=cord, seconds=50)))
    work.start()
    while not begun.exists():
        work.join(0.01)
    cord.pull()
    cord.pull()
    work.join(10)

    assert [one.ending for one in seen] == [Ending.STOPPED]  # type: ignore[attr-defined]
    assert run("print(1)", cord=cord).ending is Ending.STOPPED
    assert run("print(1)", cord=StopCord()).is_done


def test_child_that_wants_too_much_memory_does_not_get_it() -> None:
    failed = run("x = bytearray(800 << 20)")
    assert failed.ending is Ending.FAILED
    assert b"MemoryError" in failed.stderr


def test_child_that_says_too_much_is_cut_off() -> None:
    cut = run("while True: print('x' * 100000)", output_mb=1)
    assert cut.ending is Ending.TOO_MUCH_OUTPUT
    assert len(cut.stdout) == 1 << 20


def test_child_that_aborts_has_crashed() -> None:
    assert run("import os; os.abort()").ending is Ending.CRASHED


def test_child_may_not_write_files(tmp_path: Path) -> None:
    target = tmp_path / "written"
    # as every child of ours does: what is fed comes after the caps
    run(f"import sys; sys.stdin.buffer.read(); open({str(target)!r}, 'w').write('x' * 100000)")
    assert not target.exists() or target.stat().st_size == 0


def test_status_of_the_child_comes_back() -> None:
    failed = run("import sys; sys.exit(3)")
    assert (failed.ending, failed.code) == (Ending.FAILED, 3)


def test_command_that_does_not_exist_is_a_known_error() -> None:
    with pytest.raises(KnownError) as caught:
        run_capped(["/no/such/program"], seconds=1, memory_mb=100)
    assert caught.value.code == "child_not_started"


def test_our_modules_are_found_in_a_child_wherever_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_capped(python_child("fieldapp.files.reading_child"), input=b"/no/file", seconds=10, memory_mb=400)
    assert done.ending is Ending.FAILED
    assert b"FileNotFoundError" in done.stderr
    assert child_environment()["PYTHONUTF8"] == "1"


def test_frozen_program_starts_its_children_through_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert python_child("fieldapp.files.reading_child", "x")[1:] == ("child", "fieldapp.files.reading_child", "x")


def test_second_instance_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path / "new" / "lock"), SingleInstance(tmp_path / "new" / "lock")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_held_lock_is_a_known_error_for_the_next_one(tmp_path: Path) -> None:
    with SingleInstance(tmp_path / "lock"):
        with pytest.raises(KnownError) as caught, SingleInstance(tmp_path / "lock"):
            pass
        assert caught.value.code == "already_running"
    with SingleInstance(tmp_path / "lock"):
        pass


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import os, pathlib; from fieldapp.processes import SingleInstance\n"
        f"lock = SingleInstance(pathlib.Path({str(tmp_path / 'lock')!r}))\n"
        "assert lock.acquire()\nos.kill(os.getpid(), 9)"
    )
    assert run(code).ending is Ending.CRASHED
    with SingleInstance(tmp_path / "lock"):
        pass


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="offsets are those of 64-bit Windows")
def test_job_object_structure_has_the_size_windows_expects() -> None:
    limits = limits_for(9.0, 512)
    assert ctypes.sizeof(limits) == 144
    assert limits.process_memory_limit == 512 << 20
    assert limits.basic.per_process_user_time_limit == 100_000_000
    assert limits.basic.limit_flags & 0x2000
