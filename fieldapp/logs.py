"""The log: what happened and where, never to whom.

Everything that could name a person is taken out while a line is formatted, in the one place every
line passes: runs of digits (documents, phones, numbers), text that is not ASCII (names), and the words
of exceptions (drivers put values of a row in them). Codes, ids of envelopes, counts and places in the
source remain, which is what a mistake is found with.
"""

import logging
import logging.handlers
import re
import sys
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
_TOKENS = re.compile(r"\b(?:U[A-Z]1:|HC1:)\S+")
_MEGABYTE = 1 << 20


def redacted(text: str) -> str:
    """Return the text without digit runs, words in other scripts and card tokens."""
    for pattern, word in ((_TOKENS, "<token>"), (_DIGITS, "<digits>"), (_FOREIGN, "<text>")):
        text = pattern.sub(word, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats a line and takes out what could name a person; of exceptions only class and places stay."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        # Another handler may have left its own words of the exception on the record.
        record.exc_text = None
        record.stack_info = None
        return redacted(super().format(record))

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
            folder / "fieldapp.log", maxBytes=_MEGABYTE, backupCount=4, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    formatter = RedactingFormatter("%(asctime)sZ %(levelname)s %(name)s %(message)s")
    formatter.converter = time.gmtime
    formatter.default_msec_format = "%s.%03d"
    handler.setFormatter(formatter)
    return handler


def install_crash_handler(tell: Callable[[str], None]) -> None:
    """Log what nobody caught, then ``tell`` the class of the exception (for a sentence on screen)."""

    def on_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logging.getLogger("fieldapp.crash").critical("unhandled", exc_info=(kind, error, trace))
        tell(kind.__name__)

    sys.excepthook = on_crash
