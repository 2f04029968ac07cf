"""What a window says in yellow and red while robots work at it: messages, coloured bands, bugs in jobs."""

from collections.abc import Callable, Container
from dataclasses import dataclass

from PySide6.QtCore import QObject

from fieldapp.errors import KnownError
from fieldapp.messages import Message
from ui.pages.enroll.band import Band
from ui.robots.hands import Hands

_LOUD = ("warning", "error")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said: where (message, band, job), in which tone, and its title or code."""

    where: str
    tone: str
    words: str


class Heard(QObject):
    """Listens from the first page on; ``unexpected`` holds what nobody reckoned with, in order."""

    def __init__(self, hands: Hands, expected: Container[str] = ()) -> None:
        """Listen to a window. ``expected`` are titles of bands and codes of messages that belong to the story."""
        super().__init__(hands.window)
        self._hands, self._expected = hands, expected
        self._bands: dict[int, tuple[str, str]] = {}
        self.unexpected: list[Said] = []
        hands.window.opened.connect(self._on_opened)
        hands.jobs.trouble.connect(self._on_trouble)
        hands.jobs.settled.connect(self.look)
        if hands.window.session is not None:
            self._on_opened()

    def look(self) -> None:
        """Look at every band in sight; an answer counts once, however long it stands there."""
        for band in self._hands.window.findChildren(Band):
            now = (band.answer.tone, band.answer.title)
            if band.isVisible() and self._bands.get(id(band)) != now:
                self._bands[id(band)] = now
                self._note(Said("band", *now))

    def complain(self, how: Callable[[str], Exception]) -> None:
        """Raise ``how`` of the first thing that was not expected; does nothing when all was."""
        self.look()
        if self.unexpected:
            first = self.unexpected[0]
            raise how(f"the {first.where} said in {first.tone}: {first.words}")

    def _on_opened(self) -> None:
        if self._hands.window.session is not None:
            self._hands.window.session.said.connect(self._on_said)

    def _on_said(self, what: Message, tone: str) -> None:
        self._note(Said("message", tone, what.code))

    def _on_trouble(self, error: KnownError) -> None:
        self._note(Said("job", "error", error.code))

    def _note(self, said: Said) -> None:
        if said.tone in _LOUD and said.words not in self._expected:
            self.unexpected.append(said)
