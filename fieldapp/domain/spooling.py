"""The system's print queue as the desk sees it: a paper is handed over, then asked after.

Expected trouble (no paper, no printer, nobody answers) is a value: whoever prints goes on entering people.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fieldapp.domain.problems import Refusal


class SpoolState(StrEnum):
    """What the print queue says of a job: ``UNSAID`` where the system cannot be asked."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    CANCELLED = "cancelled"
    GONE = "gone"
    UNSAID = "unsaid"


class JobFiles(StrEnum):
    """Whether the system keeps printed papers in its print queue: names and numbers of people, in clear."""

    KEPT = "kept"
    DROPPED = "dropped"
    UNKNOWN = "unknown"
    NO_SERVER = "no_server"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The system's name for a job that was handed over."""

    printer: str
    number: str


@dataclass(frozen=True, slots=True)
class SpoolReport:
    """Where a job is; ``trouble`` is the message code of what keeps the printer from going on."""

    state: SpoolState
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The paper of a job in mm, as wide and as high as its pages.

    ``tray`` is the printer's own name for where the paper lies (empty: it chooses); ``is_two_sided`` asks for
    every second page on the back of the one before, the paper turned over its long edge.
    """

    width: float
    height: float
    tray: str = ""
    is_two_sided: bool = False


class Spooler(Protocol):
    """The print queue of this machine. Calls block for a moment and may come from any thread but the window's."""

    def printers(self) -> tuple[str, ...]:
        """Return the names of the printers."""
        ...

    def trays(self, printer: str) -> tuple[str, ...]:
        """Return the printer's names for its trays; empty where there is nothing to choose."""
        ...

    def submit(self, content: bytes, *, printer: str, media: Media) -> Ticket | Refusal:
        """Hand a PDF over; refuses ``printer_missing`` or ``printer_failed``."""
        ...

    def report(self, ticket: Ticket) -> SpoolReport:
        """Say where a job is."""
        ...

    def cancel(self, ticket: Ticket) -> None:
        """Ask the queue to drop a job; what became of it is in the next report."""
        ...
