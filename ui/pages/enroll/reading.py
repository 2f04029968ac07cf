"""F7: the ID-card reader. Looks until a card was read, and then until it was taken away."""

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.domain.ports import CardLook, IdReader
from fieldapp.errors import KnownError
from fieldapp.messages import message
from ui.operations import id_cards
from ui.session import Session

_PAUSE_MS = 350
_PATIENCE = 60
"""Looks without a card (about twenty seconds) after which the reader rests."""


class ReaderDesk(QObject):
    """One reader while it is asked. ``card_read`` brings an ``IdCard``; ``looked`` each look."""

    card_read = Signal(object)
    looked = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        """Rest until ``start``."""
        super().__init__(parent)
        self._session = session
        self._reader: IdReader | None = None
        self._has_read = False
        self._looks = 0
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look)

    @property
    def is_reading(self) -> bool:
        """Whether the reader is asked."""
        return self._reader is not None

    def toggle(self) -> None:
        """Begin to read (F7), or stop."""
        if self._reader is not None and not self._has_read:
            self._rest()
            self._session.say(message("reader_stopped"))
            return
        if self._reader is not None:
            self._session.say(message("card_lies_there"), "warning")
            return
        try:
            self._reader = id_cards.reader_of(self._session)
        except KnownError as trouble:
            self._session.say(message(trouble.code, trouble.details), "error")
            return
        self._has_read, self._looks = False, 0
        self._session.say(message("reader_waits"))
        self._look()

    def stop(self) -> None:
        """Let go of the port."""
        self._rest()

    def _rest(self) -> None:
        self._pause.stop()
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _look(self) -> None:
        reader = self._reader
        if reader is not None:
            self._session.jobs.in_background(
                reader.look,
                lambda look: self._on_look(reader, look),
                lambda trouble: self._on_failed(reader, trouble),
            )

    def _on_look(self, reader: IdReader, look: CardLook) -> None:
        if reader is not self._reader:
            return
        self._looks += 1
        if look.card is not None:
            self._has_read = True
            self._session.sounds.play("success")
            self._session.say(message("card_read"), "success")
            self.card_read.emit(look.card)
        elif look.trouble:
            self._session.say(message(look.trouble), "warning")
        elif self._has_read and not look.must_leave:
            self._rest()
        elif self._looks >= _PATIENCE and not self._has_read:
            self._rest()
            self._session.say(message("reader_stopped"))
        if self._reader is not None:
            self._pause.start()
        self.looked.emit()

    def _on_failed(self, reader: IdReader, trouble: KnownError) -> None:
        if reader is self._reader:
            self._rest()
            self._session.say(message(trouble.code, trouble.details), "error")
            self.looked.emit()
