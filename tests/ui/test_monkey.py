"""A random-key monkey over all pages: no exception, no modal window, nothing stuck.

``make monkey MINUTES=10 SEED=7`` works through as many seeds as fit, and names the seed that found something.
"""

import os
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from fieldapp.domain.events import ApprovalPolicy
from tests.support.window import stand, typed
from ui.robots.monkey import Monkey

SHORT_STEPS, LONG_STEPS = 180, 1_500
MINUTES = float(os.environ.get("MONKEY_MINUTES", "0"))
SEED = int(os.environ.get("MONKEY_SEED", "1"))


@pytest.fixture(autouse=True)
def _no_system_dialogs(monkeypatch):
    """Whoever asks the system for a file gets none: its dialog is not ours to press."""
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_asked, **_options: ("", "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_asked, **_options: ""))


def run(root, seed: int, steps: int) -> None:
    """Let one monkey loose at a desk with a few people in it."""
    with stand(root, ApprovalPolicy.DELEGATED, numbers=50) as at:
        for serial in (1, 2, 3):
            at.enroll.enroll(typed(serial))
        monkey = Monkey(at.hands, seed)
        for _step in range(steps):
            monkey.step()
            assert at.hands.window.workspace is not None, f"seed {seed}: the desk is gone after {monkey.log[-8:]}"
        at.hands.settle()
        assert monkey.is_free(), f"seed {seed}: stuck after {monkey.log}"
        assert monkey.troubles == [], f"seed {seed}"


def test_a_monkey_breaks_nothing(tmp_path):
    end = time.monotonic() + MINUTES * 60
    seed = SEED
    run(tmp_path / str(seed), seed, LONG_STEPS if MINUTES else SHORT_STEPS)
    while time.monotonic() < end:
        seed += 1
        run(tmp_path / str(seed), seed, LONG_STEPS)


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


@pytest.mark.parametrize("key", [Qt.Key.Key_F12])
def test_a_locked_desk_is_noticed(tmp_path, key):
    with stand(tmp_path) as at:
        monkey = Monkey(at.hands, 1)
        at.hands.press(key)
        at.hands.settle()
        assert not monkey.is_free()
