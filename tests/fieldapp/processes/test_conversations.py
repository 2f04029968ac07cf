"""A child that is asked many times: it answers, it ends, it is silent, it says too much."""

import sys
import threading
from collections.abc import Iterator

import pytest

from fieldapp.errors import KnownError
from fieldapp.processes import Ending, run_capped
from fieldapp.processes.conversations import Conversation

SERVE = "from fieldapp.processes.conversations import answer_all; import os, sys, time\n"
ECHO = SERVE + "answer_all(lambda asked: asked * 2)"
PATIENT = 30.0


class Talks:
    """Starts children and ends them all."""

    def __init__(self) -> None:
        self.open: list[Conversation] = []

    def begin(self, script: str, **caps: int) -> Conversation:
        talk = Conversation([sys.executable, "-X", "utf8", "-c", script], **{"memory_mb": 512, **caps})
        self.open.append(talk)
        return talk


@pytest.fixture
def talks() -> Iterator[Talks]:
    made = Talks()
    yield made
    for talk in made.open:
        talk.close()


def test_child_answers_one_question_after_the_other(talks: Talks) -> None:
    talk = talks.begin(ECHO)

    assert [talk.ask(question, PATIENT) for question in (b"a", b"", b"x" * 100_000)] == [b"aa", b"", b"x" * 200_000]


def test_what_foreign_code_prints_does_not_mix_with_answers(talks: Talks) -> None:
    talk = talks.begin(SERVE + "answer_all(lambda asked: (os.write(1, b'driver 1.0'), print('hello'), asked)[2])")

    assert talk.ask(b"question", PATIENT) == b"question"


def test_child_that_ends_is_told(talks: Talks) -> None:
    talk = talks.begin(SERVE + "answer_all(lambda asked: sys.exit(3))")

    assert talk.ask(b"question", PATIENT) is Ending.CRASHED
    assert talk.ask(b"again", PATIENT) is Ending.CRASHED


def test_silent_child_is_killed(talks: Talks) -> None:
    talk = talks.begin(SERVE + "answer_all(lambda asked: time.sleep(600))")

    assert talk.ask(b"question", 0.2) is Ending.TIMED_OUT
    assert talk.ask(b"again", PATIENT) is Ending.CRASHED


def test_answer_beyond_the_cap_ends_the_child(talks: Talks) -> None:
    talk = talks.begin(SERVE + "answer_all(lambda asked: bytes(2 << 20))", answer_mb=1)

    assert talk.ask(b"question", PATIENT) is Ending.CRASHED


def test_child_that_wants_too_much_memory_ends(talks: Talks) -> None:
    talk = talks.begin(SERVE + "answer_all(lambda asked: bytes(bytearray(1 << 30)[:1]))")

    assert talk.ask(b"question", PATIENT) is Ending.CRASHED


def test_half_an_answer_is_none(talks: Talks) -> None:
    talk = talks.begin("import os, sys; sys.stdin.buffer.read(5); os.write(1, b'\\0\\0\\0\\x09half')")

    assert talk.ask(b"q", PATIENT) is Ending.CRASHED


def test_close_frees_whoever_waits(talks: Talks) -> None:
    talk = talks.begin(SERVE + "answer_all(lambda asked: time.sleep(600))")
    said: list[bytes | Ending] = []
    waiting = threading.Thread(target=lambda: said.append(talk.ask(b"question", PATIENT)))
    waiting.start()

    talk.close()
    waiting.join(PATIENT)

    assert said == [Ending.CRASHED]


def test_close_twice_is_no_harm(talks: Talks) -> None:
    talk = talks.begin(ECHO)

    talk.close()
    talk.close()

    assert talk.ask(b"question", PATIENT) is Ending.CRASHED


def test_child_ends_when_nobody_asks_any_more() -> None:
    child = run_capped([sys.executable, "-c", ECHO], input=b"\0\0\0\1a", seconds=PATIENT, memory_mb=512)

    assert child.is_done
    assert child.stdout == b"\0\0\0\2aa"


def test_command_that_does_not_exist_is_told() -> None:
    with pytest.raises(KnownError, match="child_not_started"):
        Conversation(["/nowhere/at/all"], memory_mb=64)


def test_child_that_talks_unasked_for_ever_is_ended_before_it_fills_the_memory(talks: Talks) -> None:
    flood = "import sys\nwhile True: sys.stdout.buffer.write((1 << 20).to_bytes(4) + b'x' * (1 << 20))"
    talk = talks.begin(flood)

    talk._child.wait(PATIENT)

    assert talk._answers.qsize() <= 2
    assert [type(talk.ask(b"question", PATIENT)) for _ in range(4)][-1] is Ending


@pytest.mark.skipif(sys.platform == "win32", reason="a job has no limit for files")
@pytest.mark.parametrize(("file_mb", "said"), [(0, b"OSError"), (1, b"written")])
def test_a_child_writes_files_only_when_told_that_it_may(talks, tmp_path, file_mb, said):
    script = (
        SERVE
        + f"""
def answer(_asked):
    try:
        with open({str(tmp_path / "kept")!r}, "wb", 0) as file:
            file.write(b"x" * 1000)
    except OSError:
        return b"OSError"
    return b"written"
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
answer_all(answer)
"""
    )
    talk = talks.begin(script, file_mb=file_mb)

    assert talk.ask(b"", PATIENT) == said
