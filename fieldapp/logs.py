"""The log: what happened and where, never to whom.

Everything that could name a person is taken out while a line is formatted, in the one place every
line passes: runs of digits (documents, phones, numbers), text that is not ASCII (names), and the words
of exceptions (drivers put values of a row in them). Codes, ids of envelopes, counts and places in the
source remain, which is what a mistake is found with.
"""

import faulthandler
import logging
import logging.handlers
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

ExceptionTriple = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# A document, a phone or a member number, however it is grouped or ends (X for 10).
_DIGITS = re.compile(r"(?<![0-9a-fA-F-])[0-9](?:[ -]?[0-9]){5,}[ -]?[Xx]?(?![0-9a-fA-F])")
# Our own lines are English, so whatever is not ASCII came from data: names in any script, full-width digits.
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
# A terminal that shows the log must not obey it; line ends part the places of an exception.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")
_TOKENS = re.compile(r"\b(?:U[A-Z]1:|HC1:)\S+")
_MEGABYTE = 1 << 20
_MOMENT = "%Y-%m-%dT%H:%M:%S"
"""Stands outside what is redacted: a moment looks like a row of digits, and without it a log tells nothing."""
FILE_NAME, CRASH_NAME = "fieldapp.log", "crash.log"


def redacted(text: str) -> str:
    """Return the text without digit runs, words in other scripts, controls and card tokens."""
    for pattern, word in ((_TOKENS, "<token>"), (_DIGITS, "<digits>"), (_FOREIGN, "<text>"), (_CONTROLS, " ")):
        text = pattern.sub(word, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats a line and takes out what could name a person; of exceptions only class and places stay."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        # Another handler may have left its own words of the exception on the record.
        record.exc_text = None
        record.stack_info = None
        return f"{self.formatTime(record, _MOMENT)}.{record.msecs:03.0f}Z {redacted(super().format(record))}"

    def formatException(self, ei: ExceptionTriple) -> str:  # noqa: N802 - the name is the library's
        """Return the class of the exception and where it came from, without its words."""
        kind, _, trace = ei
        places = (f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace))
        return "\n".join([kind.__name__ if kind else "no exception", *places])


def configure(folder: Path, *, level: int = logging.INFO) -> None:
    """Send the log to ``folder/fieldapp.log`` (five files of one megabyte); again is no harm.

    A folder that cannot be written costs the log, never the work.
    """
    root = logging.getLogger("fieldapp")
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    root.propagate = False
    root.addHandler(_handler(folder))


def _handler(folder: Path) -> logging.Handler:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            folder / FILE_NAME, maxBytes=_MEGABYTE, backupCount=4, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    formatter = RedactingFormatter("%(levelname)s %(name)s %(message)s")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    return handler


def install_crash_handler(tell: Callable[[str], None]) -> None:
    """Log what nobody caught, in any thread, then ``tell`` the class of the exception (for a sentence on screen).

    Nothing goes to standard error, which a desktop keeps in its journal: drivers put values of a row into words.
    """

    def on_crash(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        logging.getLogger("fieldapp.crash").critical("unhandled", exc_info=(kind, error or kind(), trace))
        tell(kind.__name__)

    sys.excepthook = on_crash
    threading.excepthook = lambda crash: on_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)
    sys.unraisablehook = lambda crash: on_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def note_faults(folder: Path) -> None:
    """Let a crash of the interpreter write where it happened (files, lines, functions; no values) to ``crash.log``."""
    try:
        file = (folder / CRASH_NAME).open("a", encoding="ascii", errors="replace")
    except OSError:
        return
    faulthandler.enable(file=file, all_threads=True)


def newest_lines(folder: Path, most: int = 5_000) -> str:
    """Return the end of the log and of the crash notes, redacted once more; nothing when there is none."""
    lines: list[str] = []
    for name in (CRASH_NAME, FILE_NAME):
        try:
            lines += (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()[-most:]
        except OSError:
            continue
    return "\n".join(_redacted_line(line) for line in lines)


def _redacted_line(line: str) -> str:
    moment, blank, rest = line.partition(" ")
    return f"{moment}{blank}{redacted(rest)}" if _STAMP.fullmatch(moment) else redacted(line)
