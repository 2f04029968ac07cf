"""The print queue of Linux through its own commands (lp, lpstat, cancel), and a simulated one.

Documents go through standard input: no file of ours holds a name. What the commands say is read in the
C locale; every call is a child with a time limit, so a print server that hangs costs a thread of the pool
for a moment and nothing else.
"""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.domain.problems import Refusal
from fieldapp.domain.spooling import JobFiles, Media, SpoolReport, SpoolState, Ticket
from fieldapp.errors import KnownError
from fieldapp.processes import Completed, run_capped

_SECONDS = 10.0
_MEMORY_MB = 512
_TITLE = "papers"
_CONFIG = Path("/etc/cups/cupsd.conf")
_REQUEST = re.compile(r"request id is (\S+)")
_TRAYS = re.compile(r"^InputSlot(?:/[^:\n]*)?:[ \t]*(.+)$", re.MULTILINE)
_NAMED_MEDIA = {(210, 297): "A4", (148, 210): "A5"}
_TROUBLES = (
    ("printer_out_of_paper", ("media-empty", "media-needed", "input-tray-missing")),
    ("printer_jam", ("media-jam",)),
    ("printer_open", ("cover-open", "door-open", "interlock-open")),
    ("printer_no_ink", ("marker-supply-empty", "toner-empty", "developer-empty")),
    ("printer_offline", ("offline", "connecting-to-device", "timed-out", "shutdown", "unreachable")),
)
"""Words inside the state reasons of a printer (RFC 8011 §5.4.12 and those CUPS adds), by message code."""

_SILENT = "unable to|not respond|unavailable|may not exist|unreachable"
"""What the backends of CUPS say in words while they look for a printer, with no reason beside it."""


def has_commands() -> bool:
    """Whether this system has the commands of a print server."""
    return all(shutil.which(name) for name in ("lp", "lpstat", "cancel"))


def job_files(config: Path = _CONFIG) -> JobFiles:
    """Say whether the print server of this machine keeps the files of ended jobs (``PreserveJobFiles``).

    CUPS keeps them for a day unless it is told otherwise (cupsd.conf(5)); often only an administrator may read that.
    """
    if not has_commands():
        return JobFiles.NO_SERVER
    try:
        words = config.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return JobFiles.UNKNOWN
    return job_files_in(words)


def job_files_in(words: str) -> JobFiles:
    """Say what a configuration file of the print server means for the files of ended jobs; its last word counts."""
    said = re.findall(r"^\s*PreserveJobFiles\s+(\S+)", words, re.MULTILINE | re.IGNORECASE)
    is_dropped = bool(said) and said[-1].lower() in ("no", "off", "false", "0")
    return JobFiles.DROPPED if is_dropped else JobFiles.KEPT


def trouble_in(status: str) -> str | None:
    """Return the message code of what stops a printer, from the words of ``lpstat -l -p``."""
    alerts = " ".join(line for line in status.splitlines() if "Alerts:" in line)
    for code, words in _TROUBLES:
        if any(word in alerts for word in words):
            return code
    if re.search(r"^printer \S+ disabled", status, re.MULTILINE):
        return "printer_stopped"
    return "printer_offline" if re.search(_SILENT, status, re.IGNORECASE) else None


class CupsSpooler:
    """A print server of the CUPS family, local or named by the environment."""

    def printers(self) -> tuple[str, ...]:
        """Return the names of the printers; none while the print server is down."""
        return tuple(_said(_run("lpstat", "-e")).split())

    def trays(self, printer: str) -> tuple[str, ...]:
        """Return the choices of the option InputSlot (PPD 4.3), as ``lpoptions`` lists them; one tray is no choice."""
        found = _TRAYS.search(_said(_run("lpoptions", "-p", printer, "-l")))
        names = found[1].replace("*", "").split() if found else []
        return tuple(names) if len(names) > 1 else ()

    def submit(self, content: bytes, *, printer: str, media: Media) -> Ticket | Refusal:
        """Hand a PDF over; refuses ``printer_missing`` or ``printer_failed``."""
        size = _NAMED_MEDIA.get((round(media.width), round(media.height)))
        paper = size or f"Custom.{media.width:.2f}x{media.height:.2f}mm"
        options = ("-d", printer, "-t", _TITLE, "-o", f"media={paper}", "-o", "print-scaling=none")
        tray = ("-o", f"InputSlot={media.tray}") if media.tray else ()
        sides = ("-o", "sides=two-sided-long-edge") if media.is_two_sided else ()
        ended = _run("lp", *options, *tray, *sides, content=content)
        found = _REQUEST.search(_said(ended))
        if found:
            return Ticket(printer, found[1])
        code = "printer_failed" if printer in self.printers() else "printer_missing"
        return Refusal(code=code, details={"printer": printer})

    def report(self, ticket: Ticket) -> SpoolReport:
        """Say where a job is, and what keeps its printer from going on."""
        waiting = _run("lpstat", "-W", "not-completed", "-o", ticket.printer)
        if waiting is None:
            return SpoolReport(SpoolState.WAITING, "printer_offline")
        if _mentions(waiting, ticket):
            status = _said(_run("lpstat", "-l", "-p", ticket.printer))
            is_printing = f"now printing {ticket.number}." in status
            return SpoolReport(SpoolState.PRINTING if is_printing else SpoolState.WAITING, trouble_in(status))
        ended = _said(_run("lpstat", "-l", "-W", "completed", "-o", ticket.printer))
        story = re.search(rf"^{re.escape(ticket.number)}\s.*\n(?:\s.*\n?)*", ended, re.MULTILINE)
        if story is None:
            return SpoolReport(SpoolState.GONE)
        failed = re.search("job-canceled|job-aborted|aborted-by", story[0])
        return SpoolReport(SpoolState.CANCELLED if failed else SpoolState.DONE)

    def cancel(self, ticket: Ticket) -> None:
        """Ask the queue to drop a job."""
        _run("cancel", ticket.number)


def _run(*argv: str, content: bytes | None = None) -> Completed | None:
    """Run a command of the print server; None when it did not answer in time or does not exist."""
    try:
        command = ("env", "LC_ALL=C", *argv)
        ended = run_capped(command, input=content, seconds=_SECONDS, memory_mb=_MEMORY_MB, output_mb=4)
    except KnownError:
        return None
    return None if ended.code < 0 else ended


def _said(ended: Completed | None) -> str:
    return ended.stdout.decode("utf-8", "replace") if ended is not None else ""


def _mentions(ended: Completed, ticket: Ticket) -> bool:
    return re.search(rf"^{re.escape(ticket.number)}\s", _said(ended), re.MULTILINE) is not None


@dataclass
class SimulatedSpooler:
    """A print queue without a printer, for training and tests. Each look at a job lets it take one step.

    ``trouble`` stops it, ``is_hanging`` keeps jobs printing, ``is_lost`` forgets them, ``refuses`` takes nothing.
    """

    names: tuple[str, ...] = ("模拟打印机",)
    trouble: str | None = None
    is_hanging: bool = False
    is_lost: bool = False
    refuses: bool = False
    slots: tuple[str, ...] = ()
    printed: list[bytes] = field(default_factory=list)
    fed: list[Media] = field(default_factory=list)
    _jobs: dict[str, SpoolState] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)

    def printers(self) -> tuple[str, ...]:
        """Return the simulated printers."""
        return self.names

    def trays(self, printer: str) -> tuple[str, ...]:
        """Return the simulated trays, the same for each printer."""
        return self.slots if printer in self.names else ()

    def submit(self, content: bytes, *, printer: str, media: Media) -> Ticket | Refusal:
        """Take a document; refuses ``printer_missing`` or ``printer_failed``."""
        if printer not in self.names or self.refuses:
            code = "printer_failed" if self.refuses else "printer_missing"
            return Refusal(code=code, details={"printer": printer, "media": f"{media.width}x{media.height}"})
        number = f"sim-{len(self._jobs) + 1}"
        self._jobs[number], self._contents[number] = SpoolState.WAITING, content
        self.fed.append(media)
        return Ticket(printer, number)

    def report(self, ticket: Ticket) -> SpoolReport:
        """Say where a job is and let it go on unless something stops it."""
        if self.is_lost:
            return SpoolReport(SpoolState.GONE)
        state = self._jobs[ticket.number]
        if self.trouble and state in (SpoolState.WAITING, SpoolState.PRINTING):
            return SpoolReport(state, self.trouble)
        if state is SpoolState.WAITING:
            state = SpoolState.PRINTING
        elif state is SpoolState.PRINTING and not self.is_hanging:
            self.printed.append(self._contents.pop(ticket.number))
            state = SpoolState.DONE
        self._jobs[ticket.number] = state
        return SpoolReport(state)

    def cancel(self, ticket: Ticket) -> None:
        """Drop a job that has not ended."""
        if self._jobs[ticket.number] in (SpoolState.WAITING, SpoolState.PRINTING):
            self._jobs[ticket.number] = SpoolState.CANCELLED
