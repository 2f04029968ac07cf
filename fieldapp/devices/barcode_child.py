"""The child that opens one picture (standard input) and prints the texts of its QR codes as JSON.

Runs under the caps of ``fieldapp.processes``; whatever a crafted picture does to a decoder ends here.
"""

import json
import sys
from io import BytesIO

import zxingcpp
from PIL import Image

MAX_PIXELS = 64_000_000  # an A4 page at 600 dpi has 35 million
_FORMATS = ("JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF")
"""Never all that Pillow knows: PostScript would start a program of its own."""


def read_codes(content: bytes) -> list[str]:
    """Return the texts of all QR codes; raises what Pillow raises for what is no picture."""
    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise ValueError("too many pixels")
        grey = _on_paper(picture).convert("L")
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found if code.valid]


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture with white behind whatever is transparent: a screenshot's clear ground counts as black."""
    if not picture.has_transparency_data:
        return picture
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)


def main() -> int:
    """Answer for one picture."""
    sys.stdout.write(json.dumps(read_codes(sys.stdin.buffer.read())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
