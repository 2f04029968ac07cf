"""Runs a child to its end: limited memory, time and output, killed with everything it started."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from fieldapp.errors import KnownError
from fieldapp.messages import system_reason

if sys.platform == "win32":
    from fieldapp.processes.job_objects import Caps
else:
    from fieldapp.processes.resource_limits import Caps

_CHUNK = 1 << 16
_MEGABYTE = 1 << 20
_NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW


class Ending(StrEnum):
    """How a child came to its end."""

    DONE = "done"
    FAILED = "failed"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    TOO_MUCH_OUTPUT = "too_much_output"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What a child left behind; output beyond the cap is cut off."""

    ending: Ending
    code: int
    stdout: bytes
    stderr: bytes

    @property
    def is_done(self) -> bool:
        """Whether the child ended by itself with status 0."""
        return self.ending is Ending.DONE


class StopCord:
    """Ends a child at once from another thread. Pulled before there is a child, it lets none begin."""

    def __init__(self) -> None:
        """Hang loose."""
        self._lock = threading.Lock()
        self._caps: Caps | None = None
        self._is_pulled = False

    @property
    def is_pulled(self) -> bool:
        """Whether somebody wants the work to end."""
        return self._is_pulled

    def pull(self) -> None:
        """Kill the child that is tied to it, with everything it started; once is as good as often."""
        with self._lock:
            self._is_pulled = True
            if self._caps is not None:
                self._caps.end()

    def tie(self, caps: Caps | None) -> None:
        """Hold a running child, or none any more: a child that ended must be let go before its number is another's."""
        with self._lock:
            self._caps = caps
            if caps is not None and self._is_pulled:
                caps.end()


def python_child(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs one of our modules in a child, frozen or not.

    The frozen program has no ``-m``; its entry point understands ``child MODULE ARGUMENTS``.
    """
    if getattr(sys, "frozen", False):
        return sys.executable, "child", module, *arguments
    return sys.executable, "-X", "utf8", "-m", module, *arguments


def child_environment() -> Mapping[str, str]:
    """Return an environment in which a child finds our packages and speaks UTF-8."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONUTF8": "1",
        # each of its threads would take address space that the cap counts and nobody uses
        "OPENBLAS_NUM_THREADS": "1",
    }


class _Drain(threading.Thread):
    """Collects one pipe of a child up to a cap, and ends the child when it says more."""

    def __init__(self, pipe: IO[bytes], maximum: int, caps: Caps) -> None:
        super().__init__(daemon=True)
        self._pipe, self._maximum, self._caps = pipe, maximum, caps
        self.collected = bytearray()
        self.overflowed = False

    def run(self) -> None:
        """Read until the child closes the pipe."""
        while chunk := self._pipe.read1(_CHUNK):  # type: ignore[attr-defined]  # a buffered pipe has it
            room = self._maximum - len(self.collected)
            self.collected += chunk[:room]
            if len(chunk) > room:
                self.overflowed = True
                self._caps.end()
                return


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except (BrokenPipeError, OSError):
        # the child ended before it read everything; its status says why
        return


def _wait(child: "subprocess.Popen[bytes]", caps: Caps, seconds: float) -> bool:
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        caps.end()
        child.wait()
        return False
    return True


def _ending(code: int, *, is_stopped: bool, in_time: bool, overflowed: bool) -> Ending:
    if is_stopped:
        return Ending.STOPPED
    if overflowed:
        return Ending.TOO_MUCH_OUTPUT
    if not in_time:
        return Ending.TIMED_OUT
    if code == 0:
        return Ending.DONE
    # a signal, or Windows' status of an unhandled exception (0xC0000005 and the like)
    return Ending.CRASHED if code < 0 or code >= 0xC0000000 else Ending.FAILED


def start_child(argv: Sequence[str], *, stderr: int) -> "subprocess.Popen[bytes]":
    """Start a child with pipes for input and output, in a group of its own so that all of it can be ended.

    ``stderr`` is a constant of ``subprocess``. ``KnownError`` "child_not_started" when the system cannot start it.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - the command is ours
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=dict(child_environment()),
            start_new_session=sys.platform != "win32",
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as error:
        raise KnownError("child_not_started", reason=system_reason(error)) from error


def run_capped(
    argv: Sequence[str],
    *,
    input: bytes | None = None,  # noqa: A002 - the word subprocess uses for the same thing
    seconds: float,
    memory_mb: int,
    output_mb: int = 256,
    cord: StopCord | None = None,
) -> Completed:
    """Run a child to its end under caps; it never outlives ``seconds`` (wall clock), nor a pull at its ``cord``.

    ``KnownError`` "child_not_started" when the system cannot start it.
    """
    cord = cord or StopCord()
    if cord.is_pulled:
        return Completed(ending=Ending.STOPPED, code=0, stdout=b"", stderr=b"")
    child = start_child(argv, stderr=subprocess.PIPE)
    with child:
        caps = Caps(child.pid, seconds=seconds, memory_mb=memory_mb)
        cord.tie(caps)
        try:
            return _supervise(child, input or b"", caps, seconds, output_mb, cord=cord)
        finally:
            caps.close()


def _supervise(
    child: "subprocess.Popen[bytes]", data: bytes, caps: Caps, seconds: float, output_mb: int, *, cord: StopCord
) -> Completed:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise KnownError("child_not_started", reason="no pipes")
    drains = (
        _Drain(child.stdout, output_mb * _MEGABYTE, caps),
        _Drain(child.stderr, _MEGABYTE, caps),
    )
    for drain in drains:
        drain.start()
    feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
    feeder.start()
    in_time = _wait(child, caps, seconds)
    cord.tie(None)
    for thread in (*drains, feeder):
        thread.join()
    ending = _ending(child.returncode, is_stopped=cord.is_pulled, in_time=in_time, overflowed=drains[0].overflowed)
    return Completed(
        ending=ending,
        code=child.returncode,
        stdout=bytes(drains[0].collected),
        stderr=bytes(drains[1].collected),
    )
