"""Photos at the desk: the camera the setting names, and keeping what it took."""

from collections.abc import Callable

from fieldapp.devices.cameras import open_camera
from fieldapp.domain.photos import Photo
from fieldapp.domain.ports import Camera
from fieldapp.services import photographing
from ui.session import Session

CAMERA_SETTING = "camera"
"""A camera's number, a recorded .avi, or a numbered series of pictures; empty means the first camera."""
_FIRST_CAMERA = "0"


def camera_of(session: Session) -> Camera:
    """Open the camera of this laptop; raises ``KnownError`` when the setting names none."""
    return open_camera(str(session.application.read.settings().get(CAMERA_SETTING) or _FIRST_CAMERA))


def keep_photo(session: Session, photo: Photo, done: Callable[[str], None]) -> None:
    """Keep a photo in the encrypted store; ``done`` gets its SHA-256."""
    command = photographing.KeepPhoto(jpeg=photo.jpeg, operator=session.operator.id)
    session.run(photographing.keep_photo, command, lambda result: done(result.subject))
