"""Codes in pictures. A picture comes from anywhere, so it is opened in a child process under caps."""

import json
from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.processes import python_child, run_capped

_SECONDS = 10
_MEMORY_MB = 512
_MAX_FILE_BYTES = 32 * 1024 * 1024


def decode_image(path: Path) -> tuple[str, ...]:
    """Return the texts of all QR codes in a picture, none when there is none.

    ``KnownError`` ``picture_unreadable`` when it is no picture, too large, or more than the child
    can bear; ``picture_not_opened`` when the file cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as trouble:
        raise KnownError("picture_not_opened", path=path.name) from trouble
    if len(content) > _MAX_FILE_BYTES:
        raise KnownError("picture_unreadable", path=path.name)
    child = run_capped(
        python_child("fieldapp.devices.barcode_child"), input=content, seconds=_SECONDS, memory_mb=_MEMORY_MB
    )
    if not child.is_done:
        raise KnownError("picture_unreadable", path=path.name)
    return tuple(json.loads(child.stdout))
