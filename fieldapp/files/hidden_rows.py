"""Rows of a workbook that nobody sees in it, hidden or filtered out: calamine tells of none. Only in the reading child.

Looked up in .xlsx (ECMA-376-1 §18.3.1.73), .ods (ODF 1.2 §19.749 table:visibility) and .xls and .et ([MS-XLS] 2.4.221
Row, [MS-CFB]). What is not found, or is written in another way than the programs write it, is not hidden.
"""

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

PACKAGE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    KeyError,
    EOFError,
    OSError,
    ValueError,
)
_SHEET, _RELATION = re.compile(rb"<sheet\s[^>]{1,2000}>"), re.compile(rb"<Relationship\s[^>]{1,2000}>")
_ATTRIBUTE = re.compile(rb'([\w:-]{1,60})="([^"<>]{0,500})"')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]{0,500}\bhidden="(?:1|true)")[^>]{0,500}?\br="(\d{1,7})"')
_ODS_PART = re.compile(rb"<table:(table|table-row)(?:\s[^>]{0,2000})?>")
_SEARCHED_MAXIMUM, _HIDDEN_MAXIMUM = 64 << 20, 20_000
_LAST_ROW = 1_048_576
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOUND_SHEET, _ROW, _BOF, _EOF = 0x85, 0x208, 0x809, 0x0A
_ZERO_HEIGHT = 0x20


def hidden_rows(data: bytes) -> dict[str, list[int]]:
    """Return the numbers (from 1) of hidden and filtered rows by the name of their sheet."""
    try:
        if data.startswith(_COMPOUND):
            return _of_records(_workbook_stream(data))
        if not data.startswith(b"PK"):
            return {}
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _of_ods(package) if "content.xml" in package.namelist() else _of_xlsx(package)
    except (*PACKAGE_ERRORS, struct.error, IndexError):
        return {}


# -- .xlsx ----------------------------------------------------------------------------------------------------------


def _of_xlsx(package: zipfile.ZipFile) -> dict[str, list[int]]:
    targets = dict(_pairs(_RELATION, package.read("xl/_rels/workbook.xml.rels"), b"Id", b"Target"))
    found = {}
    for name, place in _pairs(_SHEET, package.read("xl/workbook.xml"), b"name", b"r:id"):
        target = targets.get(place, "").removeprefix("/xl/")
        if package.getinfo(f"xl/{target}").file_size <= _SEARCHED_MAXIMUM:
            found[name] = [int(n) for n in _HIDDEN_ROW.findall(package.read(f"xl/{target}"))][:_HIDDEN_MAXIMUM]
    return found


def _pairs(tag: re.Pattern[bytes], text: bytes, *wanted: bytes) -> list[tuple[str, str]]:
    """Return two attributes of every such tag that has both."""
    said = [dict(_ATTRIBUTE.findall(one)) for one in tag.findall(text[:1_000_000])]
    first, second = wanted
    return [
        (html.unescape(one[first].decode()), html.unescape(one[second].decode()))
        for one in said
        if first in one and second in one
    ]


# -- .ods -----------------------------------------------------------------------------------------------------------


def _of_ods(package: zipfile.ZipFile) -> dict[str, list[int]]:
    """Count the rows of each table; one tag may stand for many."""
    if package.getinfo("content.xml").file_size > _SEARCHED_MAXIMUM:
        return {}
    found: dict[str, list[int]] = {}
    here: list[int] = []
    at = 0
    for tag in _ODS_PART.finditer(package.read("content.xml")):
        about = dict(_ATTRIBUTE.findall(tag[0]))
        if tag[1] == b"table":
            here = found.setdefault(html.unescape(about.get(b"table:name", b"").decode()), [])
            at = 0
            continue
        many = min(int(about.get(b"table:number-rows-repeated", b"1")), _LAST_ROW)
        if about.get(b"table:visibility") in (b"collapse", b"filter"):
            here.extend(range(at + 1, at + 1 + min(many, _HIDDEN_MAXIMUM - len(here))))
        at += many
    return found


# -- .xls, .et ------------------------------------------------------------------------------------------------------


def _workbook_stream(data: bytes) -> bytes:
    """Return the stream Workbook of a compound file; ``KeyError`` without one. Small streams are no roster."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    tables = [one for one in struct.unpack_from("<109I", data, 76) if one < len(data) // size]
    links = [link for one in tables for link in struct.unpack_from(f"<{size // 4}I", data, (one + 1) * size)]
    directory = _chain(data, links, struct.unpack_from("<I", data, 48)[0], size)
    for place in range(0, len(directory) - 127, 128):
        length, start, total = struct.unpack_from("<H50xII", directory, place + 64)
        name = directory[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book") and total >= struct.unpack_from("<I", data, 56)[0]:
            return _chain(data, links, start, size)[:total]
    raise KeyError("Workbook")


def _chain(data: bytes, links: list[int], start: int, size: int) -> bytes:
    """Return the sectors that follow one another from ``start``; a ring ends where it closes."""
    parts, seen = [], set()
    while start < len(links) and start not in seen:
        seen.add(start)
        parts.append(data[(start + 1) * size : (start + 2) * size])
        start = links[start]
    return b"".join(parts)


def _of_records(stream: bytes) -> dict[str, list[int]]:
    found = {}
    for kind, body in _records(stream, 0):
        if kind == _BOUND_SHEET and len(body) > 8:
            start, letters, is_wide = struct.unpack_from("<I2xBB", body)
            width, encoding = (2, "utf-16-le") if is_wide & 1 else (1, "latin-1")
            name = body[8 : 8 + letters * width].decode(encoding, "replace")
            rows = (struct.unpack_from("<H10xH", one) for what, one in _records(stream, start) if what == _ROW)
            found[name] = [number + 1 for number, flags in rows if flags & _ZERO_HEIGHT][:_HIDDEN_MAXIMUM]
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream to its end; a chart in a sheet is a substream of its own within."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
