"""The reader behind its child, over a real serial line with a made-up reader at its end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fieldapp.devices.id_frames import FIND, NOT_FOUND, OK, READ, SELECT, command, missing, read_reply, reply
from fieldapp.devices.id_reader_child import Reader
from fieldapp.devices.id_readers import ChildReader, open_id_reader
from fieldapp.devices.id_simulator import PEOPLE, SIMULATED, SimulatedPort, SimulatedSam
from fieldapp.domain.ports import CardLook
from fieldapp.errors import KnownError

if sys.platform == "win32":
    pytest.skip("pseudo terminals", allow_module_level=True)

from tests.support.id_readers import reader_at_a_line


@contextmanager
def closing(reader: ChildReader) -> Iterator[ChildReader]:
    try:
        yield reader
    finally:
        reader.close()


def test_commands_have_the_published_bytes():
    assert command(FIND).hex(" ") == "aa aa aa 96 69 00 03 20 01 22"
    assert command(SELECT).hex(" ") == "aa aa aa 96 69 00 03 20 02 21"
    assert command(READ).hex(" ") == "aa aa aa 96 69 00 03 30 01 32"


def test_replies_have_the_published_bytes():
    assert reply(0x9F, bytes(4)).hex(" ") == "aa aa aa 96 69 00 08 00 00 9f 00 00 00 00 97"
    assert reply(OK, bytes(8)).hex(" ") == "aa aa aa 96 69 00 0c 00 00 90 00 00 00 00 00 00 00 00 9c"


def test_whole_answer_has_the_published_length():
    port = SimulatedPort()
    port.write(command(READ))

    assert len(port.read(9999)) == 1295


def test_length_and_checksum_are_held_against_the_frame():
    frame = reply(OK, b"abc")

    assert missing(frame[:6]) == 1
    assert missing(frame[:-2]) == 2
    assert missing(frame) == 0
    assert read_reply(frame).data == b"abc"
    assert read_reply(frame[:-1] + bytes((frame[-1] ^ 1,))) is None
    assert read_reply(b"\x00" + frame[1:]) is None
    assert missing(frame[:5] + b"\xff\xff") == 0


def test_card_is_read_once_and_must_leave_first():
    reader = Reader(SimulatedPort(SimulatedSam(PEOPLE[:2], laid_looks=2)))

    states = [reader.poll()["state"] for _look in range(6)]

    assert states == ["card", "remove", "remove", "empty", "card", "remove"]


def test_reader_without_a_card_says_so():
    assert Reader(SimulatedPort(SimulatedSam(()))).poll() == {"state": "empty"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda said: said[:-1] + b"\0", "reader_lost"),
        (lambda said: b"noise" + said, "reader_lost"),
        (lambda _said: b"", "reader_lost"),
        (lambda _said: reply(0x66), "reader_failed"),
    ],
)
def test_spoiled_answer_is_a_trouble(spoil, said):
    class Spoiled(SimulatedSam):
        def answer(self, frame: bytes) -> bytes:
            return spoil(super().answer(frame))

    assert Reader(SimulatedPort(Spoiled())).poll() == {"trouble": said}


@pytest.mark.parametrize("piece", [1, 64, 4096])
def test_card_comes_over_a_real_line_in_pieces(piece):
    sam = SimulatedSam()
    with reader_at_a_line(sam.answer, piece) as port, closing(ChildReader(port)) as reader:
        card = reader.look().card
        assert card is not None
        assert card.name == "样例甲"
        assert reader.look() == CardLook(must_leave=True)


def test_line_that_ends_is_said():
    sam = SimulatedSam(())
    with closing(ChildReader("/dev/null/none")) as reader, pytest.raises(KnownError) as caught:
        reader.look()
    assert caught.value.code == "reader_not_opened"
    assert sam.answer(command(FIND)) == reply(NOT_FOUND)


def test_silent_reader_is_let_go():
    with reader_at_a_line(lambda _frame: b"") as port, closing(ChildReader(port, seconds=0.5)) as reader:
        with pytest.raises(KnownError) as caught:
            reader.look()
        assert caught.value.code == "reader_silent"
        with pytest.raises(KnownError):
            reader.look()


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("", "reader_not_set"),
        ("http://x", "reader_port_unfit"),
        ("/dev/../etc/passwd", "reader_port_unfit"),
        ("LPT1", "reader_port_unfit"),
    ],
)
def test_setting_that_names_no_port_is_refused(setting, code):
    with pytest.raises(KnownError) as caught:
        open_id_reader(setting)
    assert caught.value.code == code


def test_simulated_reader_needs_no_line():
    with closing(open_id_reader(SIMULATED)) as reader:
        assert reader.look().card is not None
