"""The bytes between desk and ID-card reader: frames of the SAM serial protocol every certified reader speaks.

To the reader: AA AA AA 96 69, length (2 bytes), command, parameter, data, checksum (XOR from the length on).
From it the same with three status bytes instead of command and parameter; the third says how it went.
After published reader documentation (GA/T 467 style); not tried on a real reader.
"""

from dataclasses import dataclass

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
FIND, SELECT, READ = (0x20, 0x01), (0x20, 0x02), (0x30, 0x01)
OK, FOUND, NOT_FOUND, NOT_SELECTED = 0x90, 0x9F, 0x80, 0x81
_HEAD = len(PREAMBLE) + 2
_MOST = 4_096
_STATUS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What the reader answered: the third status byte and the data behind it."""

    status: int
    data: bytes


def command(code: tuple[int, int], data: bytes = b"") -> bytes:
    """Return the frame of a command."""
    body = (len(data) + 3).to_bytes(2) + bytes(code) + data
    return PREAMBLE + body + bytes((_checksum(body),))


def reply(status: int, data: bytes = b"") -> bytes:
    """Return the frame of a reply: the reader's side, for simulators."""
    body = (len(data) + _STATUS + 1).to_bytes(2) + bytes((0, 0, status)) + data
    return PREAMBLE + body + bytes((_checksum(body),))


def missing(received: bytes) -> int:
    """Return how many bytes of a reply are still to come; 0 when it is whole, or can never be one."""
    if len(received) < _HEAD:
        return _HEAD - len(received)
    length = int.from_bytes(received[len(PREAMBLE) : _HEAD])
    return max(0, _HEAD + length - len(received)) if length <= _MOST else 0


def read_reply(received: bytes) -> Reply | None:
    """Return the reply in a whole frame; None when preamble, length or checksum do not fit."""
    body = received[len(PREAMBLE) :]
    length = int.from_bytes(body[:2])
    if not received.startswith(PREAMBLE) or length < _STATUS + 1 or len(body) != length + 2:
        return None
    if _checksum(body[:-1]) != body[-1]:
        return None
    return Reply(status=body[4], data=body[5:-1])


def text_of(data: bytes) -> bytes:
    """Return the text block of what READ answered: two lengths, the text, then the photo, which is dropped here."""
    length = int.from_bytes(data[:2])
    return data[4 : 4 + length]


def _checksum(body: bytes) -> int:
    found = 0
    for byte in body:
        found ^= byte
    return found
