"""What a process and its children asked the system for by name: files made or written, and programs started.

``strace`` names every file, whoever opens it: Python, Qt, the database, a parser in a child. Sockets and devices are
named as the system names them.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

_CALLS = "execve,open,openat,creat,mkdir,mkdirat,link,linkat,symlink,symlinkat,rename,renameat,renameat2,memfd_create"
_QUIET = ("-f", "-qq", "-y", "-v", "-xx", "-s", "1048576", "-e", "signal=none")
_LINE = re.compile(r"(\w+)\((.*)\) += (\d+)(?:<((?:\\x[0-9a-f]{2})*)>)?")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_WRITES = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TMPFILE)")


def watched(argv: Sequence[str], trace: Path) -> Sequence[str]:
    """Return the command that runs ``argv`` and notes in ``trace`` what it asks for."""
    strace = shutil.which("strace")
    if strace is None:
        raise AssertionError("strace is not installed; tools/setup.sh installs it")
    return (strace, *_QUIET, "-e", f"trace={_CALLS}", "-o", str(trace), "--", *argv)


def places(trace: Path) -> set[str]:
    """Return the absolute paths of everything that was made, written or renamed."""
    found = set[str]()
    for call, words, opened in _calls(trace):
        if call in ("open", "openat", "creat"):
            found |= {opened} if _WRITES.search(words) or call == "creat" else set()
        elif call == "memfd_create":
            found.add(f"memfd:{opened}")
        elif call != "execve":
            found |= {name for name in _strings(words) if name.startswith("/")}
    return found


def started(trace: Path) -> list[str]:
    """Return each program that was started, with its words and its environment, in one text."""
    return ["\n".join(_strings(words)) for call, words, _opened in _calls(trace) if call == "execve"]


def _calls(trace: Path) -> Iterator[tuple[str, str, str]]:
    waiting = dict[str, str]()
    for line in trace.read_text(encoding="ascii").splitlines():
        process, _blank, call = line.partition(" ")
        call = call.lstrip()
        if call.endswith("<unfinished ...>"):
            waiting[process] = call.removesuffix("<unfinished ...>")
            continue
        if call.startswith("<... "):
            call = waiting.pop(process, "") + call.partition(" resumed>")[2]
        if (done := _LINE.match(call)) is not None:
            yield done[1], done[2], _plain(done[4] or "")


def _strings(words: str) -> list[str]:
    return [_plain(one) for one in _STRING.findall(words)]


def _plain(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode(errors="replace")
