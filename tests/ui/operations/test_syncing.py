"""The way to the centre as the window drives it: plain addresses, failures, back-off."""

import pytest
from PySide6.QtCore import QObject, Signal

from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from sync.client.round import RoundSummary
from tests.support.window import stand
from ui.operations.syncing import Line, Syncing


class HeldJobs(QObject):
    """Jobs that run nothing until the test says how the work ended."""

    trouble = Signal(object)

    def __init__(self):
        super().__init__()
        self.asked, self.later = [], []

    def on_store_later(self, work, done, failed=None):
        self.later.append((work, done))

    def do_later(self):
        work, done = self.later.pop()
        done(work())

    def in_background(self, work, done, failed=None):
        self.asked.append((work, done, failed))

    def end(self, summary):
        self.asked.pop()[1](summary)

    def fail(self, error):
        self.asked.pop()[2](error)


class _Peer:
    url = "http://127.0.0.1:9"


class _Clock:
    now_s = 100.0

    def monotonic(self):
        return self.now_s


class _State:
    enrolled = True


class _Application:
    """As much of an enrolled application as the schedule of rounds asks."""

    def __init__(self):
        self.clock = _Clock()
        self.pieces_left = 0
        self.enrolment = self
        self.read = self

    def peer(self):
        return _Peer()

    def sync_state(self):
        return _State()

    def index_again(self, limit):
        self.pieces_left -= 1
        return self.pieces_left > 0


@pytest.fixture
def jobs():
    return HeldJobs()


@pytest.fixture
def syncing(jobs):
    return Syncing(_Application(), jobs)


def looks_at(syncing, seconds):
    """Let the clock stand at a moment and let the timer look."""
    syncing._application.clock.now_s = seconds
    syncing._on_tick()


def test_a_failed_round_is_a_problem_with_its_code(syncing, jobs):
    told = []
    syncing.finished.connect(told.append)
    syncing.start()
    jobs.fail(KnownError("disk_full", folder="data"))
    assert [(one.problem, dict(one.details)) for one in told] == [("disk_full", {"folder": "data"})]
    assert syncing.line is Line.OFFLINE


def test_rounds_that_fail_come_less_and_less_often(syncing, jobs):
    waits, moment = [], 100.0
    for _round in range(3):
        looks_at(syncing, moment)
        jobs.fail(KnownError("disk_full"))
        waits.append(syncing._schedule.next_at - moment)
        moment = syncing._schedule.next_at
    assert 7 < waits[0] < waits[1] < waits[2]


def test_new_work_does_not_hurry_a_line_that_fails(syncing, jobs):
    looks_at(syncing, 100.0)
    jobs.fail(KnownError("disk_full"))
    before = syncing._schedule.next_at
    syncing.note_work()
    assert syncing._schedule.next_at == before


def test_a_round_that_worked_ends_the_back_off(syncing, jobs):
    for _round in range(4):
        syncing.start()
        jobs.fail(KnownError("disk_full"))
    syncing.start()
    jobs.end(RoundSummary(delivered=1))
    assert syncing._schedule.failures == 0
    assert syncing.line is Line.ONLINE


def test_a_bug_in_a_round_does_not_end_all_rounds(syncing, jobs):
    syncing.start()
    syncing._application.read = None
    with pytest.raises(AttributeError):
        jobs.asked[-1][0]()
    syncing._application.read = syncing._application
    jobs.trouble.emit(KnownError("unexpected_error"))
    assert syncing.last.problem == "unexpected_error"
    looks_at(syncing, syncing._schedule.next_at)
    assert len(jobs.asked) == 2


def test_trouble_of_other_work_leaves_a_running_round_alone(syncing, jobs):
    syncing.start()
    jobs.trouble.emit(KnownError("unexpected_error"))
    assert syncing.line is Line.BUSY


def test_before_the_first_round_nothing_is_said_to_be_offline(syncing):
    assert syncing.line is Line.SOON


def test_joining_begins_the_first_round_at_once(syncing, jobs):
    syncing.begin_again()
    assert syncing.line is Line.BUSY
    assert len(jobs.asked) == 1


@pytest.mark.parametrize("begin", [Syncing.begin_again, Syncing.watch])
def test_people_are_indexed_again_one_piece_after_the_other(syncing, jobs, begin):
    syncing._application.pieces_left = 3
    begin(syncing)

    for _piece in range(3):
        assert len(jobs.later) == 1
        jobs.do_later()

    assert jobs.later == []


def test_no_piece_is_begun_once_the_store_closes(syncing, jobs):
    syncing._application.pieces_left = 3
    syncing.begin_again()
    syncing.stop()

    jobs.do_later()

    assert jobs.later == []


def test_a_plain_address_of_another_machine_is_refused_before_anything_is_sent(tmp_path):
    with stand(tmp_path) as at:
        answers = []
        at.hands.window.session.syncing.join_centre("http://192.0.2.7:8000", "ABCDE23456", "12345678", answers.append)
        at.hands.settle()
        assert answers == [Refusal(code="hub_address_plain")]
