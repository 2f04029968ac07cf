"""The print queue while people are entered: sheet after sheet, and what is known of each when something goes wrong."""

from functools import partial

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from fieldapp.devices.spoolers import SimulatedSpooler
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.views import PrintState
from fieldapp.services.cards import PrepareCard, prepare
from fieldapp.services.forms import PrepareForm, prepare_form
from fieldapp.services.voids import VoidRecord, void_record
from tests.support.desk import copied_desk, enroll
from tests.support.papers import ABSENT
from ui.jobs import Jobs
from ui.operations.print_queue import PrintQueue
from ui.printing import SpooledWay

PRINTER = "模拟打印机"


class Queue:
    """The print queue of a desk without a window; its printer is simulated."""

    def __init__(self, desk):
        self.desk, self.spooler, self.jobs = desk, SimulatedSpooler(), Jobs()
        self.prints = PrintQueue(desk.application, self.jobs, lambda: desk.operator)
        self.prints.way = SpooledWay(self.spooler)
        self.prints.look_every_ms = 1
        self.refused, self.entered = [], 0
        self.prints.refused.connect(lambda refusal: self.refused.append(refusal.code))
        self.prints.begin(desk.application.read.event(desk.event))
        self.settle()

    def use(self, paper="card", sheet="cr80", start=0, tray=""):
        self.prints.use(PRINTER, paper, sheet, start, tray)
        self.settle()

    def enter(self, *serials, **changed):
        """Queue the cards of people, as F10 does."""
        before = self.entered
        for serial in serials:
            self.jobs.on_store(partial(self._queue_one, serial, changed), self._on_queued)
        self.until(lambda: self.entered == before + len(serials), self.prints.moved)

    def _on_queued(self, _result):
        self.entered += 1
        self.prints.kick()
        self.prints.moved.emit()

    def _queue_one(self, serial, changed):
        rec = enroll(self.desk, serial, **changed).rec
        self.desk.must(prepare, PrepareCard(rec=rec, event=self.desk.event, operator=self.desk.operator))

    def until(self, condition, signal):
        while not condition():
            loop, timer = QEventLoop(), QTimer(singleShot=True, interval=20_000)
            timer.timeout.connect(lambda loop=loop: loop.exit(1))
            signal.connect(loop.quit)
            timer.start()
            ended = loop.exec()
            signal.disconnect(loop.quit)
            assert ended == 0 or condition(), "the queue did not come to rest"

    def settle(self):
        self.until(lambda: self.jobs.open_count == 0, self.jobs.settled)

    def wait(self):
        self.until(lambda: not self.prints.is_busy, self.prints.moved)
        self.settle()

    def until_trouble(self, code):
        self.until(lambda: self.prints.trouble is not None and self.prints.trouble.code == code, self.prints.moved)

    def states(self):
        return [job.state for job in reversed(self.desk.application.read.print_jobs(self.desk.event))]


@pytest.fixture
def queue(qapp, tmp_path):
    """A queue that works for an open event whose people are approved on the spot."""
    with copied_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        made = Queue(desk)
        yield made
        made.prints.stop()
        made.jobs.close()


def test_ten_cards_wait_for_a_full_sheet_or_a_word(queue):
    queue.use(sheet="a4")
    queue.enter(*range(1, 12))
    queue.wait()
    assert queue.states() == [PrintState.PRINTED] * 10 + [PrintState.QUEUED]
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.PRINTED] * 11
    assert len(queue.spooler.printed) == 2


def test_papers_under_way_are_counted_as_the_journal_lists_them(queue):
    read, event = queue.desk.application.read, queue.desk.event
    queue.use(sheet="a4")
    queue.enter(*range(1, 12))
    queue.wait()

    jobs = read.print_jobs(event)

    assert read.open_print_jobs(event) == sum(job.state.is_open for job in jobs) == 1
    for job in jobs:
        assert read.is_on_paper(event, job.rec, "card") == job.state.is_on_paper
        assert not read.is_on_paper(event, job.rec, "receipt")
        assert not read.is_on_paper("another event", job.rec, "card")


def test_cards_come_out_one_after_the_other(queue):
    queue.use()
    queue.enter(1, 2, 3)
    queue.wait()
    assert queue.refused == []
    assert queue.states() == [PrintState.PRINTED] * 3
    assert {job.printer for job in queue.desk.application.read.print_jobs(queue.desk.event)} == {PRINTER}
    assert len(queue.spooler.printed) == 3


def test_an_empty_printer_is_said_and_goes_on_by_itself(queue):
    queue.spooler.trouble = "printer_out_of_paper"
    queue.use()
    queue.enter(1, 2)
    queue.until_trouble("printer_out_of_paper")
    queue.spooler.trouble = None
    queue.wait()
    assert queue.states() == [PrintState.PRINTED] * 2
    assert queue.prints.trouble is None


def test_a_printer_that_takes_nothing_leaves_the_cards_waiting(queue):
    queue.spooler.refuses = True
    queue.use()
    queue.enter(1, 2)
    queue.wait()
    assert queue.states() == [PrintState.QUEUED] * 2
    assert queue.prints.is_held
    queue.spooler.refuses = False
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.PRINTED] * 2


def test_a_job_that_the_printer_lost_is_doubted_and_nothing_follows(queue):
    queue.spooler.is_lost = True
    queue.use()
    queue.enter(1, 2)
    queue.wait()
    assert queue.states() == [PrintState.UNKNOWN, PrintState.QUEUED]
    assert queue.prints.is_held


def test_a_pause_lets_the_sheet_at_the_printer_end(queue):
    queue.spooler.is_hanging = True
    queue.use()
    queue.enter(1, 2)
    queue.prints.hold()
    queue.spooler.is_hanging = False
    queue.wait()
    assert queue.states() == [PrintState.PRINTED, PrintState.QUEUED]
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.PRINTED] * 2


@pytest.mark.parametrize(("was_printing", "state"), [(False, PrintState.CANCELLED), (True, PrintState.UNKNOWN)])
def test_a_card_at_the_printer_is_called_off_as_far_as_it_can_be(queue, was_printing, state):
    queue.spooler.trouble = None if was_printing else "printer_offline"
    queue.spooler.is_hanging = was_printing
    queue.use()
    queue.enter(1)
    queue.until(lambda: queue.prints.looks >= 2, queue.prints.looked)
    queue.prints.drop([job.job for job in queue.desk.application.read.print_jobs(queue.desk.event)])
    queue.wait()
    assert queue.states() == [state]


def test_what_waited_at_a_restart_is_held_until_somebody_says_go_on(queue):
    queue.enter(1)
    queue.use()
    queue.prints.begin(queue.desk.application.read.event(queue.desk.event))
    queue.prints.kick()
    queue.wait()
    assert queue.states() == [PrintState.QUEUED]
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.PRINTED]


def test_a_name_no_font_has_is_called_off_and_its_neighbours_are_printed(queue):
    queue.use(sheet="a4")
    queue.enter(1, name=f"王{ABSENT}")
    queue.enter(2, 3)
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.CANCELLED, PrintState.PRINTED, PrintState.PRINTED]


def test_used_cells_of_a_sheet_stay_empty_once(queue):
    queue.use(sheet="a4", start=7)
    queue.enter(*range(1, 6))
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.PRINTED] * 5
    assert len(queue.spooler.printed) == 2


def test_a_refused_record_is_not_printed_from_the_queue(queue):
    queue.enter(1)
    rec = queue.desk.application.read.recent(queue.desk.event)[0].rec
    void = VoidRecord(rec=rec, reason="重复登记", event=queue.desk.event, operator=queue.desk.supervisor)
    queue.desk.must(void_record, void)
    queue.use()
    queue.prints.resume()
    queue.wait()
    assert queue.states() == [PrintState.CANCELLED]
    assert queue.spooler.printed == []


def queue_form(queue, serial):
    """Queue the filled form of somebody who was entered, besides the card."""
    rec = enroll(queue.desk, serial).rec
    about = {"rec": rec, "event": queue.desk.event, "operator": queue.desk.operator}
    queue.desk.must(prepare, PrepareCard(**about))
    queue.desk.must(prepare_form, PrepareForm(**about))


def test_forms_go_to_a_printer_of_their_own(queue):
    queue.spooler.names = (PRINTER, "A4 打印机")
    queue.use()
    queue.prints.use("A4 打印机", "form", "a4")
    queue.settle()
    queue_form(queue, 1)
    queue.prints.kick()
    queue.wait()
    jobs = queue.desk.application.read.print_jobs(queue.desk.event)
    assert {job.paper: job.printer for job in jobs} == {"card": PRINTER, "form": "A4 打印机"}
    queue.prints.choose_printer(PRINTER)
    queue.settle()
    assert queue.prints.printer_for("form") == PRINTER


def test_cards_that_wait_for_a_full_sheet_hold_no_form_up(queue):
    queue.use(sheet="a4")
    queue_form(queue, 1)
    queue.prints.kick()
    queue.wait()
    jobs = queue.desk.application.read.print_jobs(queue.desk.event)
    assert {job.paper: job.state for job in jobs} == {"card": PrintState.QUEUED, "form": PrintState.PRINTED}
