"""Reads CSV and its relatives: encoding and delimiter are found out, not believed."""

import csv
import io
from collections import Counter

from fieldapp.files.sheets import CELL_MAXIMUM, ReadingLimits, SheetLines, UnreadableError, encode_sheet, plain_text

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",\t;|，"
_SAMPLE_LINES = 60
# The codec keeps the private-use code points of GB 18030-2000; the 2022 edition names real characters.
_PRIVATE_USE = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue7c7\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832"
    "\ue83b\ue843\ue854\ue855\ue864",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u1e3f\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8"
    "\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
)


def mended_private_use(text: str) -> str:
    """Return text decoded from GB 18030 with the characters that the codec puts into private use."""
    return text.translate(_PRIVATE_USE)


def _without_mark(data: bytes) -> str | None:
    """Return the name of UTF-16 without a byte-order mark by where its zero bytes stand."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd <= len(sample) // 16:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def decode_text(data: bytes) -> str:
    """Return the text of a file; ``UnreadableError`` "roster_encoding" when no encoding fits."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data, name)
    silent = _without_mark(data)
    if silent:
        return _decoded(data, silent)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return mended_private_use(_decoded(data, "gb18030"))


def _decoded(data: bytes, encoding: str) -> str:
    text = data.decode(encoding, "replace")
    strange = text.count("\ufffd") + sum(text.count(chr(code)) for code in range(9))
    # a few broken bytes spoil a few rows, which are then rejected; many mean that this is no text
    if strange * 100 > len(text):
        raise UnreadableError("roster_encoding")
    return text


def delimiter_of(text: str) -> str:
    """Return the delimiter that cuts most of the first lines into the same number of parts."""
    lines = [line for line in text.splitlines()[: _SAMPLE_LINES * 2] if line.strip()][:_SAMPLE_LINES]
    best, best_score = ",", (0, 0)
    for candidate in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate) if len(row) > 1)
        if widths:
            width, agreeing = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            if (agreeing, width) > best_score:
                best, best_score = candidate, (agreeing, width)
    return best


def _field(text: str) -> str:
    """Return a field without the ``="…"`` and the leading apostrophe that keep digits from spreadsheets."""
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return plain_text(text.removeprefix("'"))


def read_delimited(data: bytes, limits: ReadingLimits) -> list[str]:
    """Return the file's one sheet for the wire; rows are records, so a quoted line break starts none."""
    text = decode_text(data)
    csv.field_size_limit(max(CELL_MAXIMUM * 16, 131072))
    lines = SheetLines(limits)
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        for number, record in enumerate(records, start=1):
            lines.add(number, [_field(value) for value in record])
    except csv.Error as error:
        raise UnreadableError("roster_broken") from error
    return [encode_sheet("", lines.lines)]
