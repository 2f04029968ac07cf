"""QR symbols as modules: fixed version, fixed mask, the highest error correction that fits.

Slips take the smallest symbol that ``qrcode`` finds; cards, made by the thousand at one fixed size,
come from ``zxingcpp``, which makes the same modules ten times as fast. Both pack text in the QR
alphanumeric alphabet as such. The mask is fixed so that the
same text always gives the same picture (``docs/decisions/0015-papers.md``).
"""

import zxingcpp
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from fieldapp.documents.pages import QrBox
from fieldapp.domain.problems import Refusal

MASK = 3
LEVELS = ("H", "Q", "M", "L")
"""Error correction, strongest first: 30, 25, 15 and 7 per cent."""


def modules(text: str, version: int | None = None) -> tuple[int, ...] | Refusal:
    """Return the rows of a symbol, one integer each, leftmost module in the highest bit.

    With a ``version`` (1-40) the symbol has exactly that size and the highest level that fits; without
    one it is the smallest at level M. Refuses ``qr_too_long``.
    """
    if version is None:
        return _smallest(text)
    for level in LEVELS:
        rows = _encoded(text, version, level)
        if rows is not None:
            return rows
    return Refusal(code="qr_too_long", details={"length": str(len(text))})


def _smallest(text: str) -> tuple[int, ...] | Refusal:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK, border=0)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        # The library raises ValueError where not even version 40 is large enough.
        return Refusal(code="qr_too_long", details={"length": str(len(text))})
    return tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in code.get_matrix())


def _encoded(text: str, version: int, level: str) -> tuple[int, ...] | None:
    try:
        code = zxingcpp.create_barcode(
            text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, version=version, data_mask=MASK
        )
    except ValueError:
        return None
    picture = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]  # buffer without a stub
    side = 17 + 4 * version
    if picture.shape != (side, side):
        return None
    dark = picture.tobytes().translate(_DARK)
    return tuple(int(dark[start : start + side], 2) for start in range(0, side * side, side))


_DARK = bytes(ord("1") if grey < 128 else ord("0") for grey in range(256))


def symbol(text: str, *, x: float, y: float, module: float, version: int | None = None) -> QrBox | Refusal:
    """Return a symbol placed with its corner at (x, y) mm, modules of ``module`` mm."""
    rows = modules(text, version)
    return rows if isinstance(rows, Refusal) else QrBox(x=x, y=y, module=module, rows=rows)
