"""Photos out of picture files. A file comes from anywhere, so it is opened in a child process under caps."""

from pathlib import Path

from fieldapp.domain.photos import Photo, photo_from_jpeg
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.processes import python_child, run_capped

_SECONDS = 10
_MEMORY_MB = 768
"""Address space, of which the libraries take a third before they hold a single pixel."""
_MAX_FILE_BYTES = 32 * 1024 * 1024


def photo_from_file(path: Path) -> Photo:
    """Return the photo cut from a picture: around the face, or from the middle.

    ``KnownError`` ``photo_not_opened`` when the file cannot be read, ``photo_unreadable`` when it is
    no picture, too large, or more than the child can bear.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as trouble:
        raise KnownError("photo_not_opened") from trouble
    if len(content) > _MAX_FILE_BYTES:
        raise KnownError("photo_unreadable")
    command = python_child("fieldapp.devices.photo_child")
    child = run_capped(command, input=content, seconds=_SECONDS, memory_mb=_MEMORY_MB, output_mb=1)
    photo = photo_from_jpeg(child.stdout) if child.is_done else None
    if photo is None or isinstance(photo, Refusal):
        raise KnownError("photo_unreadable")
    return photo
