"""A window on a disk that takes its time: ``python -m tests.faults.slow_disk_child HOME PEOPLE``.

Types people key by key and presses F10. At every green it looks beside the window whether the person is on the disk and
in the marks. Ends with one line of JSON: how late the window's loop was (p99, worst; ms), how long each save took
(ms), and the greens that came too early.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from benchmarks.busy_desk import Pulse, Typist
from benchmarks.figures import percentile
from fieldapp.app import Application
from fieldapp.paths import Paths, under
from tests.faults.drill import opened
from tests.support.desk import PASSPHRASE, DeskClock
from tests.support.window import show, typed
from ui.robots.enroll import EnrollRobot
from ui.robots.hands import Hands

PAUSE = 0.02
"""Seconds between two keys."""
LONGEST = 60.0


class Person(Typist):
    """Hands that pause between two keys, in which the window has its turn."""

    def look(self) -> None:
        """Let the window answer for as long as a hand needs to the next key."""
        end = time.perf_counter() + PAUSE
        while time.perf_counter() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def main() -> None:
    """Type, wait for green, look, say."""
    home, people = Path(sys.argv[1]), int(sys.argv[2])
    application = QApplication(["fieldapp"])
    store = Application.unlock(under(home), PASSPHRASE, clock=DeskClock())
    if not isinstance(store, Application):
        raise SystemExit("not opened")
    hands = show(home)
    hands.window.open_workspace(store)
    hands.settle()
    pulse, saves, early = Pulse(), list[float](), 0
    before = _on_disk(under(home))
    EnrollRobot(hands).open()
    for number in range(1, people + 1):
        pulse.start()
        saves.append(_enroll(hands, number))
        pulse.stop()
        early += _on_disk(under(home)) < before + number
        hands.settle()
    figures = {"lag": percentile(pulse.late, 99), "worst": max(pulse.late), "save": min(saves), "early": early}
    hands.put_away()
    print(json.dumps(figures), flush=True)
    del application


def _enroll(hands: Hands, number: int) -> float:
    """Type one person; return how many ms passed from F10 to the green band."""
    robot = EnrollRobot(Person(hands.window))
    robot.fill(typed(number))
    robot.consent(f"US1:{number:06d}")
    begun = time.perf_counter()
    QTest.keyClick(QApplication.focusWidget() or hands.window, Qt.Key.Key_F10)
    while robot.answer().tone != "success" or hands.find(QLineEdit, "document_no").text():
        if time.perf_counter() > begun + LONGEST:
            raise SystemExit(f"no answer: {robot.answer()}")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    return (time.perf_counter() - begun) * 1000


def _on_disk(paths: Paths) -> int:
    """Return how many people are committed and covered by the marks, as another process would see it."""
    marks = json.loads(json.loads((paths.sidecar / "marks.json").read_bytes())["marks"])
    with opened(paths) as raw:
        counted = "SELECT count(*) FROM fact WHERE kind = 'enrollment' AND inc = ? AND seq <= ?"
        return int(raw.execute(counted, (marks["inc"], marks["seq"])).fetchone()[0])


if __name__ == "__main__":
    main()
