"""A random-key monkey over all pages: no exception, no modal window, nothing stuck.

``make monkey MINUTES=10 SEED=7`` works through as many seeds as fit, and names the seed that found something.
"""

import os
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.messages import message
from tests.support.desk import PASSPHRASE
from tests.support.window import stand, typed
from ui.robots.monkey import FileDialogs, Monkey, Tally

SHORT_STEPS, LONG_STEPS = 180, 1_000
MINUTES = float(os.environ.get("MONKEY_MINUTES", "0"))
SEED = int(os.environ.get("MONKEY_SEED", "1"))
LEAST_PAGES, MOST_IN_ONE = 10, 0.4
"""A long run sees so many pages at least, and spends at most this share of its steps in one of them."""

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # popups, offscreen only


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """Answer in the system's place when somebody asks for a file."""
    folder = tmp_path / "files"
    folder.mkdir()
    dialogs = FileDialogs(folder, SEED)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(dialogs.save))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(dialogs.open))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(dialogs.choose_folder))
    return dialogs


def run(root, seed: int, steps: int, end: float = 0.0) -> Monkey:
    """Let one monkey loose at a desk with a few people in it, at most until ``end`` (monotonic seconds; 0: no end)."""
    with stand(root, ApprovalPolicy.DELEGATED, numbers=50) as at:
        for serial in (1, 2, 3):
            at.enroll.enroll(typed(serial))
        monkey = Monkey(at.hands, seed, PASSPHRASE)
        while monkey.steps < steps and not 0 < end < time.monotonic():
            monkey.step()
            assert monkey.troubles == [], f"seed {seed}, step {monkey.steps}"
        assert monkey.sit_down(), f"seed {seed}: nobody can sit down after {monkey.log}"
        assert monkey.is_free(), f"seed {seed}: stuck after {monkey.log}"
        assert monkey.troubles == [], f"seed {seed}"
    return monkey


def test_a_monkey_breaks_nothing(tmp_path, files, capsys):
    begun, seed, did, steps = time.monotonic(), SEED, Tally(), 0
    end = begun + MINUTES * 60
    while not steps or time.monotonic() < end:
        monkey = run(tmp_path / str(seed), seed, LONG_STEPS if MINUTES else SHORT_STEPS, end if MINUTES else 0)
        did.add(monkey.did)
        seed, steps = seed + 1, steps + monkey.steps
    with capsys.disabled():
        seconds = time.monotonic() - begun
        print(f"\n{seconds:.0f} s, seeds {SEED}-{seed - 1}, {steps} steps, {files.answered} file dialogs, {did}")  # noqa: T201
    if MINUTES:
        assert len(did.pages) >= LEAST_PAGES
        assert max(did.pages.values()) <= MOST_IN_ONE * steps, did.pages


def test_the_same_seed_does_the_same(tmp_path):
    logs = []
    for name in ("one", "two"):
        with stand(tmp_path / name) as at:
            monkey = Monkey(at.hands, 5)
            for _step in range(15):
                monkey.step()
            logs.append(list(monkey.log))
    assert logs[0] == logs[1]


def test_a_monkey_notices_a_bug_in_a_job(tmp_path):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1)
        at.hands.jobs.in_background(lambda: 1 // 0, lambda _none: None)
        at.hands.settle()
        assert len(monkey.troubles) == 1


def test_a_monkey_notices_a_bug_that_the_window_tells(tmp_path):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1)
        at.hands.window.session.say(message("unexpected_error"), "error")
        monkey.hands.window.workspace.messages.show()
        monkey.step()
        assert len(monkey.troubles) == 1


def test_a_monkey_notices_a_modal_window(tmp_path, qapp):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1)
        dialog = QDialog(at.hands.window)
        dialog.setModal(True)
        dialog.show()
        qapp.processEvents()
        monkey.step()
        assert len(monkey.troubles) == 1
        dialog.deleteLater()


def test_a_locked_desk_is_noticed_and_the_monkey_sits_down_again(tmp_path):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1, PASSPHRASE)
        at.hands.press(Qt.Key.Key_F12)
        at.hands.settle()
        assert not monkey.is_free()
        assert monkey.sit_down()
        assert monkey.is_free()
        assert monkey.did.unlocked == 1


def test_the_monkey_comes_back_from_a_closed_store_and_from_practising(tmp_path):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1, PASSPHRASE)
        at.hands.window.session.training_asked.emit("begin")
        assert monkey.sit_down()
        at.hands.window.close_store()
        assert monkey.sit_down()
        assert (monkey.did.practised, monkey.did.opened) == (1, 1)


def test_a_monkey_without_the_passphrase_stays_outside(tmp_path):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1, "not this one")
        at.hands.press(Qt.Key.Key_F12)
        assert not monkey.sit_down()
