"""How pages read again: at once, but no page more often than ten times a second, and none that is not in front."""

import threading

import pytest

from fieldapp.domain.changes import Topic
from tests.support.window import stand, typed

MOVED = frozenset({Topic.APPLICATIONS})


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as made:
        yield made


def counted(page, monkeypatch):
    """Count how often a page shows what moved."""
    shown, real = [], page.show_changes

    def show(changes):
        shown.append(changes)
        real(changes)

    monkeypatch.setattr(page, "show_changes", show)
    return shown


def test_what_moves_many_times_in_a_moment_is_read_at_once_and_once_more_at_its_end(at, monkeypatch):
    session, page = at.hands.window.session, at.hands.window.workspace.current
    shown = counted(page, monkeypatch)

    for _time in range(20):
        session.publish(MOVED)
    assert len(shown) == 1
    at.hands.settle()

    assert shown == [MOVED, MOVED]


def test_topics_of_the_moment_come_together(at, monkeypatch):
    session, page = at.hands.window.session, at.hands.window.workspace.current
    shown = counted(page, monkeypatch)

    for topic in (Topic.APPLICATIONS, Topic.OUTCOMES, Topic.LEASES, Topic.CARDS):
        session.publish(frozenset({topic}))
    at.hands.settle()

    assert shown == [MOVED, frozenset({Topic.OUTCOMES, Topic.LEASES})]  # 登记 shows no cards


def test_page_behind_another_reads_when_it_comes_to_the_front(at, monkeypatch):
    workspace = at.hands.window.workspace
    page = workspace.current
    workspace.open_page("today")
    shown, read = counted(page, monkeypatch), []
    monkeypatch.setattr(page, "refresh", lambda: read.append(1))

    at.hands.window.session.publish(MOVED)
    at.hands.settle()
    assert (shown, read) == ([], [])
    workspace.open_page("enroll")

    assert read == [1]


def test_figures_are_not_read_on_the_thread_of_the_window(at, monkeypatch):
    threads, figures = [], at.read.figures

    def noted(event):
        threads.append(threading.current_thread())
        return figures(event)

    monkeypatch.setattr(at.read, "figures", noted)
    at.enroll.enroll(typed(1))

    assert threads
    assert threading.main_thread() not in threads
    assert at.hands.read("figure_accepted") == "1"
    assert len(at.enroll.recent()) == 1
