"""Checks the signatures of a batch: in this process, or in a child beside it.

Checking holds the interpreter's lock, so that a thread gains nothing; a child checks one laptop's
batch while this process writes another's. The child is only faster, never trusted with more: when
it is silent, gone or says something else than one letter per signature, they are checked here.
"""

from collections.abc import Callable, Sequence

from fieldapp.crypto.signed import PUBLIC_KEY_BYTES, SIGNATURE_BYTES, verify_ed25519
from fieldapp.errors import KnownError
from fieldapp.processes import Ending, python_child
from fieldapp.processes.companions import Companion
from fieldapp.processes.conversations import Conversation, answer_all
from sync.protocol.envelopes import Check
from sync.protocol.limits import BATCH_INFLATED_BYTES, BATCH_RECORDS

VerifyAll = Callable[[Sequence[Check]], Sequence[bool]]
"""Says of each check whether its signature is good, in order."""

_WORTH_ASKING = 8
"""Fewer are checked sooner than a child is asked."""
_SECONDS = 10.0
_MEMORY_MB = 1024
_LENGTH = 4
_HEAD = PUBLIC_KEY_BYTES + SIGNATURE_BYTES + _LENGTH
_QUESTION_MB = (BATCH_INFLATED_BYTES + BATCH_RECORDS * (_HEAD + 100)) // (1 << 20) + 1
_GOOD, _BAD = b"1", b"0"


def verify_here(checks: Sequence[Check]) -> list[bool]:
    """Check in this process."""
    return [verify_ed25519(*check) for check in checks]


class BesideVerifier:
    """Checks in a child, which starts with the first batch and again when it was lost. For any thread."""

    def __init__(self) -> None:
        """Begin without a child."""
        self._child = Companion(
            lambda: Conversation(python_child("sync.hub.verifying"), memory_mb=_MEMORY_MB), "child_not_started"
        )

    def __call__(self, checks: Sequence[Check]) -> Sequence[bool]:
        """Say of each check whether its signature is good."""
        if len(checks) < _WORTH_ASKING:
            return verify_here(checks)
        answer = self._ask(_question(checks))
        if isinstance(answer, bytes) and len(answer) == len(checks) and not answer.strip(_GOOD + _BAD):
            return [letter == _GOOD[0] for letter in answer]
        self.close()
        return verify_here(checks)

    def close(self) -> None:
        """End the child; the next batch would start another."""
        self._child.send_away()

    def _ask(self, question: bytes) -> bytes | Ending:
        try:
            return self._child.ask(question, _SECONDS)
        except KnownError:
            return Ending.FAILED


def _question(checks: Sequence[Check]) -> bytes:
    pieces = []
    for public, message, signature in checks:
        pieces += [public, signature, len(message).to_bytes(_LENGTH), message]
    return b"".join(pieces)


def answer_question(question: bytes) -> bytes:
    """Return one letter per check of a question: the child's side."""
    said, place = [], 0
    while place < len(question):
        head = question[place : place + _HEAD]
        public, signature = head[:PUBLIC_KEY_BYTES], head[PUBLIC_KEY_BYTES:-_LENGTH]
        place += _HEAD
        length = int.from_bytes(head[-_LENGTH:])
        said.append(_GOOD if verify_ed25519(public, question[place : place + length], signature) else _BAD)
        place += length
    return b"".join(said)


if __name__ == "__main__":
    answer_all(answer_question, question_mb=_QUESTION_MB)
