"""Finds the face the card's frame is laid around: a box, never a comparison, nothing kept of it.

OpenCV's Haar cascade comes with its wheel (below version 5, which has none). Runs in children only.
"""

from functools import cached_property
from pathlib import Path
from typing import Protocol

import cv2
from cv2.typing import MatLike

from fieldapp.domain.photos import Box

_WORKING_WIDTH = 320
_STEP, _NEIGHBOURS = 1.1, 5
_SMALLEST = 24


class FaceFinder(Protocol):
    """Says where the largest face of a grey picture is."""

    def find(self, grey: MatLike) -> Box | None: ...


class HaarFaces:
    """The frontal-face cascade of OpenCV."""

    @cached_property
    def _cascade(self) -> cv2.CascadeClassifier:
        # Read by us, because OpenCV cannot open a path with Chinese in it on Windows.
        path = Path(cv2.__file__).with_name("data") / "haarcascade_frontalface_default.xml"
        storage = cv2.FileStorage(path.read_text(encoding="ascii"), cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
        cascade = cv2.CascadeClassifier()
        cascade.read(storage.getFirstTopLevelNode())
        return cascade

    def find(self, grey: MatLike) -> Box | None:
        """Return the largest face in pixels of the picture, None when there is none."""
        height, width = grey.shape[:2]
        scale = max(1.0, width / _WORKING_WIDTH)
        small = cv2.resize(grey, (round(width / scale), max(1, round(height / scale))), interpolation=cv2.INTER_AREA)
        found = self._cascade.detectMultiScale(
            cv2.equalizeHist(small), _STEP, _NEIGHBOURS, minSize=(_SMALLEST, _SMALLEST)
        )
        if len(found) == 0:
            return None
        left, top, wide, tall = (round(int(side) * scale) for side in max(found, key=lambda box: int(box[2])))
        return Box(left=left, top=top, width=wide, height=tall)
