"""The ID-card reader of this laptop."""

from fieldapp.devices.id_readers import open_id_reader
from fieldapp.domain.ports import IdReader
from ui.session import Session

READER_SETTING = "id_reader"
"""The port (COM3, /dev/ttyUSB0) or ``simulated``; empty: there is none."""


def reader_of(session: Session) -> IdReader:
    """Open the reader; raises ``KnownError`` when the setting names none."""
    return open_id_reader(str(session.application.read.settings().get(READER_SETTING) or ""))
