"""The camera behind the domain's port. The driver, the decoders and the face finder live in a child under caps.

Neither OpenCV nor any decoder is loaded in the desk's own process: a camera that hangs is killed,
one that crashes is an error with a sentence, and what the child says is held against what it may say.
"""

import json
from typing import Any

from fieldapp.devices.camera_sources import CameraSource, camera_source
from fieldapp.domain.photos import Box, CameraView, Photo, PhotoHint, photo_from_jpeg
from fieldapp.domain.ports import Camera
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.processes import Ending, python_child
from fieldapp.processes.companions import Companion
from fieldapp.processes.conversations import Conversation

_MEMORY_MB = 2048
_OPENING_SECONDS = 20.0  # some Windows drivers take ten
_LOOK_SECONDS = 5.0
_WIDEST = 4096


def open_camera(setting: str) -> Camera:
    """Return the camera a setting names; it is opened by its first look.

    ``KnownError`` ``camera_not_set`` or ``camera_source_unfit`` when the setting names none.
    """
    source = camera_source(setting)
    if isinstance(source, Refusal):
        raise KnownError(source.code)
    return ChildCamera(source)


class ChildCamera:
    """Implements ``ports.Camera`` by asking a child; one that failed stays closed."""

    def __init__(
        self, source: CameraSource, *, opening_seconds: float = _OPENING_SECONDS, look_seconds: float = _LOOK_SECONDS
    ) -> None:
        """Remember the source and how long (seconds) the first and each further answer may take."""
        self._source = source
        self._opening_seconds, self._look_seconds = opening_seconds, look_seconds
        self._child = Companion(self._begin, "camera_lost")
        self._is_open = False

    def look(self, *, reads_codes: bool = False) -> CameraView:
        """Return what the camera sees now."""
        head, body = self._ask({"do": "look", "reads_codes": reads_codes})
        try:
            return _view(head, body)
        except (KeyError, TypeError, ValueError):
            self._child.fail("camera_lost")

    def take(self, view: CameraView) -> Photo:
        """Return the photo that one of the last two looks showed."""
        photo = photo_from_jpeg(self._ask({"do": "take", "serial": view.serial})[1])
        if isinstance(photo, Refusal):
            self._child.fail("camera_lost")
        return photo

    def close(self) -> None:
        """Kill the child, which switches the camera off."""
        self._child.close()

    def _ask(self, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        seconds = self._look_seconds if self._is_open else self._opening_seconds
        answer = self._child.ask(json.dumps(question).encode("ascii"), seconds)
        if isinstance(answer, Ending):
            self._child.fail("camera_silent" if answer is Ending.TIMED_OUT else "camera_lost")
        head, _line_end, body = answer.partition(b"\n")
        try:
            said = json.loads(head)
        except (ValueError, RecursionError):
            self._child.fail("camera_lost")
        if not isinstance(said, dict) or "trouble" in said:
            is_shut = isinstance(said, dict) and said["trouble"] == "camera_not_opened"
            self._child.fail("camera_not_opened" if is_shut else "camera_lost")
        self._is_open = True
        return said, body

    def _begin(self) -> Conversation:
        child = python_child("fieldapp.devices.camera_child", self._source.kind, self._source.place)
        return Conversation(child, memory_mb=_MEMORY_MB)


def _view(head: dict[str, Any], pixels: bytes) -> CameraView:
    """Return the child's answer as a value; ``KeyError``, ``TypeError`` or ``ValueError`` when it cannot be one."""
    width, height = int(head["width"]), int(head["height"])
    if not 0 < width <= _WIDEST or len(pixels) != width * height * 3:
        raise ValueError("not a picture")
    return CameraView(
        serial=int(head["serial"]),
        width=width,
        height=height,
        pixels=pixels,
        crop=_box(head["crop"]),
        face=None if head["face"] is None else _box(head["face"]),
        hints=tuple(PhotoHint(hint) for hint in head["hints"]),
        codes=tuple(str(text) for text in head["codes"]),
    )


def _box(sides: list[int]) -> Box:
    left, top, width, height = (int(side) for side in sides)
    return Box(left=left, top=top, width=width, height=height)
