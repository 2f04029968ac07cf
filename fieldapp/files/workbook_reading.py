"""Reads real workbooks (.xlsx, .xlsm, .xlsb, .xls, .et, .ods) with calamine. Only inside the reading child.

Calamine's crashes take the child with them and nothing else; numbers keep their marks.
"""

import datetime
import io
import struct
import zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from fieldapp.files.hidden_rows import PACKAGE_ERRORS, hidden_rows
from fieldapp.files.ods_merges import ods_merges
from fieldapp.files.sheets import (
    ReadingLimits,
    SheetLines,
    UnreadableError,
    date_text,
    encode_sheet,
    number_text,
    plain_text,
)

_UNPACKED_MAXIMUM = 400 << 20
_MEMBERS_MAXIMUM = 5000
_MERGES_MAXIMUM = 20_000
_WORKBOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
_BIFF8_START = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILEPASS, _FIRST_RECORDS = 0x2F, 12
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def check_package(data: bytes) -> None:
    """Refuse what is a zip file but no workbook, is encrypted, or would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            manifest = package.read("META-INF/manifest.xml")[:1_000_000] if "META-INF/manifest.xml" in names else b""
    except PACKAGE_ERRORS as error:
        raise UnreadableError("roster_broken") from error
    if any(member.flag_bits & 1 for member in members) or b"encryption-data" in manifest:
        raise UnreadableError("roster_password")
    if not names & _WORKBOOKS and not any("workbook" in one for one in names):
        raise UnreadableError("roster_not_table")
    if len(members) > _MEMBERS_MAXIMUM or sum(member.file_size for member in members) > _UNPACKED_MAXIMUM:
        raise UnreadableError("roster_too_large")


def check_compound(data: bytes) -> None:
    """Refuse an old-style container with an encrypted workbook, or an old workbook with a password."""
    if _ENCRYPTED in data or _has_filepass(data):
        raise UnreadableError("roster_password")


def _has_filepass(data: bytes) -> bool:
    """Whether a BIFF8 stream's first records hold FILEPASS, which a password for opening leaves there."""
    place = data.find(_BIFF8_START)
    for _ in range(_FIRST_RECORDS):
        if place < 0 or place + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, place)
        if kind == _FILEPASS:
            return True
        place += 4 + length
    return False


def _text(value: _Value) -> str:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        return date_text(value.date().isoformat())
    return date_text(str(value))


def _merges(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    found = (sheet.merged_cell_ranges or [])[:_MERGES_MAXIMUM]
    return [(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in found]


def _lines(sheet: CalamineSheet, limits: ReadingLimits) -> list[str]:
    lines = SheetLines(limits)
    if sheet.start is None:
        return []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        lines.add(number, [value if type(value) is str else _text(value) for value in row])
    return lines.lines


def read_workbook(data: bytes, limits: ReadingLimits) -> list[str]:
    """Return every worksheet for the wire, hidden ones marked; empty ones are left out."""
    sheets = []
    hidden, told = hidden_rows(data), ods_merges(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for about in workbook.sheets_metadata:
                if about.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_name(about.name)
                visible = about.visible is SheetVisibleEnum.Visible
                lines, merges = _lines(sheet, limits), _merges(sheet) or told.get(about.name, [])[:_MERGES_MAXIMUM]
                sheets.append(
                    encode_sheet(about.name, lines, visible=visible, merges=merges, hidden=hidden.get(about.name, ()))
                )
    except PasswordError as error:
        raise UnreadableError("roster_password") from error
    except CalamineError as error:
        raise UnreadableError("roster_broken") from error
    return sheets
