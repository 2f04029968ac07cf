"""The child that holds the camera: opens the source, looks, finds the face, cuts the photo.

Drivers hang and crash, and a recorded picture may be crafted; whatever happens to a decoder ends here.
Questions are JSON; answers are a line of JSON and then the bytes it speaks of.
"""

import json
import os
import sys
from collections import OrderedDict
from typing import Any, Protocol

# Before OpenCV is loaded: no picture of a series may claim more (an A4 page at 600 dpi has 35 million).
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = "36000000"

import cv2
from cv2.typing import MatLike

from fieldapp.devices.camera_sources import CameraSource, SourceKind
from fieldapp.devices.faces import FaceFinder, HaarFaces
from fieldapp.devices.pictures import Sighting, cut, encode_photo, read_codes, rgb, see
from fieldapp.domain.photos import Box
from fieldapp.processes.conversations import answer_all

_WIDEST = 640
_ASKED_WIDTH, _ASKED_HEIGHT = 1280, 720
_REMEMBERED = 2
# One way for each kind: left to choose, OpenCV would try media pipelines and network protocols too.
_DEVICE_WAY = cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_V4L2
_FILE_WAYS = {SourceKind.VIDEO: cv2.CAP_OPENCV_MJPEG, SourceKind.SEQUENCE: cv2.CAP_IMAGES}


class Frames(Protocol):
    """Where pictures come from (BGR)."""

    def next(self) -> MatLike | None:
        """Return the next picture, None when no more will come."""
        ...


class CapturedFrames:
    """Pictures of one source; a recorded one begins again at its end."""

    def __init__(self, source: CameraSource) -> None:
        """Open the source; see ``is_open``."""
        self._is_device = source.kind is SourceKind.DEVICE
        if self._is_device:
            self._capture = cv2.VideoCapture(int(source.place), _DEVICE_WAY)
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, _ASKED_WIDTH)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _ASKED_HEIGHT)
        else:
            self._capture = cv2.VideoCapture(source.place, _FILE_WAYS[source.kind])

    @property
    def is_open(self) -> bool:
        """Whether the source could be opened."""
        return self._capture.isOpened()

    def next(self) -> MatLike | None:
        """Return the next picture."""
        is_read, picture = self._capture.read()
        if not is_read and not self._is_device:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            is_read, picture = self._capture.read()
        return picture if is_read else None


class Watch:
    """Answers looks and remembers the last two of them, so that what is taken is what was shown."""

    def __init__(self, frames: Frames, faces: FaceFinder) -> None:
        """Begin with nothing seen."""
        self._frames, self._faces = frames, faces
        self._seen: OrderedDict[int, tuple[MatLike, Sighting]] = OrderedDict()
        self._serial = 0

    def look(self, *, reads_codes: bool) -> tuple[dict[str, Any], bytes]:
        """Answer with the next picture, made small, and what was seen on it."""
        picture = self._frames.next()
        if picture is None:
            return {"trouble": "camera_lost"}, b""
        sighting = see(picture, self._faces)
        self._serial += 1
        self._seen[self._serial] = (picture, sighting)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        width, height, pixels = rgb(picture, _WIDEST)
        scale = width / picture.shape[1]
        return {
            "serial": self._serial,
            "width": width,
            "height": height,
            "face": sighting.face and _scaled(sighting.face, scale),
            "crop": _scaled(sighting.crop, scale),
            "hints": sighting.hints,
            "codes": read_codes(picture) if reads_codes else (),
        }, pixels

    def take(self, serial: int) -> tuple[dict[str, Any], bytes]:
        """Answer with the photo of one of the last two looks."""
        if serial not in self._seen:
            return {"trouble": "camera_lost"}, b""
        picture, sighting = self._seen[serial]
        return {}, encode_photo(cut(picture, sighting.crop))


def _scaled(box: Box, scale: float) -> tuple[int, ...]:
    return tuple(round(side * scale) for side in (box.left, box.top, box.width, box.height))


class Desk:
    """Reads questions, opens the source with the first one, packs answers."""

    def __init__(self, source: CameraSource) -> None:
        """Remember the source; nothing is opened yet."""
        self._source = source
        self._watch: Watch | None = None

    def answer(self, question: bytes) -> bytes:
        """Answer one question with a line of JSON and bytes."""
        head, body = self._answer(json.loads(question))
        return json.dumps(head).encode("ascii") + b"\n" + body

    def _answer(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if self._watch is None:
            frames = CapturedFrames(self._source)
            if not frames.is_open:
                return {"trouble": "camera_not_opened"}, b""
            self._watch = Watch(frames, HaarFaces())
        if asked["do"] == "take":
            return self._watch.take(asked["serial"])
        return self._watch.look(reads_codes=asked["reads_codes"])


def main() -> int:
    """Answer until nobody asks any more: ``camera_child KIND PLACE``."""
    kind, place = sys.argv[1:]
    cv2.setNumThreads(1)  # the desk needs the other cores
    answer_all(Desk(CameraSource(SourceKind(kind), place)).answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
