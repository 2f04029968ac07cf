import pytest

from fieldapp.errors import KnownError
from fieldapp.processes import Ending, python_child
from fieldapp.processes.companions import Companion
from fieldapp.processes.conversations import Conversation

SECONDS = 20.0


def answering(text: bytes) -> Conversation:
    code = f"from fieldapp.processes.conversations import answer_all; answer_all(lambda question: {text!r} + question)"
    return Conversation((python_child("x")[0], "-c", code), memory_mb=512)


@pytest.fixture
def started():
    """Return a companion, and how many children it brought so far."""
    begun = []

    def begin():
        begun.append(answering(str(len(begun)).encode()))
        return begun[-1]

    companion = Companion(begin, "camera_lost")
    yield companion, begun
    companion.close()


def test_nobody_is_started_before_the_first_question(started):
    assert started[1] == []


def test_one_child_answers_all_questions(started):
    companion, begun = started
    assert [companion.ask(b"a", SECONDS), companion.ask(b"b", SECONDS)] == [b"0a", b"0b"]
    assert len(begun) == 1


def test_after_it_was_sent_away_another_one_comes(started):
    companion, begun = started
    companion.ask(b"a", SECONDS)
    companion.send_away()
    assert companion.ask(b"a", SECONDS) == b"1a"
    assert begun[0].ask(b"a", SECONDS) is Ending.CRASHED


def test_nobody_comes_once_all_is_closed(started):
    companion, begun = started
    with pytest.raises(KnownError, match="camera_silent"):
        companion.fail("camera_silent")
    with pytest.raises(KnownError, match="camera_lost"):
        companion.ask(b"a", SECONDS)
    assert begun == []
