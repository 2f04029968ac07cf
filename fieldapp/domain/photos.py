"""Photos of applicants: the values, where the card's frame lies in a picture, and what a kept photo may hold.

Knows numbers and bytes only; whoever decodes pictures stands in ``fieldapp.devices``. A photo is
optional (``Event.photo``, off by default) and may be declined. It is never compared with a face.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from fieldapp.domain.problems import Refusal

ROLE, MIME = "photo", "image/jpeg"
MAX_PHOTO_BYTES = 30_000
"""A photo's size on disk and on the wire, "30 KB" read the strict way."""
PHOTO_WIDTH, PHOTO_HEIGHT = 295, 413
"""Pixels of the small document photo (一寸, 25 × 35 mm) at 300 dpi: the card's proportion, and the most we keep."""

_CROP_PER_FACE = 2.0
"""Height of the card's frame in faces: a detector's box is brows to chin, about half of head, hair and collar."""
_FACE_CENTRE = 0.46
"""Where the middle of the face lies in the frame, as a share from above."""
_DARK, _BRIGHT = 60.0, 215.0
_SHARP = 25.0
_SMALL_CROP = 240
"""Below this height (pixels) the printed photo has less than 175 dpi and looks coarse."""


class PhotoHint(StrEnum):
    """What speaks against a picture; the values are codes of the message catalogue. A hint never forbids."""

    DARK = "photo_too_dark"
    BRIGHT = "photo_too_bright"
    NO_FACE = "photo_no_face"
    SMALL = "photo_face_small"
    BLURRED = "photo_blurred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels, counted from the upper left corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraView:
    """One look through the camera: RGB pixels (three bytes each, rows without padding) and what was seen.

    ``serial`` names the look, so that what is taken is what was shown. Boxes are in these pixels;
    ``codes`` are texts of QR codes, none unless they were asked for, and as hostile as any scan.
    """

    serial: int
    width: int
    height: int
    pixels: bytes
    crop: Box
    face: Box | None = None
    hints: tuple[PhotoHint, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A finished photo: plain JPEG of at most ``MAX_PHOTO_BYTES``, named by its SHA-256 (64 hex digits)."""

    jpeg: bytes
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was measured inside the card's frame.

    ``brightness`` is the mean grey (0-255), ``sharpness`` the variance of the Laplacian after
    scaling to a fixed width, ``crop_height`` the frame's height in pixels of the full picture.
    """

    brightness: float
    sharpness: float
    crop_height: int
    has_face: bool


def hints_for(measures: Measures) -> tuple[PhotoHint, ...]:
    """Return what speaks against a picture, light first: in the dark no face is found either."""
    said = {
        PhotoHint.DARK: measures.brightness < _DARK,
        PhotoHint.BRIGHT: measures.brightness > _BRIGHT,
        PhotoHint.NO_FACE: not measures.has_face,
        PhotoHint.SMALL: measures.has_face and measures.crop_height < _SMALL_CROP,
        PhotoHint.BLURRED: measures.sharpness < _SHARP,
    }
    return tuple(hint for hint, is_so in said.items() if is_so)


def card_crop(width: int, height: int, face: Box | None) -> Box:
    """Return the card's frame around a face, or in the middle without one; it never leaves the picture."""
    tallest = min(height, width * PHOTO_HEIGHT // PHOTO_WIDTH)
    tall = max(2, tallest if face is None else min(tallest, round(face.height * _CROP_PER_FACE)))
    wide = max(1, min(width, round(tall * PHOTO_WIDTH / PHOTO_HEIGHT)))
    if face is None:
        return Box(left=(width - wide) // 2, top=(height - tall) // 2, width=wide, height=tall)
    left = round(face.left + face.width / 2 - wide / 2)
    top = round(face.top + face.height / 2 - tall * _FACE_CENTRE)
    return Box(left=max(0, min(width - wide, left)), top=max(0, min(height - tall, top)), width=wide, height=tall)


def photo_from_jpeg(jpeg: bytes) -> Photo | Refusal:
    """Return the photo these bytes are; refused ``photo_too_large``, or ``photo_unfit`` when they hold more.

    Only baseline JPEG with a bare JFIF header passes (ITU-T T.81, JFIF 1.02): no EXIF, no place, no
    camera, no thumbnail, no comment, nothing behind the end, and one picture no larger than a photo: whoever
    decodes it later needs half a megabyte, whatever a small file claims. Nothing is decoded here.
    """
    if len(jpeg) > MAX_PHOTO_BYTES:
        return Refusal(code="photo_too_large", details={"size": str(len(jpeg) // 1000)})
    size = _plain_size(jpeg)
    if size is None or size[0] > PHOTO_WIDTH or size[1] > PHOTO_HEIGHT:
        return Refusal(code="photo_unfit")
    return Photo(jpeg=jpeg, sha256=hashlib.sha256(jpeg).hexdigest(), width=size[0], height=size[1])


_SOI, _EOI, _SOS, _SOF0, _APP0 = 0xD8, 0xD9, 0xDA, 0xC0, 0xE0
_TABLES = (0xDB, 0xC4, 0xDD)  # quantisation, Huffman, restart interval
_JFIF_LENGTH = 16


def _plain_size(jpeg: bytes) -> tuple[int, int] | None:
    """Walk the segments; None as soon as one stands there that a plain photo does not have."""
    if jpeg[:2] != bytes((0xFF, _SOI)):
        return None
    place, sizes = 2, list[tuple[int, int]]()
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4])
        body = jpeg[place + 4 : place + 2 + length]
        if len(body) != length - 2 or not _is_plain(marker, body):
            return None
        if marker == _SOF0:
            sizes.append((int.from_bytes(body[3:5]), int.from_bytes(body[1:3])))
        place += 2 + length
        if marker == _SOS:
            is_whole = len(sizes) == 1 and all(sizes[0]) and _ends_at_once(jpeg, place)
            return sizes[0] if is_whole else None
    return None


def _is_plain(marker: int, body: bytes) -> bool:
    if marker == _APP0:
        return body[:5] == b"JFIF\0" and len(body) == _JFIF_LENGTH - 2
    return marker in (*_TABLES, _SOS) or (marker == _SOF0 and len(body) > 5)


def _ends_at_once(jpeg: bytes, place: int) -> bool:
    """Whether one scan follows and then the end of the file; stuffed bytes and restarts belong to the scan."""
    while (place := jpeg.find(0xFF, place)) >= 0 and place + 1 < len(jpeg):
        follows = jpeg[place + 1]
        if follows == 0 or 0xD0 <= follows <= 0xD7:
            place += 2
        else:
            return follows == _EOI and place + 2 == len(jpeg)
    return False
