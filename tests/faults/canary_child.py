"""A day with people who must stand nowhere in clear: typed, imported, printed, searched, and killed over a draft.

``python -m tests.faults.canary_child HOME SAVED``

What the operator saves goes to SAVED. When everything was done it says "ready" and waits to be killed.
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from fieldapp import logs
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.files.workbooks import write_table
from tests.support.canaries import CANARIES, as_row
from tests.support.desk import document_no
from tests.support.window import stand
from ui.robots.enroll import Typed
from ui.robots.papers import PaperRobot
from ui.robots.records import RecordRobot
from ui.robots.rosters import RosterRobot


def main() -> None:
    """Work, say so, wait."""
    home, saved = Path(sys.argv[1]), Path(sys.argv[2])
    application = QApplication([])
    roster = saved / "roster.xlsx"
    write_table(roster, ("姓名", "证件号码", "手机号码", "群体"), [as_row(one) for one in CANARIES[2:]])
    with stand(home, ApprovalPolicy.DELEGATED, numbers=50) as desk:
        logs.configure(home / "logs")
        for one in CANARIES[:2]:
            desk.enroll.enroll(
                Typed(document_no=one.document_no, name=one.name, phone=one.phone, group="货车", employment="个人依托")
            )
        RosterRobot(desk.hands).import_file(roster)
        PaperRobot(desk.hands).save_marked(saved / "cards.pdf")
        RecordRobot(desk.hands).find(CANARIES[0].name)
        RecordRobot(desk.hands).find(CANARIES[1].document_no)
        desk.desk.application.back_up(home / "stick")
        desk.enroll.open()
        desk.enroll.fill(Typed(document_no=document_no(901), name=CANARIES[0].name, phone=CANARIES[0].phone))
        desk.hands.settle()
        logs_of_trouble(CANARIES[0].name, CANARIES[0].document_no)
        print("ready", flush=True)
        sys.stdin.read()
    del application


def logs_of_trouble(name: str, number: str) -> None:
    """Let a mistake happen that carries a person in its words, as a driver's message might."""
    import logging

    try:
        raise ValueError(f"bad row: {name} {number}")
    except ValueError:
        logging.getLogger("fieldapp.tests").exception("a row of %s could not be read", name)


if __name__ == "__main__":
    main()
