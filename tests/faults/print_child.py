"""A desk that prints what waits until somebody kills it.

``python -m tests.faults.print_child HOME EVENT OPERATOR PAPER``

The printer is simulated, its paper is the folder PAPER: one file per sheet that came out, on disk before the
print queue can say so. Each is written to standard output too. The child ends when nothing waits.
"""

import os
import sys
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from fieldapp.app import Application
from fieldapp.devices.spoolers import SimulatedSpooler
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.spooling import SpoolReport, SpoolState, Ticket
from fieldapp.paths import under
from fieldapp.store.durable import replace_durably
from tests.support.desk import PASSPHRASE, DeskClock
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.operations.print_queue import PrintQueue
from ui.printing import SpooledWay


class PaperTray(SimulatedSpooler):
    """Puts what is printed into a folder, synced, before it says that it is done."""

    def __init__(self, folder: Path) -> None:
        """Go on behind what lies there."""
        super().__init__()
        self._folder, self._numbers = folder, count(len(list(folder.glob("*.pdf"))))

    def report(self, ticket: Ticket) -> SpoolReport:
        """Let the job take one step; the last one puts paper into the folder."""
        before = len(self.printed)
        said = super().report(ticket)
        if len(self.printed) > before:
            path = self._folder / f"{next(self._numbers):06d}.pdf"
            replace_durably(path, self.printed[-1])  # a sheet is out or it is not: none is half written
            print(path.name, flush=True)
        return said if said.state is not SpoolState.GONE else SpoolReport(SpoolState.DONE)


def main() -> None:
    """Print until nothing waits."""
    home, event_id, operator, paper = sys.argv[1:]
    qt = QGuiApplication(["print"])
    load_fonts()
    application = Application.unlock(under(Path(home)), PASSPHRASE, clock=DeskClock())
    if isinstance(application, Refusal):
        raise SystemExit(f"not opened: {application.code}")
    jobs = Jobs()
    prints = PrintQueue(application, jobs, lambda: OperatorId(operator))
    spooler = PaperTray(Path(paper))
    prints.way, prints.look_every_ms = SpooledWay(spooler), 0
    prints.begin(application.read.event(event_id))
    prints.use(spooler.names[0], "card", "cr80")
    prints.resume()
    # asked after whatever moved has gone on: between two sheets the queue stands still for a moment
    jobs.settled.connect(lambda: QTimer.singleShot(0, lambda: None if prints.is_busy else qt.quit()))
    qt.exec()
    prints.stop()
    jobs.close()
    application.close()


if __name__ == "__main__":
    main()
