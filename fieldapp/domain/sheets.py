"""What may stand as the number of a signed form (表号): digits, never a document or phone number.

The number is kept with the consent and goes to the centre in clear, so whatever looks like a
person's own number is refused. A number is what it counts, not how it is written: a pad prints 004411, a hand
writes 4411, and both are one sheet.
"""

import re

from fieldapp.domain.identity import normalise_document_no
from fieldapp.domain.phones import is_mobile, normalise_phone
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.scans import ScanKind, make_sheet_code, read_sheet_code

FIELD = "consent"
_PREFIX = f"{ScanKind.SHEET}:"
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)
_DOCUMENT = re.compile(r"[0-9]{15}([0-9]{2}[0-9X])?", re.ASCII)
_FULL = 12
"""Printed sheets have twelve digits with a check digit; shorter ones are a block's own running numbers."""


def bare_sheet(text: str) -> str:
    """Return a sheet number as it is kept: half-width, without its ``US1:`` prefix and blanks."""
    return normalise_document_no(text).removeprefix(_PREFIX)


def kept_sheet(text: str) -> str:
    """Return what stands with the consent: half-width, with its ``US1:`` prefix where a code was read."""
    return normalise_document_no(text)


def writings(text: str) -> tuple[str, ...]:
    """Return every way in which a sheet's number may be kept: with fewer or more zeros before it, bare or as a code."""
    number = bare_sheet(text)
    if len(number) == _FULL:
        return number, make_sheet_code(number)
    bare = number.lstrip("0") or "0"
    padded = tuple(bare.zfill(width) for width in range(len(bare), _FULL))
    return (*padded, *map(make_sheet_code, padded))


def check_sheet(text: str) -> Problem | None:
    """Return what is wrong with a number: ``sheet_is_document``, ``sheet_is_phone``, ``sheet_number_bad``."""
    number = bare_sheet(text)
    if _DOCUMENT.fullmatch(number):
        return Problem(code="sheet_is_document", field=FIELD)
    if is_mobile(normalise_phone(number)):
        return Problem(code="sheet_is_phone", field=FIELD)
    if not _DIGITS.fullmatch(number):
        return Problem(code="sheet_number_bad", field=FIELD)
    if len(number) == _FULL and isinstance(read_sheet_code(make_sheet_code(number)), Refusal):
        return Problem(code="sheet_number_bad", field=FIELD)
    return None
