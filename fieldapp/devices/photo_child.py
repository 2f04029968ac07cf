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
_WORKING_SIDE = 1600


def photo_in(content: bytes) -> bytes:
    """Return the photo in a picture file; raises what Pillow raises for what is no picture."""
    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
    frame = cv2.cvtColor(np.asarray(upright), cv2.COLOR_RGB2BGR)
    return encode_photo(cut(frame, see(frame, HaarFaces()).crop))


def main() -> int:
    """Answer for one picture."""
    sys.stdout.buffer.write(photo_in(sys.stdin.buffer.read()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
