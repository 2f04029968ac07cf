"""Work off the main thread, and its way back."""

import sys
import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget

import ui.jobs
from fieldapp.errors import KnownError
from ui.jobs import Jobs, Progress


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


def test_results_come_back_on_the_main_thread(qtbot, jobs):
    seen = []
    with qtbot.waitSignal(jobs.settled, timeout=5000):
        jobs.on_store(
            lambda: threading.current_thread().name, lambda name: seen.append((name, QThread.currentThread()))
        )
    assert seen[0][0].startswith("store")
    assert seen[0][1] is QApplication.instance().thread()


def test_store_work_is_done_in_the_order_it_was_asked(qtbot, jobs):
    seen = []
    with qtbot.waitSignal(jobs.settled, timeout=5000):
        for number in range(20):
            jobs.on_store(lambda number=number: number, seen.append)
    assert seen == list(range(20))


def test_what_a_person_waits_for_goes_before_long_work(qtbot, jobs):
    gate, seen = threading.Event(), []

    with qtbot.waitSignal(jobs.settled, timeout=6000):
        jobs.on_store_later(lambda: gate.wait(5), lambda _result: seen.append("piece under way"))
        jobs.on_store_later(lambda: None, lambda _result: seen.append("piece 1"))
        jobs.on_store_later(lambda: None, lambda _result: seen.append("piece 2"))
        jobs.on_store(lambda: None, lambda _result: seen.append("F10"))
        jobs.on_store(lambda: None, lambda _result: seen.append("draft"))
        gate.set()

    assert seen == ["piece under way", "F10", "draft", "piece 1", "piece 2"]


def test_closing_does_what_was_asked_first(qapp):
    gate, done = threading.Event(), []
    jobs = Jobs()
    jobs.on_store_later(lambda: gate.wait(5), lambda _result: None)
    jobs.on_store_later(lambda: done.append("piece"), lambda _result: None)
    jobs.on_store(lambda: done.append("F10"), lambda _result: None)

    gate.set()
    jobs.close()

    assert done == ["F10", "piece"]


def test_work_after_drawing_is_done_when_the_window_was_drawn(qtbot, jobs):
    class Drawn(QWidget):
        def paintEvent(self, _event):
            seen.append("drawn")

    seen = []
    widget = Drawn()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    qtbot.waitUntil(lambda: "drawn" in seen)
    seen.clear()

    widget.update()
    jobs.after_drawing(lambda: seen.append("read again"))
    is_open = jobs.open_count
    qtbot.waitUntil(lambda: len(seen) == 2)

    assert (is_open, seen, jobs.open_count) == (1, ["drawn", "read again"], 0)


def test_a_busy_thread_lets_the_window_answer_at_once(jobs):
    assert sys.getswitchinterval() < 0.001


def test_the_pool_does_not_wait_for_the_store(qtbot, jobs):
    gate, seen = threading.Event(), []

    def slow() -> str:
        gate.wait(5)
        return "store"

    def quick() -> str:
        gate.set()
        return "pool"

    with qtbot.waitSignal(jobs.settled, timeout=6000):
        jobs.on_store(slow, seen.append)
        jobs.in_background(quick, seen.append)
    assert sorted(seen) == ["pool", "store"]


def test_a_known_error_goes_to_whoever_asked(qtbot, jobs):
    seen = []

    def work() -> None:
        raise KnownError("disk_full")

    with qtbot.waitSignal(jobs.settled, timeout=5000), qtbot.assertNotEmitted(jobs.trouble):
        jobs.on_store(work, lambda _result: None, seen.append)
    assert [error.code for error in seen] == ["disk_full"]


def test_a_known_error_nobody_handles_is_trouble(qtbot, jobs):
    def work() -> None:
        raise KnownError("disk_full")

    with qtbot.waitSignal(jobs.trouble, timeout=5000) as told:
        jobs.on_store(work, lambda _result: None)
    assert told.args[0].code == "disk_full"


def test_our_own_mistake_is_logged_and_said_without_details(qtbot, jobs, caplog):
    def work() -> None:
        raise ZeroDivisionError("a secret")

    with qtbot.waitSignal(jobs.trouble, timeout=5000) as told:
        jobs.in_background(work, lambda _result: None)
    assert told.args[0].code == "unexpected_error"
    assert "ZeroDivisionError" in caplog.text


def test_work_after_an_error_goes_on(qtbot, jobs):
    seen = []

    def broken() -> None:
        raise KnownError("disk_full")

    with qtbot.waitSignal(jobs.settled, timeout=5000):
        jobs.on_store(broken, lambda _result: None, lambda _error: None)
        jobs.on_store(lambda: 1, seen.append)
    assert seen == [1]


def test_open_work_is_counted(qtbot, jobs):
    gate = threading.Event()
    jobs.on_store(lambda: gate.wait(5), lambda _result: None)
    assert jobs.open_count == 1
    with qtbot.waitSignal(jobs.settled, timeout=6000):
        gate.set()
    assert jobs.open_count == 0


def test_progress_is_told_and_can_be_stopped(qtbot):
    progress = Progress()
    with qtbot.waitSignal(progress.moved, timeout=1000) as told:
        progress.report(3, 10)
    progress.stop()
    assert told.args == [3, 10]
    assert progress.is_stopped


def test_whoever_asked_before_a_store_ended_hears_neither_answer_nor_trouble(qtbot, jobs):
    gate, seen = threading.Event(), []
    jobs.trouble.connect(seen.append)
    with qtbot.waitSignal(jobs.settled, timeout=5000):
        jobs.on_store(lambda: gate.wait(5), seen.append)
        jobs.in_background(lambda: 1 // 0, seen.append)
        jobs.end_store(lambda: None)
        jobs.on_store(lambda: "after", seen.append)
        gate.set()
    assert seen == ["after"]


def test_a_store_ends_after_what_may_wait_and_before_what_is_asked_later(qtbot, jobs):
    gate, done = threading.Event(), []
    with qtbot.waitSignal(jobs.settled, timeout=5000):
        jobs.on_store(lambda: gate.wait(5), lambda _none: None)
        jobs.on_store_later(lambda: done.append("piece"), lambda _none: None)
        jobs.end_store(lambda: done.append("end"))
        jobs.on_store(lambda: done.append("next store"), lambda _none: None)
        gate.set()
    assert done == ["piece", "end", "next store"]


def test_long_work_stands_still_until_who_waits_was_answered(qtbot, jobs, monkeypatch):
    monkeypatch.setattr(ui.jobs, "_MOST_PATIENT_SECONDS", 5)
    gate, order = threading.Event(), []

    def long_work():
        gate.wait(5)
        jobs.give_way()
        order.append("long work")

    with qtbot.waitSignal(jobs.settled, timeout=6000):
        jobs.in_background(long_work, lambda _nothing: None)
        jobs.on_store(gate.set, lambda _nothing: order.append("F10"))

    assert order == ["F10", "long work"]


def test_nobody_stands_still_for_ever(qtbot, jobs):
    gate, order = threading.Event(), []

    def long_work():
        jobs.give_way()
        order.append("long work")
        gate.set()

    with qtbot.waitSignal(jobs.settled, timeout=6000):
        jobs.on_store(lambda: gate.wait(5), order.append)
        jobs.in_background(long_work, lambda _nothing: None)

    assert order == ["long work", True]


def test_store_work_that_fails_lets_the_others_go_on(qtbot, jobs):
    def fails():
        raise KnownError("store_closed")

    with qtbot.waitSignal(jobs.settled, timeout=5000):
        jobs.on_store(fails, print, lambda _error: None)

    assert jobs._is_calm.is_set()
