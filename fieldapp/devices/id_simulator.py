"""A reader that is not there: speaks the real bytes for made-up people, for training and tests."""

from collections.abc import Callable, Sequence

from fieldapp.devices.id_frames import FIND, FOUND, NOT_FOUND, NOT_SELECTED, OK, READ, SELECT, reply
from fieldapp.domain.identity import check_character

SIMULATED = "simulated"
_LOOKS_LAID = 3
"""How many looks a card lies there after it was read, before somebody takes it away."""


def text_block(name: str, number: str, *, kind: str = " ", nation: str = "01") -> bytes:
    """Return the text block of a resident's card (or another one of the same layout)."""
    sex = "1" if number[16:17].isdigit() and int(number[16]) % 2 else "2"
    parts: list[tuple[str, int]] = [(name, 15), (sex, 1), (nation, 2), (number[6:14], 8), ("某市某区某路 1 号", 35)]
    parts += [(number, 18), ("某市公安局", 15), ("20200101", 8), ("20400101", 8), ("", 14), (kind, 1), ("", 3)]
    return b"".join(words.ljust(length)[:length].encode("utf-16-le") for words, length in parts)


def _number(order: int) -> str:
    first = f"15060219880{order % 9 + 1}12{order:03d}"
    return first + check_character(first)


PEOPLE = (
    text_block("样例甲", _number(211)),
    text_block("样例乙其木格", _number(122), nation="02"),
    text_block("样例丙", _number(333)),
)


class SimulatedSam:
    """The reader's side: answers frames. Cards are laid down one after the other, each for a few looks."""

    def __init__(self, people: Sequence[bytes] = PEOPLE, laid_looks: int = _LOOKS_LAID) -> None:
        """Lay these text blocks down in turn."""
        self._people, self._laid_looks = people, laid_looks
        self._turn = self._looks_left = 0
        self._was_read = False

    def answer(self, frame: bytes) -> bytes:
        """Answer one command frame."""
        answers: dict[tuple[int, int], Callable[[], bytes]] = {
            FIND: self._find,
            SELECT: lambda: reply(OK if self._people else NOT_SELECTED, bytes(8)),
            READ: self._read,
        }
        return answers[frame[7], frame[8]]()

    def _find(self) -> bytes:
        if self._was_read:
            self._looks_left -= 1
            if self._looks_left < 0:  # taken away; the next one comes
                self._was_read = False
                self._turn += 1
                return reply(NOT_FOUND)
        return reply(FOUND, bytes(4)) if self._people else reply(NOT_FOUND)

    def _read(self) -> bytes:
        self._was_read, self._looks_left = True, self._laid_looks
        text = self._people[self._turn % len(self._people)]
        return reply(OK, len(text).to_bytes(2) + (1024).to_bytes(2) + text + bytes(1024))


class SimulatedPort:
    """A serial line with that reader at its end."""

    def __init__(self, sam: SimulatedSam | None = None) -> None:
        """Connect the made-up people, or another reader."""
        self._sam = sam or SimulatedSam()
        self._waiting = b""

    def write(self, data: bytes, /) -> int:
        """Let the reader answer."""
        self._waiting += self._sam.answer(data)
        return len(data)

    def read(self, size: int, /) -> bytes:
        """Return what the reader answered."""
        piece, self._waiting = self._waiting[:size], self._waiting[size:]
        return piece

    def reset_input_buffer(self) -> None:
        """Forget what came unasked."""
        self._waiting = b""
