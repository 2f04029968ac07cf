"""What people's typing and pasting does to text, undone: width, blanks, invisible characters.

NFKC is never used on values that are kept: it rewrites compatibility hanzi of real names.
"""

import re

_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def half_width(text: str) -> str:
    """Return full-width ASCII and the ideographic blank in their half-width form, the rest as it is."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def without_invisible(text: str) -> str:
    """Return the text without controls, joiners, direction marks, byte-order marks and lone surrogates."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def without_blanks(text: str) -> str:
    """Return the text without any white space and without invisible characters."""
    return without_invisible("".join(text.split()))


def single_blanks(text: str) -> str:
    """Return the text with every run of white space as one blank, none at the ends."""
    return " ".join(without_invisible(text.replace("\u3000", " ")).split())
