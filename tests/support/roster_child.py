"""A window that imports a roster until somebody kills it: ``python -m tests.support.roster_child FOLDER FILE``.

Prints how many rows are written after every piece.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from fieldapp.app import Application
from fieldapp.paths import under
from tests.support.desk import PASSPHRASE
from tests.support.window import show
from ui.robots.rosters import RosterRobot


def main(folder: Path, roster: Path) -> None:
    """Import until killed."""
    _application = QApplication([])
    application = Application.unlock(under(folder / "desk"), PASSPHRASE)
    assert isinstance(application, Application)
    hands = show(folder / "window")
    hands.window.open_workspace(application)
    hands.settle()
    robot = RosterRobot(hands)
    robot.check(roster)
    importing = robot.begin_commit().wizard.confirm_step._import
    assert importing is not None
    importing.progress.moved.connect(lambda done, _total: sys.stdout.write(f"{done}\n") and sys.stdout.flush())
    hands.settle()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
