"""Signatures checked here and in a child give the same answers, also when the child is lost."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.facts import signing_input
from sync.hub import verifying
from sync.hub.verifying import BesideVerifier, answer_question, verify_here
from sync.protocol.envelopes import KIND, Check

KEYS = [DeviceKey.from_seed(bytes([seed]) * 32) for seed in (1, 2)]


def check(number: int, *, is_good: bool) -> Check:
    key = KEYS[number % 2]
    payload = f"envelope {number} 名字".encode() * (number + 1)
    signature = key.sign(KIND, payload)
    return key.public, signing_input(KIND, payload), signature if is_good else signature[::-1]


CHECKS = [check(number, is_good=number % 3 != 0) for number in range(12)]
EXPECTED = [number % 3 != 0 for number in range(12)]


@pytest.fixture
def beside() -> Iterator[BesideVerifier]:
    verifier = BesideVerifier()
    yield verifier
    verifier.close()


def test_both_ways_say_the_same_of_every_signature(beside: BesideVerifier) -> None:
    assert list(beside(CHECKS)) == verify_here(CHECKS) == EXPECTED


def test_few_signatures_are_checked_without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "Conversation", None)

    assert list(BesideVerifier()(CHECKS[:3])) == EXPECTED[:3]


def test_nothing_to_check_is_no_trouble(beside: BesideVerifier) -> None:
    assert list(beside([])) == []


def our_children() -> set[int]:
    """Return the verifiers this process started."""
    tasks = Path("/proc/self/task").glob("*/children")
    pids = {int(pid) for one in tasks for pid in one.read_text(encoding="ascii").split()}
    return {pid for pid in pids if b"sync.hub.verifying" in Path(f"/proc/{pid}/cmdline").read_bytes()}


@pytest.mark.skipif(sys.platform == "win32", reason="reads /proc")
def test_killed_child_is_replaced(beside: BesideVerifier) -> None:
    before = our_children()
    beside(CHECKS)
    (child,) = our_children() - before
    os.kill(child, signal.SIGKILL)

    answers = [list(beside(CHECKS)) for _ in range(2)]

    assert answers == [EXPECTED, EXPECTED]


@pytest.mark.parametrize(
    "said", ["raise SystemExit(0)", "answer_all(lambda _: b'1')", "answer_all(lambda q: b'x' * 12)"]
)
def test_child_that_says_something_else_is_not_believed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    code = f"from fieldapp.processes.conversations import answer_all; {said}"
    monkeypatch.setattr(verifying, "python_child", lambda _: (sys.executable, "-c", code))
    verifier = BesideVerifier()

    answers = list(verifier(CHECKS))

    verifier.close()
    assert answers == EXPECTED


def test_child_answers_a_letter_per_check() -> None:
    question = verifying._question(CHECKS)

    assert answer_question(question) == b"".join(b"1" if good else b"0" for good in EXPECTED)
    assert answer_question(b"") == b""
