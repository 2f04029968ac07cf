"""The child that opens one picture file (standard input) and prints the photo cut from it (JPEG).

Runs under the caps of ``fieldapp.processes``. A picture that lies on its side is turned upright by its own
note (EXIF orientation); nothing else of such notes is looked at, and none of them leaves.
"""

import sys
from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageOps

from fieldapp.devices.faces import HaarFaces
from fieldapp.devices.pictures import cut, encode_photo, see

MAX_PIXELS = 64_000_000  # the largest phone cameras in use
_FORMATS = ("JPEG", "PNG", "BMP")
_SMOOTH = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr", "I;16")
"""Modes that can be made smaller as they are; a palette has to become colours first."""
_WORKING_SIDE = 1600


def photo_in(content: bytes) -> bytes:
    """Return the photo in a picture file; raises what Pillow raises for what is no picture."""
    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        # made small before anything copies it: sixty-four million pixels are 200 MB each time
        small = picture if picture.mode in _SMOOTH else picture.convert("RGB")
        small.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
        small.getexif().update(picture.getexif())
        upright = ImageOps.exif_transpose(small).convert("RGB")
    frame = cv2.cvtColor(np.asarray(upright), cv2.COLOR_RGB2BGR)
    return encode_photo(cut(frame, see(frame, HaarFaces()).crop))


def main() -> int:
    """Answer for one picture."""
    sys.stdout.buffer.write(photo_in(sys.stdin.buffer.read()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
