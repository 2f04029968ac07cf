"""The child that holds the reader's port: find → select → read, one question at a time. ``id_reader_child PORT``."""

import base64
import json
import sys
from typing import Any, Protocol

import serial

from fieldapp.devices.id_frames import (
    FIND,
    FOUND,
    NOT_FOUND,
    NOT_SELECTED,
    OK,
    PREAMBLE,
    READ,
    SELECT,
    Reply,
    command,
    missing,
    read_reply,
    text_of,
)
from fieldapp.devices.id_simulator import SIMULATED, SimulatedPort
from fieldapp.processes.conversations import answer_all

_BAUD = 115_200
_TIMEOUT_S = 2.0


class Port(Protocol):
    """What a serial line can do."""

    def write(self, data: bytes, /) -> int | None:
        """Send bytes."""
        ...

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, fewer after the time-out."""
        ...

    def reset_input_buffer(self) -> None:
        """Forget what came unasked."""
        ...


class Reader:
    """One reader. A card that was read must leave before the next one counts."""

    def __init__(self, port: Port) -> None:
        """Begin with nothing on the reader."""
        self._port = port
        self._must_leave = False

    def poll(self) -> dict[str, Any]:
        """Look once: ``empty``, ``remove`` (the card that was read lies there still), ``card`` with its text."""
        found = self._ask(FIND)
        if found is None:
            return {"trouble": "reader_lost"}
        if found.status != FOUND:
            self._must_leave = False
            return {"state": "empty"} if found.status == NOT_FOUND else {"trouble": "reader_failed"}
        if self._must_leave:
            return {"state": "remove"}
        selected = self._ask(SELECT)
        if selected is None or selected.status != OK:
            # lifted between two answers, or two cards at once: the next look says which
            is_gone = selected is not None and selected.status in (NOT_FOUND, NOT_SELECTED)
            return {"state": "empty"} if is_gone else {"trouble": "reader_failed"}
        read = self._ask(READ)
        if read is None or read.status != OK:
            return {"trouble": "card_not_read"}
        self._must_leave = True
        return {"state": "card", "text": base64.b64encode(text_of(read.data)).decode("ascii")}

    def _ask(self, code: tuple[int, int]) -> Reply | None:
        self._port.reset_input_buffer()
        self._port.write(command(code))
        received = b""
        while wanted := missing(received):
            piece = self._port.read(wanted)
            if not piece:
                return None
            received += piece
            if not PREAMBLE.startswith(received[: len(PREAMBLE)]):
                return None
        return read_reply(received)


class Desk:
    """Opens the port with the first question, and says what became of it."""

    def __init__(self, place: str) -> None:
        """Remember the port; nothing is opened yet."""
        self._place = place
        self._reader: Reader | None = None

    def answer(self, _question: bytes) -> bytes:
        """Answer one look."""
        return json.dumps(self._look()).encode("ascii")

    def _look(self) -> dict[str, Any]:
        try:
            if self._reader is None:
                self._reader = Reader(_open(self._place))
            return self._reader.poll()
        except (serial.SerialException, OSError, ValueError):
            is_open = self._reader is not None
            return {"trouble": "reader_lost" if is_open else "reader_not_opened"}


def _open(place: str) -> Port:
    if place == SIMULATED:
        return SimulatedPort()
    return serial.Serial(place, _BAUD, timeout=_TIMEOUT_S, write_timeout=_TIMEOUT_S)


def main() -> int:
    """Answer until nobody asks any more."""
    answer_all(Desk(sys.argv[1]).answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
