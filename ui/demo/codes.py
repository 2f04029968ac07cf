"""Reading back what was printed: every page as a picture at 300 dpi, every QR code in it, every signature."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # the wheel has no stubs
import zxingcpp

from fieldapp.crypto.card_verification import verify_card_text
from fieldapp.crypto.trust import TrustList

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_DPI = 300
_POINTS_PER_INCH = 72


def codes_in(path: Path) -> tuple[str, ...]:
    """Return the texts of all QR codes of a PDF, page by page."""
    found: list[str] = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            picture = page.render(scale=_DPI / _POINTS_PER_INCH, grayscale=True).to_pil()
            found.extend(one.text for one in zxingcpp.read_barcodes(picture, formats=_QR))
    return tuple(found)


def count_by_prefix(paths: list[Path]) -> Counter[str]:
    """Count distinct codes by the prefix that routes them (``UM1``, ``UR1``, …)."""
    texts = {text for path in paths for text in codes_in(path)}
    return Counter(text.partition(":")[0] for text in texts)


def good_cards(paths: list[Path], trust: TrustList, now: datetime) -> int:
    """Count the distinct member cards that verify green."""
    tokens = {text for path in paths for text in codes_in(path) if text.startswith("UM1:")}
    return sum(verify_card_text(text, trust, now).verdict == "green" for text in tokens)
