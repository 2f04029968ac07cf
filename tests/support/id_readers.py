"""A reader at the end of a pseudo terminal: real bytes through a real serial line, played by a thread."""

import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fieldapp.devices.id_frames import missing

Answer = Callable[[bytes], bytes]


def _frame(descriptor: int) -> bytes:
    received = b""
    while wanted := missing(received):
        piece = os.read(descriptor, wanted)
        if not piece:
            return b""
        received += piece
    return received


@contextmanager
def reader_at_a_line(answer: Answer, piece: int = 64) -> Iterator[str]:
    """Yield the port's path; each command frame is answered in pieces of so many bytes."""
    master, slave = os.openpty()
    tty.setraw(slave)

    def play() -> None:
        try:
            while frame := _frame(master):
                said = answer(frame)
                for start in range(0, len(said), piece):
                    os.write(master, said[start : start + piece])
        except OSError:
            return  # the line was closed: the test is over

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        os.close(slave)
        os.close(master)
