"""Printing trouble never costs a record or doubles a card: kills at any step, and a real print server in trouble."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEventLoop, QTimer

from fieldapp.app import Application
from fieldapp.devices.spoolers import CupsSpooler
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import PrintJobView, PrintState
from fieldapp.services.cards import PrepareCard, RecordPrinted, prepare, record_printed
from fieldapp.services.print_queue import CancelJobs, ReturnToQueue, cancel_jobs, return_to_queue
from tests.faults.drill import PLAN, Rounds
from tests.support.desk import PASSPHRASE, Desk, DeskClock, enroll, set_up
from tests.support.ipp_printer import IppPrinter
from tests.support.print_server import add_printer, is_possible, print_server
from tests.support.source import ROOT
from ui.jobs import Jobs
from ui.operations.print_queue import PrintQueue
from ui.printing import SpooledWay

pytestmark = pytest.mark.faults

BATCH = 200
EARLIEST, LATEST = 0.0, 1.2
"""Seconds between the first sheet and the kill; a sheet takes about a tenth of a second."""


def queued_desk(home: Path, cards: int) -> Desk:
    """Set up a laptop with that many cards in its print queue."""
    desk = set_up(home, ApprovalPolicy.DELEGATED, maximum=1000)
    desk.grant_lease(size=cards)
    desk.open_window()
    for serial in range(1, cards + 1):
        rec = enroll(desk, serial).rec
        desk.must(prepare, PrepareCard(rec=rec, event=desk.event, operator=desk.operator))
    return desk


def numbers_on(paper: Path) -> list[str]:
    """Return the member numbers that stand on the sheets that came out."""
    found = []
    for path in sorted(paper.glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            text = document[0].get_textpage().get_text_range()
        found += [number.replace(" ", "") for number in re.findall(r"\d{4} \d{4} \d{4}", text)]
    return found


def run_and_kill(desk: Desk, paper: Path, seconds: float) -> bool:
    """Start the printing child, kill it some time after its first sheet; False when it ended by itself."""
    home = str(desk.paths.data.parent)
    argv = [sys.executable, "-m", "tests.faults.print_child", home, desk.event, desk.operator, str(paper)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return True
        return False


@contextmanager
def opened_again(desk: Desk) -> Iterator[Desk]:
    """Unlock the store after a kill, as the next start of the program does."""
    application = Application.unlock(desk.paths, PASSPHRASE, clock=DeskClock())
    assert not isinstance(application, Refusal)
    desk.application = application
    try:
        yield desk
    finally:
        application.close()


def in_state(jobs: tuple[PrintJobView, ...], *states: PrintState) -> set[str]:
    return {job.number for job in jobs if job.state in states}


def test_two_hundred_cards_with_kills_and_cancels_are_printed_once_or_still_wait(tmp_path: Path) -> None:
    desk = queued_desk(tmp_path / "home", BATCH)
    everybody = {job.number for job in desk.application.read.print_jobs(desk.event)}
    desk.application.close()
    paper = tmp_path / "paper"
    paper.mkdir()
    rounds, kills, doubts = Rounds("kill_while_printing", 12, 400), 0, 0
    lost, called_off = set[str](), set[str]()

    for _number, chance in rounds:
        kills += run_and_kill(desk, paper, chance.uniform(EARLIEST, LATEST))
        with opened_again(desk):
            jobs, on_paper = desk.application.read.print_jobs(desk.event), Counter(numbers_on(paper))
            printed, unknown = in_state(jobs, PrintState.PRINTED), in_state(jobs, PrintState.UNKNOWN)
            waiting = in_state(jobs, PrintState.QUEUED)
            lost |= everybody - printed - unknown - waiting - called_off
            lost |= {number for number, count in on_paper.items() if count > 1}
            lost |= (printed - set(on_paper)) | (set(on_paper) & (waiting | called_off))
            assert not in_state(jobs, PrintState.SENT)
            doubts += len(unknown)
            answer(desk, jobs, set(on_paper))
            called_off |= call_one_off(desk, sorted(waiting), chance.random())
        if lost or not waiting:
            break

    while not lost and run_and_kill(desk, paper, 600):
        pass
    rounds.report(lost, cards=BATCH, kills=kills, doubted=doubts, cancelled=len(called_off), seed=PLAN.seed)
    assert lost == set()
    assert kills > 0
    assert sorted(numbers_on(paper)) == sorted(everybody - called_off)


def answer(desk: Desk, jobs: tuple[PrintJobView, ...], on_paper: set[str]) -> None:
    """Look at the printer and say of each doubted card whether it lies there."""
    for job in jobs:
        if job.state is PrintState.UNKNOWN and job.number in on_paper:
            desk.must(record_printed, RecordPrinted(job=job.job, operator=desk.operator))
        elif job.state is PrintState.UNKNOWN:
            desk.must(return_to_queue, ReturnToQueue(jobs=(job.job,), operator=desk.operator))


def call_one_off(desk: Desk, waiting: list[str], chance: float) -> set[str]:
    """Call one waiting card off."""
    if not waiting:
        return set()
    number = waiting[int(chance * len(waiting))]
    job = next(job for job in desk.application.read.print_jobs(desk.event) if job.number == number)
    desk.must(cancel_jobs, CancelJobs(jobs=(job.job,), operator=desk.operator))
    return {number}


class Served:
    """A desk whose queue prints through a real print server on a simulated IPP printer."""

    def __init__(self, desk: Desk, printer: IppPrinter) -> None:
        self.desk, self.printer, self.jobs = desk, printer, Jobs()
        self.prints = PrintQueue(desk.application, self.jobs, lambda: desk.operator)
        self.prints.way, self.prints.look_every_ms = SpooledWay(CupsSpooler()), 100
        self.prints.begin(desk.application.read.event(desk.event))
        self.prints.use("CARDS", "card", "cr80")

    def until(self, condition: Callable[[], bool], seconds: int = 30) -> None:
        loop, timer = QEventLoop(), QTimer(singleShot=True, interval=seconds * 1000)
        timer.timeout.connect(lambda: loop.exit(1))

        def look(*_said: object) -> None:
            if condition():
                loop.quit()

        signals = (self.prints.moved, self.prints.looked, self.jobs.settled)
        for signal_ in signals:
            signal_.connect(look)
        timer.start()
        try:
            if not condition():
                assert loop.exec() == 0 or condition(), (self.states(), self.prints.trouble)
        finally:  # a late signal must not ask a store that the end of the test has closed
            for signal_ in signals:
                signal_.disconnect(look)

    def states(self) -> list[PrintState]:
        return [job.state for job in reversed(self.desk.application.read.print_jobs(self.desk.event))]

    def is_in(self, trouble: str | None) -> bool:
        return (self.prints.trouble.code if self.prints.trouble else None) == trouble


@pytest.fixture
def served(qapp: object, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """Two cards in the queue of a real print server."""
    if not is_possible():
        pytest.skip("needs cupsd and root")
    desk = queued_desk(tmp_path / "home", 2)
    folder = Path(f"/tmp/fieldapp-cups-{os.getpid()}")  # a socket's path has 108 bytes, pytest's folders are private
    with print_server(folder) as socket:
        monkeypatch.setenv("CUPS_SERVER", socket)
        printer = IppPrinter(is_hanging=True)
        add_printer("CARDS", printer.uri)
        made = Served(desk, printer)
        yield made
        made.prints.stop()
        made.jobs.close()
        desk.application.close()
        printer.close()
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_a_real_print_server_confirms_each_card(served: Served) -> None:
    served.printer.is_hanging = False
    served.prints.resume()

    served.until(lambda: served.states() == [PrintState.PRINTED] * 2)

    assert [content[:5] for content in served.printer.printed] == [b"%PDF-"] * 2


def test_out_of_paper_is_said_and_mends_itself(served: Served) -> None:
    served.printer.is_empty = True
    served.printer.is_hanging = False
    served.prints.resume()
    served.until(lambda: served.is_in("printer_out_of_paper"))
    assert served.states() == [PrintState.SENT, PrintState.QUEUED]

    served.printer.is_empty = False

    served.until(lambda: served.states() == [PrintState.PRINTED] * 2)
    assert len(served.printer.printed) == 2


def test_a_hanging_card_is_called_off_and_doubted_and_the_next_one_goes(served: Served) -> None:
    served.prints.resume()
    served.until(lambda: bool(served.printer.jobs))
    served.until(lambda: served.prints.looks > 3)

    served.prints.drop([job.job for job in served.desk.application.read.print_jobs(served.desk.event)][-1:])
    served.until(lambda: served.states()[0] is PrintState.UNKNOWN)
    served.printer.is_hanging = False

    served.until(lambda: served.states() == [PrintState.UNKNOWN, PrintState.PRINTED])
    assert len(served.printer.printed) <= 2


def test_a_printer_that_is_gone_is_offline_and_costs_nothing(served: Served) -> None:
    served.printer.close()
    served.prints.resume()

    served.until(lambda: served.is_in("printer_offline"), seconds=60)

    assert served.states() == [PrintState.SENT, PrintState.QUEUED]


def test_a_printer_taken_off_the_server_leaves_its_card_doubted(served: Served) -> None:
    served.prints.resume()
    served.until(lambda: served.prints.looks > 1)

    subprocess.run(["lpadmin", "-x", "CARDS"], check=True, capture_output=True)

    served.until(lambda: served.states() == [PrintState.UNKNOWN, PrintState.QUEUED])
    assert served.prints.is_held
