"""A child that lives for a while and answers one question after the other, under caps, killed when it is silent.

Messages on both pipes are a length (four bytes, most significant first) and that many bytes. For work
that may hang or crash in somebody else's code and still has to be asked many times, like a camera.
"""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO

from fieldapp.errors import KnownError
from fieldapp.processes.children import Ending, start_child

if sys.platform == "win32":
    from fieldapp.processes.job_objects import Caps
else:
    from fieldapp.processes.resource_limits import Caps

_MEGABYTE = 1 << 20
_LENGTH = 4
_MOST_WAITING = 2
"""Answers nobody fetched yet: a child that goes on talking unasked must not fill this process's memory."""
_MOST_PROCESSOR_SECONDS = 24 * 3600


class Conversation:
    """One child and its pipes. ``ask`` may be called from any thread; ``close`` also while one waits."""

    def __init__(self, argv: Sequence[str], *, memory_mb: int, answer_mb: int = 16, file_mb: int = 0) -> None:
        """Start the child; ``KnownError`` "child_not_started" when the system cannot.

        ``file_mb``: how large a file it may write; none where nobody says so.
        """
        self._child = start_child(argv, stderr=subprocess.DEVNULL)
        if self._child.stdin is None or self._child.stdout is None:
            raise KnownError("child_not_started", reason="no pipes")
        self._stdin: IO[bytes] = self._child.stdin
        self._stdout: IO[bytes] = self._child.stdout
        self._caps = Caps(self._child.pid, seconds=_MOST_PROCESSOR_SECONDS, memory_mb=memory_mb, file_mb=file_mb)
        self._largest = answer_mb * _MEGABYTE
        self._answers: queue.Queue[bytes | None] = queue.Queue(_MOST_WAITING)
        self._asking, self._closing = threading.Lock(), threading.Lock()
        self._is_over = False
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, question: bytes, seconds: float) -> bytes | Ending:
        """Return the child's answer, or how the child ended instead; one that is silent too long is killed."""
        with self._asking:
            if self._is_over or not self._say(question):
                return Ending.CRASHED
            try:
                answer = self._answers.get(timeout=seconds)
            except queue.Empty:
                self.close()
                return Ending.TIMED_OUT
            if answer is None:
                self._is_over = True
                return Ending.CRASHED
            return answer

    def close(self) -> None:
        """Kill the child; returns at once, also when it hangs inside the system. More than once is no harm."""
        with self._closing:
            self._is_over = True
            if self._child.poll() is None:
                self._caps.end()

    def _say(self, question: bytes) -> bool:
        try:
            self._stdin.write(len(question).to_bytes(_LENGTH) + question)
            self._stdin.flush()
        except (OSError, ValueError):
            # Broken pipe, or closed by another thread in this moment: the child is gone.
            return False
        return True

    def _listen(self) -> None:
        """Carry answers to whoever asked, until the child ends or says more than it may; then clear up."""
        while (answer := _read_message(self._stdout, self._largest)) is not None and self._keep(answer):
            continue
        self.close()
        self._keep(None)
        self._child.wait()
        self._caps.close()
        self._stdout.close()
        try:
            self._stdin.close()
        except OSError:
            # The child died with a question half read; there is nobody to flush it to.
            return

    def _keep(self, answer: bytes | None) -> bool:
        """Lay an answer out for whoever asks; False when so many lie there that nobody asked for them."""
        try:
            self._answers.put_nowait(answer)
        except queue.Full:
            return False
        return True


def _read_message(pipe: IO[bytes], largest: int) -> bytes | None:
    """Return the next message, None at the end or when what comes is none."""
    head = pipe.read(_LENGTH)
    length = int.from_bytes(head)
    if len(head) < _LENGTH or length > largest:
        return None
    body = pipe.read(length)
    return body if len(body) == length else None


def answer_all(answer: Callable[[bytes], bytes], *, question_mb: int = 1) -> None:
    """Answer questions on standard input until it ends: the child's side.

    Whatever foreign code prints must not mix with the answers, so standard output is put aside.
    """
    questions = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, sys.stdout.fileno())
        os.close(silence)
        while (question := _read_message(questions, question_mb * _MEGABYTE)) is not None:
            said = answer(question)
            answers.write(len(said).to_bytes(_LENGTH) + said)
            answers.flush()
