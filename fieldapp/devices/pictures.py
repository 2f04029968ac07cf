"""Work on one decoded picture, in children only: find the frame, measure it, cut the photo out, read codes."""

from dataclasses import dataclass
from io import BytesIO

import cv2
import zxingcpp
from cv2.typing import MatLike
from PIL import Image

from fieldapp.devices.faces import FaceFinder
from fieldapp.domain.photos import (
    MAX_PHOTO_BYTES,
    PHOTO_HEIGHT,
    PHOTO_WIDTH,
    Box,
    Measures,
    PhotoHint,
    card_crop,
    hints_for,
)

_MEASURED_WIDTH = 200
_SCALES = (1.0, 0.8, 0.6, 0.4)
_QUALITIES = (88, 80, 72, 64, 56, 48, 40)
_MOST_CODES = 8
_LONGEST_CODE = 8 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What was seen on a picture, in its own pixels."""

    face: Box | None
    crop: Box
    hints: tuple[PhotoHint, ...]


def cut(picture: MatLike, box: Box) -> MatLike:
    """Return the part of a picture inside a box."""
    return picture[box.top : box.top + box.height, box.left : box.left + box.width]


def see(picture: MatLike, faces: FaceFinder) -> Sighting:
    """Look for the face on a BGR picture, lay the card's frame, and say what speaks against it."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape[:2]
    face = faces.find(grey)
    crop = card_crop(width, height, face)
    measures = _measure(cut(grey, crop), crop_height=crop.height, has_face=face is not None)
    return Sighting(face=face, crop=crop, hints=hints_for(measures))


def _measure(grey: MatLike, *, crop_height: int, has_face: bool) -> Measures:
    tall = round(_MEASURED_WIDTH * PHOTO_HEIGHT / PHOTO_WIDTH)
    part = cv2.resize(grey, (_MEASURED_WIDTH, tall), interpolation=cv2.INTER_AREA)
    _mean, deviation = cv2.meanStdDev(cv2.Laplacian(part, cv2.CV_64F))
    return Measures(
        brightness=cv2.mean(part)[0],
        sharpness=float(deviation[0][0]) ** 2,
        crop_height=crop_height,
        has_face=has_face,
    )


def rgb(picture: MatLike, widest: int) -> tuple[int, int, bytes]:
    """Return width, height and RGB bytes of a BGR picture, made smaller until it is not wider than that."""
    height, width = picture.shape[:2]
    scale = max(1.0, width / widest)
    size = (round(width / scale), max(1, round(height / scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale > 1 else picture
    return *size, cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes()


def encode_photo(picture: MatLike) -> bytes:
    """Return a BGR picture as plain JPEG of at most ``MAX_PHOTO_BYTES``; never enlarged.

    First the quality gives way, then the size. The image is made from bare pixels, so that nothing
    of its source (place, camera, comment) comes along.
    """
    height, width = picture.shape[:2]
    bare = Image.frombytes("RGB", (width, height), cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).tobytes())
    fit = min(1.0, PHOTO_WIDTH / width, PHOTO_HEIGHT / height)
    encoded = b""
    for scale in _SCALES:
        size = max(1, round(width * fit * scale)), max(1, round(height * fit * scale))
        image = bare if size == bare.size else bare.resize(size, Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            encoded = _jpeg(image, quality)
            if len(encoded) <= MAX_PHOTO_BYTES:
                return encoded
    return encoded


def _jpeg(image: Image.Image, quality: int) -> bytes:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=quality, optimize=True)
    return kept.getvalue()


def read_codes(frame: MatLike) -> tuple[str, ...]:
    """Return the texts of the QR codes on a frame, at most eight; where they belong is not judged here."""
    found = zxingcpp.read_barcodes(frame, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    texts = (code.text for code in found if code.valid)
    return tuple(text for text in texts if len(text) <= _LONGEST_CODE)[:_MOST_CODES]
