"""Mobile numbers (手机): eleven digits, no white list of segments, which change and are ported."""

import re

from fieldapp.domain.problems import Problem
from fieldapp.domain.text import half_width, without_blanks

FIELD = "phone"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PUNCTUATION = str.maketrans("", "", "-‐‑‒–—―−()'’‘`\".·_")
_DECIMAL = re.compile(r"\.0+$")  # a number column written out by a program
_COUNTRY = re.compile(r"(\+|00)?86(?=1[0-9]{10}$)")


def normalise_phone(text: str) -> str:
    """Return the digits half-width without blanks, dashes, brackets and the country code 86."""
    if len(text) == 11 and text.isascii() and text.isdigit():
        return text
    cleaned = _DECIMAL.sub("", half_width(without_blanks(text))).translate(_PUNCTUATION)
    return _COUNTRY.sub("", cleaned, count=1)


def is_mobile(phone: str) -> bool:
    """Whether a normalised number is a mobile number (``^1[3-9]\\d{9}$``)."""
    return _MOBILE.fullmatch(phone) is not None


def check_phone(phone: str) -> tuple[Problem, ...]:
    """Return ``phone_missing`` or ``phone_invalid`` for a number as typed."""
    cleaned = normalise_phone(phone)
    if not cleaned:
        return (Problem(code="phone_missing", field=FIELD),)
    return () if is_mobile(cleaned) else (Problem(code="phone_invalid", field=FIELD),)


def mask_phone(phone: str) -> str:
    """Return the number for a screen: ``138****5678``; anything shorter is all stars."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "*" * len(phone)


def grouped_phone(phone: str) -> str:
    """Return the number as people read it aloud, 3-4-4; anything else as it is."""
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if len(phone) == 11 else phone
