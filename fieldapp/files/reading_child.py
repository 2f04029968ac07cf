"""The child that opens a foreign file: says which kind it is by its first bytes, reads it, prints sheets.

Run as ``python -m fieldapp.files.reading_child`` under caps, the path on its standard input; it never writes anything
but its answer.
"""

import os
import re
import sys
from pathlib import Path

from fieldapp.files.delimited import read_delimited
from fieldapp.files.markup import read_markup
from fieldapp.files.sheets import ReadingLimits, UnreadableError, encode_all, encode_refusal
from fieldapp.files.workbook_reading import check_compound, check_package, read_workbook

_ZIP = b"PK"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_FOREIGN = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"MZ",
    b"\x7fELF", b"MIME-Version", b"RIFF", b"II*\x00", b"MM\x00*", b"SQLite format",
)  # fmt: skip
_MARKUP = re.compile(rb"\s*(<\?xml|<!doctype|<html|<head|<meta|<table|<workbook|<style|<!--)", re.IGNORECASE)
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _looks_like_markup(data: bytes) -> bool:
    head = data[:2048]
    for mark in _TEXT_MARKS:
        head = head.removeprefix(mark)
    return _MARKUP.match(head.replace(b"\x00", b"")) is not None


def read_sheets(data: bytes, limits: ReadingLimits) -> list[str]:
    """Return the sheets of a file's bytes; ``UnreadableError`` says why there are none."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise UnreadableError("roster_empty")
    if data.startswith(_ZIP):
        check_package(data)
        return read_workbook(data, limits)
    if data.startswith(_COMPOUND):
        check_compound(data)
        return read_workbook(data, limits)
    if data.startswith(_OLD_BIFF):
        return read_workbook(data, limits)
    if data.startswith(_FOREIGN):
        raise UnreadableError("roster_not_table")
    if _looks_like_markup(data):
        return read_markup(data, limits)
    return read_delimited(data, limits)


def main() -> int:
    """Read the file that standard input names and print the answer; 0 also for a refusal."""
    limits = ReadingLimits()
    try:
        answer = encode_all(read_sheets(Path(os.fsdecode(sys.stdin.buffer.read())).read_bytes(), limits))
    except UnreadableError as error:
        answer = encode_refusal(error.code, error.details)
    except MemoryError:
        answer = encode_refusal("roster_too_large", {})
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
