"""What a scanner read: which kind of code it is, and the codes that are plain text.

All are ASCII with their own prefix. Signed ones (UM1, UE1, UP1, UC1) are only recognised here and
opened elsewhere; UD1 (device enrolment), UR1 (receipt) and US1 (sheet) are read here.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from fieldapp.domain.numbering import COUNTER_MAXIMUM, DEVICE_CODES, is_receipt, verhoeff_digit, verhoeff_valid
from fieldapp.domain.problems import Refusal

_MAX_SCAN = 8 * 1024
_MAX_URL = 200
_SHEET_DIGIT = "8"
_DOCUMENT = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
_NUMBER = re.compile(r"[0-9]{12}", re.ASCII)
_DEVICE = re.compile(r"([2-9A-HJKMNP-Z]{10})/([0-9a-f]{16})/(.+)", re.ASCII)


class ScanKind(StrEnum):
    """Where a scanned text belongs; the values are the prefixes."""

    CARD = "UM1"
    EVENT = "UE1"
    PRE_REGISTRATION = "UP1"
    RECEIPT = "UR1"
    SHEET = "US1"
    DEVICE = "UD1"
    HUB = "UC1"
    DOCUMENT = "document"
    NUMBER = "number"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned text and its kind; ``text`` keeps the prefix."""

    kind: ScanKind
    text: str


_PREFIXED = {f"{kind}:": kind for kind in ScanKind if kind.value.startswith("U")}


def route_scan(text: str) -> Scan:
    """Say what a scanner's burst is; line ends of the wedge are dropped, blanks may belong to the code.

    A bare 18-character number goes to the document field, a bare 12-digit number with a good check
    digit is a member or receipt number. A wedge types through the keyboard's state: letters turned
    round by Caps Lock and the full-width signs of an input method are read as what was meant.
    """
    clean = _as_meant(text.strip("\r\n\t"))
    if len(clean) > _MAX_SCAN or not clean.isascii():
        return Scan(ScanKind.UNKNOWN, clean)
    kind = _PREFIXED.get(clean[:4])
    if kind is not None:
        return Scan(kind, clean)
    bare = clean.strip()
    if _DOCUMENT.fullmatch(bare):
        return Scan(ScanKind.DOCUMENT, bare.upper())
    if _NUMBER.fullmatch(bare) and verhoeff_valid(bare):
        return Scan(ScanKind.NUMBER, bare)
    return Scan(ScanKind.UNKNOWN, clean)


def is_prefixed(text: str) -> bool:
    """Whether a text begins as one of our own codes does, so that nobody can have typed it as a name."""
    return _as_meant(text.strip()[:4]) in _PREFIXED


def _as_meant(text: str) -> str:
    plain = text if len(text) > _MAX_SCAN or text.isascii() else unicodedata.normalize("NFKC", text)
    turned = plain.swapcase()
    is_turned = turned[:4] in _PREFIXED and (plain.islower() or turned.startswith(f"{ScanKind.DEVICE}:"))
    return turned if is_turned else plain


def make_receipt_code(number: str) -> str:
    """Return ``UR1:`` with the twelve digits of a receipt number."""
    return f"{ScanKind.RECEIPT}:{number}"


def read_receipt_code(text: str) -> str | Refusal:
    """Return the receipt number of a code; ``receipt_code_bad`` when a digit is wrong."""
    number = text.removeprefix(f"{ScanKind.RECEIPT}:")
    if number == text or not _NUMBER.fullmatch(number) or not is_receipt(number) or not verhoeff_valid(number):
        return Refusal(code="receipt_code_bad")
    return number


def sheet_number(device_code: int, counter: int) -> str:
    """Return the number of a blank form or signed list: ``8``, device short code, counter, check digit.

    ``ValueError`` when one does not fit its four or six digits.
    """
    if not 0 <= device_code < DEVICE_CODES or not 0 < counter <= COUNTER_MAXIMUM:
        raise ValueError("a device short code has four digits, a sheet counter six")
    digits = f"{_SHEET_DIGIT}{device_code:04d}{counter:06d}"
    return digits + verhoeff_digit(digits)


def make_sheet_code(number: str) -> str:
    """Return ``US1:`` with a sheet number."""
    return f"{ScanKind.SHEET}:{number}"


def read_sheet_code(text: str) -> str | Refusal:
    """Return the sheet number of a code; ``sheet_code_bad`` when a digit is wrong."""
    number = text.removeprefix(f"{ScanKind.SHEET}:")
    is_sheet = _NUMBER.fullmatch(number) and number.startswith(_SHEET_DIGIT) and verhoeff_valid(number)
    return number if number != text and is_sheet else Refusal(code="sheet_code_bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """What a laptop needs to enrol: ``fingerprint`` is the kid (16 hex digits) of the hub's key."""

    one_time: str
    fingerprint: str
    url: str


def make_device_code(code: DeviceCode) -> str:
    """Return ``UD1:code/fingerprint/address``."""
    return f"{ScanKind.DEVICE}:{code.one_time}/{code.fingerprint}/{code.url}"


def read_device_code(text: str) -> DeviceCode | Refusal:
    """Read a code; ``device_code_bad`` when it is none. It is not signed: the fingerprint pins the hub's key."""
    prefix = f"{ScanKind.DEVICE}:"
    found = _DEVICE.fullmatch(text.removeprefix(prefix)) if text.startswith(prefix) else None
    if found is None or not _is_address(found[3]):
        return Refusal(code="device_code_bad")
    return DeviceCode(one_time=found[1], fingerprint=found[2], url=found[3])


def _is_address(url: str) -> bool:
    if len(url) > _MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and has_port
