"""A day with people who must stand nowhere in clear: typed, imported, printed, searched, and killed over a draft.

``python -m tests.faults.canary_child HOME SAVED``

What the operator saves goes to SAVED. When everything was done it says "ready" with its number and waits to be killed.
"""

import os
import shutil
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.files.workbooks import write_table
from tests.support.canaries import CANARIES, as_row
from tests.support.desk import document_no
from tests.support.window import Stand, stand
from ui.app import keep_watch, make_application
from ui.operations import problem_bundles
from ui.robots.enroll import Typed
from ui.robots.hands import CTRL
from ui.robots.papers import PaperRobot
from ui.robots.records import RecordRobot
from ui.robots.rosters import RosterRobot


def main() -> None:
    """Work, say so, wait."""
    home, saved = Path(sys.argv[1]), Path(sys.argv[2])
    application = make_application([])
    roster = saved / "roster.xlsx"
    write_table(roster, ("姓名", "证件号码", "手机号码", "群体"), [as_row(one) for one in CANARIES[2:]])
    with stand(home, ApprovalPolicy.DELEGATED, numbers=50) as desk:
        keep_watch(desk.desk.application.paths, desk.hands.jobs)
        for one in CANARIES[:2]:
            desk.enroll.enroll(
                Typed(document_no=one.document_no, name=one.name, phone=one.phone, group="货车", employment="个人依托")
            )
        RosterRobot(desk.hands).import_file(roster)
        PaperRobot(desk.hands).save_marked(saved / "cards.pdf")
        RecordRobot(desk.hands).find(CANARIES[0].name)
        RecordRobot(desk.hands).find(CANARIES[1].document_no)
        desk.desk.application.back_up(home / "stick")
        look_for_a_file(desk, shutil.copytree(saved, saved / f"{CANARIES[2].name}的名册"))
        desk.enroll.open()
        desk.enroll.fill(Typed(document_no=document_no(901), name=CANARIES[0].name, phone=CANARIES[0].phone))
        desk.hands.settle()
        logs_of_trouble(CANARIES[0].name, CANARIES[0].document_no)
        if desk.hands.window.session is not None:
            problem_bundles.save(desk.hands.window.session, home / "problems.zip")
        desk.hands.settle()
        print("ready", os.getpid(), flush=True)
        sys.stdin.read()
    del application


def look_for_a_file(desk: Stand, folder: Path) -> None:
    """Go into somebody's folder with the window's own dialog, and take the roster there."""

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            raise SystemExit("no dialog")
        dialog.setDirectory(str(folder))
        dialog.findChildren(QLineEdit, "fileNameEdit")[0].setText("roster.xlsx")
        QTimer.singleShot(0, dialog.accept)

    RosterRobot(desk.hands).open()
    desk.hands.press(Qt.Key.Key_I, CTRL)
    QTimer.singleShot(0, choose)
    desk.hands.click("roster_choose")
    desk.hands.settle()


def logs_of_trouble(name: str, number: str) -> None:
    """Let a mistake happen that carries a person in its words, as a driver's message might."""
    import logging

    try:
        raise ValueError(f"bad row: {name} {number}")
    except ValueError:
        logging.getLogger("fieldapp.tests").exception("a row of %s could not be read", name)


if __name__ == "__main__":
    main()
