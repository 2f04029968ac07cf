"""The ID-card reader behind the domain's port: its driver lives in a child that is killed when it is silent."""

import base64
import binascii
import json
import re

from fieldapp.devices.id_simulator import SIMULATED
from fieldapp.domain.id_cards import read_block
from fieldapp.domain.ports import CardLook, IdReader
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.processes import Ending, python_child
from fieldapp.processes.companions import Companion
from fieldapp.processes.conversations import Conversation

_MEMORY_MB = 512
_SECONDS = 10.0
_PORT = re.compile(r"COM[0-9]{1,3}|/dev/[A-Za-z0-9._/-]{1,80}")


def open_id_reader(setting: str) -> IdReader:
    """Return the reader a setting names: ``COM3``, ``/dev/ttyUSB0`` or ``simulated``.

    ``KnownError`` ``reader_not_set`` when it is empty, ``reader_port_unfit`` when it names none.
    """
    place = setting.strip()
    if not place:
        raise KnownError("reader_not_set")
    if place != SIMULATED and (not _PORT.fullmatch(place) or ".." in place):
        raise KnownError("reader_port_unfit")
    return ChildReader(place)


class ChildReader:
    """Implements ``ports.IdReader`` by asking a child; one that failed stays closed."""

    def __init__(self, place: str, *, seconds: float = _SECONDS) -> None:
        """Remember the port and how long (seconds) an answer may take."""
        self._seconds = seconds
        self._child = Companion(
            lambda: Conversation(python_child("fieldapp.devices.id_reader_child", place), memory_mb=_MEMORY_MB),
            "reader_lost",
        )

    def look(self) -> CardLook:
        """Look once at what lies on the reader."""
        answer = self._child.ask(b"look", self._seconds)
        if isinstance(answer, Ending):
            self._child.fail("reader_silent" if answer is Ending.TIMED_OUT else "reader_lost")
        try:
            said = json.loads(answer)
            trouble, state = str(said.get("trouble", "")), str(said.get("state", ""))
            text = base64.b64decode(said.get("text", ""), validate=True)
        except (ValueError, AttributeError, TypeError, binascii.Error, RecursionError):
            self._child.fail("reader_lost")
        if trouble == "card_not_read":
            return CardLook(trouble=trouble)
        if trouble:
            self._child.fail(trouble if trouble in ("reader_not_opened", "reader_failed") else "reader_lost")
        return _look(state, text)

    def close(self) -> None:
        """Kill the child, which lets go of the port."""
        self._child.close()


def _look(state: str, text: bytes) -> CardLook:
    if state != "card":
        return CardLook(must_leave=state == "remove")
    card = read_block(text)
    return CardLook(trouble=card.code) if isinstance(card, Refusal) else CardLook(card=card)
