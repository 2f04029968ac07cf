"""What the setting "camera" means: a camera's number, a recorded .avi, or a numbered image sequence.

The last two are the fake camera of tests, training and machines without one. Nothing here opens a
network address or a media pipeline, whatever somebody writes into the setting.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from fieldapp.domain.problems import Refusal

_HIGHEST_INDEX = 63
_VIDEO = (".avi",)
_IMAGES = (".jpg", ".jpeg", ".png", ".bmp")
_NUMBERED = re.compile(r"[^%]*%(?:0[1-9])?d[^%]*")


class SourceKind(StrEnum):
    """How a source is opened."""

    DEVICE = "device"
    VIDEO = "video"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class CameraSource:
    """A source and where it is: a number for a device, else a path."""

    kind: SourceKind
    place: str


def camera_source(setting: str) -> CameraSource | Refusal:
    """Read the setting: ``0`` … ``63``, a path to ``.avi``, or to a picture (``%03d`` or the first of a series).

    Refused ``camera_not_set`` when empty, ``camera_source_unfit`` when it is something else.
    """
    text = setting.strip()
    if not text:
        return Refusal(code="camera_not_set")
    if text.isascii() and text.isdigit():
        is_known = len(text) <= 2 and int(text) <= _HIGHEST_INDEX
        return CameraSource(SourceKind.DEVICE, text) if is_known else Refusal(code="camera_source_unfit")
    suffix = PurePath(text).suffix.lower()
    if "://" in text or "\0" in text:
        return Refusal(code="camera_source_unfit")
    if suffix in _VIDEO:
        return CameraSource(SourceKind.VIDEO, text)
    # OpenCV hands the pattern to printf, so it must be exactly one number.
    if suffix in _IMAGES and ("%" not in text or _NUMBERED.fullmatch(text)):
        return CameraSource(SourceKind.SEQUENCE, text)
    return Refusal(code="camera_source_unfit")
