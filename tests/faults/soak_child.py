"""A long day in one window: ``python -m tests.faults.soak_child HOME HUB CODE FINGERPRINT SECONDS``.

Enrolls by key, searches, prints into a file, brings rosters in, and synchronises, over and over. Ends with one line of
JSON: people, laps, memory (MB), open files and threads of the first and last laps, and how late the loop was (p99, ms).
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from benchmarks.busy_desk import Pulse, Typist
from benchmarks.figures import percentile
from fieldapp.domain.clock import SystemClock
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.files.workbooks import write_table
from tests.support.desk import document_no, set_up
from tests.support.window import show, typed
from ui.robots.desk import DeskRobot
from ui.robots.enroll import EnrollRobot
from ui.robots.hands import Hands
from ui.robots.records import RecordRobot
from ui.robots.rosters import RosterRobot

PEOPLE_A_LAP, LAPS_A_ROSTER = 8, 6
WARM = 3
"""Laps until every page was open once and every cache is full."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Work until the time is over, then say what it cost."""
    home, hub, code, fingerprint, seconds = sys.argv[1:]
    application = QApplication(["fieldapp"])
    desk = set_up(Path(home), ApprovalPolicy.CENTRAL, clock=SystemClock())
    hands = show(Path(home))
    hands.window.open_workspace(desk.application)
    hands.settle()
    DeskRobot(hands).begin_to_join(hub, code, fingerprint)
    hands.settle()
    pulse, laps, end = Pulse(), list[tuple[float, int, int]](), time.monotonic() + float(seconds)
    while time.monotonic() < end or len(laps) <= WARM + 1:
        _lap(hands, Path(home), len(laps), pulse)
        laps.append(_cost())
    people = desk.application.read.figures(desk.event).applied
    waiting = desk.application.read.sync_state().pending
    hands.put_away()
    warm, last = laps[WARM], laps[-1]
    costs = zip(("memory_mb", "files", "threads"), warm, last, strict=True)
    said: dict[str, object] = {name: [first, then] for name, first, then in costs}
    said |= {"people": people, "laps": len(laps), "pending": waiting, "lag_ms": round(percentile(pulse.late, 99), 1)}
    print(json.dumps(said), flush=True)
    del application


def _lap(hands: Hands, home: Path, lap: int, pulse: Pulse) -> None:
    session = hands.window.session
    if session is not None:
        session.syncing.start()
    enrolling = EnrollRobot(Typist(hands.window))
    pulse.start()
    for number in range(PEOPLE_A_LAP):
        serial = lap * PEOPLE_A_LAP + number
        enrolling.enroll(typed(serial % 1000, document_no=document_no(serial % 1000, f"19{60 + serial // 1000}0615")))
    pulse.stop()
    RecordRobot(hands).find("乌云")
    if lap % LAPS_A_ROSTER == 0:
        path = home / "roster.xlsx"
        born = f"19{70 + lap % 20}{lap % 12 + 1:02d}11"
        rows = [("张建国", document_no(n, born), f"1391{lap:04d}{n:03d}", "货车") for n in range(20)]
        write_table(path, ("姓名", "证件号码", "手机号码", "群体"), rows)
        RosterRobot(hands).import_file(path)
    hands.settle()


def _cost() -> tuple[float, int, int]:
    """Return resident memory (MB), open files and threads of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * _PAGE / 1_000_000, 1), len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


if __name__ == "__main__":
    main()
