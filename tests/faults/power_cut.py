"""A disk that loses power: rebuilds what it may hold from the trace of everything a process asked of it.

``strace`` writes down the shipped process' calls on its real driver. Replaying them up to any call gives what was
synced (durable) and what was only asked for (pending). A cut keeps the durable part and any part of the pending one:
writes lost, applied, applied out of order, or torn between sectors; names in folders change in order, but only up to
some point.

The model is that of a journalling file system: fsync of a file makes its content and its own name durable, fsync of a
folder the names in it. It says nothing about drives that lie.
"""

import copy
import random
import re
import shutil
import subprocess
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
STRIDE = 64
"""How many calls lie between two remembered states of the disk."""
CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that was asked of the system; ``name`` and ``target`` are paths, "said" went to standard output."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""
    target: str = ""


def traced(argv: Sequence[str], trace: Path) -> Sequence[str]:
    """Return the command that runs ``argv`` and writes its calls with all their bytes to ``trace``."""
    strace = shutil.which("strace")
    if strace is None:
        raise AssertionError("strace is not installed; tools/setup.sh installs it")
    quiet = ("-f", "-qq", "-y", "-xx", "-s", str(1 << 24), "-e", "signal=none", "-e", f"trace={CALLS}")
    return (strace, *quiet, "-o", str(trace), *argv)


def can_trace() -> bool:
    """Whether this system lets one process trace another."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    return subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)")
_UNFINISHED = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
_FD = re.compile(r"^(\d+|AT_FDCWD)(?:<((?:\\x[0-9a-f]{2})*)>)?")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def _text(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _whole_lines(trace: Path) -> Iterator[str]:
    begun: dict[str, str] = {}
    with trace.open() as file:
        for raw in file:
            line = raw.rstrip("\n")
            if cut := _UNFINISHED.match(line):
                begun[cut[1]] = f"{cut[1]} {cut[2]}({cut[3]}"
            elif rest := _RESUMED.match(line):
                yield begun.pop(rest[1], f"{rest[1]} {rest[2]}(") + rest[3]
            else:
                yield line


def calls_of(trace: Path, root: Path) -> tuple[Call, ...]:
    """Return the calls on files below ``root``, and what was said on standard output, in their order."""
    found: list[Call] = []
    places: dict[str, int] = {}
    for line in _whole_lines(trace):
        parts = _LINE.match(line)
        if parts is None or parts[4] == "?" or int(parts[4]) < 0:
            continue
        found.extend(_call(parts[2], parts[3], int(parts[4]), places, str(root)))
    return tuple(found)


def _call(name: str, arguments: str, result: int, places: dict[str, int], root: str) -> Iterator[Call]:
    strings = [_text(one) for one in _STRING.findall(arguments)]
    handle = _FD.match(arguments)
    path = _text(handle[2]).decode() if handle and handle[2] else ""
    if name == "write" and handle and handle[1] == "1":
        yield Call("said", "", data=strings[0])
        return
    if name == "openat":
        path = strings[0].decode()
    if name in ("unlink", "unlinkat", "rename", "renameat", "renameat2"):
        path = strings[0].decode()
    if not path.startswith(root):
        return
    if name == "openat":
        if "O_CREAT" in arguments or "O_TRUNC" in arguments:
            places[path] = 0
            yield Call("open", path, data=b"truncate" if "O_TRUNC" in arguments else b"")
    elif name == "write":
        yield Call("write", path, places.get(path, 0), strings[0][:result])
        places[path] = places.get(path, 0) + result
    elif name == "pwrite64":
        yield Call("write", path, int(arguments.rsplit(",", 1)[1]), strings[0][:result])
    elif name == "ftruncate":
        yield Call("truncate", path, int(arguments.rsplit(",", 1)[1]))
    elif name in ("fsync", "fdatasync"):
        yield Call("sync", path)
    elif name.startswith("unlink"):
        yield Call("unlink", path)
    else:
        yield Call("rename", path, target=strings[1].decode())


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Offset and bytes of a write; no bytes: the file ends at the offset."""


@dataclass(frozen=True)
class _Change:
    """One step of a folder, never seen by half: each name and the number of its file (-1: the name goes)."""

    folder: str
    names: tuple[tuple[str, int], ...]


@dataclass
class Disk:
    """Names and files, durable and pending. ``names`` is what stands on the disk, ``seen`` what the process sees."""

    names: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    changes: list["_Change"] = field(default_factory=list)
    """Pending changes of names, oldest first."""
    files: dict[int, _File] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """Take what stands below a folder as durable."""
        disk = cls()
        for path in (one for one in root.rglob("*") if one.is_file()):
            disk.names[str(path)] = disk.seen[str(path)] = number = len(disk.files)
            disk.files[number] = _File(bytearray(path.read_bytes()))
        return disk

    def do(self, call: Call) -> None:
        """Take one call."""
        match call.kind:
            case "open":
                if call.name not in self.seen:
                    number = len(self.files)
                    self.files[number] = _File()
                    self._change((call.name, number))
                elif call.data:
                    self.files[self.seen[call.name]].pending.append((0, None))
            case "write":
                self.files[self.seen[call.name]].pending.append((call.offset, call.data))
            case "truncate":
                self.files[self.seen[call.name]].pending.append((call.offset, None))
            case "unlink":
                self._change((call.name, -1))
            case "rename":
                self._change((call.name, -1), (call.target, self.seen[call.name]))
            case "sync":
                self._sync(call.name)

    def _change(self, *names: tuple[str, int]) -> None:
        change = _Change(names[0][0].rpartition("/")[0], names)
        self.changes.append(change)
        _rename(self.seen, [change])

    def _sync(self, name: str) -> None:
        number = self.seen.get(name)
        if number is None:  # a folder
            self._settle([change for change in self.changes if change.folder == name])
            return
        file = self.files[number]
        file.durable = _applied(file.durable, file.pending)
        file.pending = []
        self._settle([change for change in self.changes if (name, number) in change.names])

    def _settle(self, settled: Sequence[_Change]) -> None:
        _rename(self.names, settled)
        self.changes = [change for change in self.changes if change not in settled]

    def after_a_cut(self, chance: random.Random) -> Mapping[str, bytes]:
        """Return the files as the next start may find them."""
        names = dict(self.names)
        _rename(names, self.changes[: chance.randint(0, len(self.changes))])
        way = chance.choice(("lost", "kept", "some", "some", "torn", "mixed"))
        return {
            name: bytes(_applied(self.files[number].durable, _survivors(self.files[number].pending, way, chance)))
            for name, number in names.items()
        }


def _rename(names: dict[str, int], changes: Sequence[_Change]) -> None:
    for name, number in (pair for change in changes for pair in change.names):
        if number < 0:
            names.pop(name, None)
        else:
            names[name] = number


def _applied(content: bytearray, changes: Sequence[tuple[int, bytes | None]]) -> bytearray:
    fresh = bytearray(content)
    for offset, data in changes:
        if data is None:
            del fresh[offset:]
            fresh.extend(bytes(offset - len(fresh)))
        else:
            fresh.extend(bytes(max(0, offset - len(fresh))))
            fresh[offset : offset + len(data)] = data
    return fresh


def _survivors(
    pending: Sequence[tuple[int, bytes | None]], way: str, chance: random.Random
) -> Sequence[tuple[int, bytes | None]]:
    """Return what of the pending writes reached the disk."""
    if way == "lost":
        return ()
    if way == "kept":
        return pending
    kept = [one for one in pending if chance.random() < 0.5]
    if way == "mixed":
        chance.shuffle(kept)
    if way == "torn":
        kept = [piece for offset, data in pending for piece in _torn(offset, data, chance)]
    return kept


def _torn(offset: int, data: bytes | None, chance: random.Random) -> Iterator[tuple[int, bytes | None]]:
    """Split a write at the sectors of the disk and keep some of them."""
    if data is None:
        if chance.random() < 0.5:
            yield offset, None
        return
    start = 0
    while start < len(data):
        end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
        if chance.random() < 0.7:
            yield offset + start, data[start:end]
        start = end


class Recording:
    """A trace that can be cut at any call."""

    def __init__(self, begin: Disk, calls: Sequence[Call]) -> None:
        """Remember the disk every ``STRIDE`` calls, so that each cut replays few of them."""
        self.calls = calls
        disk = begin
        self._states = []
        for place, call in enumerate(calls):
            if place % STRIDE == 0:
                self._states.append(copy.deepcopy(disk))
            disk.do(call)
        self._said = [place for place, call in enumerate(calls) if call.kind == "said"]

    def cut(self, place: int, chance: random.Random) -> Mapping[str, bytes]:
        """Return the files after a cut just before call ``place``."""
        disk = copy.deepcopy(self._states[place // STRIDE])
        for call in self.calls[place - place % STRIDE : place]:
            disk.do(call)
        return disk.after_a_cut(chance)

    def said_before(self, place: int) -> Sequence[str]:
        """Return the lines that stood on standard output before call ``place``."""
        heard = self._said[: bisect_right(self._said, place - 1)]
        return b"".join(self.calls[one].data for one in heard).decode().split()
