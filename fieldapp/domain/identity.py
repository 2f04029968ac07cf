"""Identity documents (证件): their numbers, what can be checked, what a number tells.

GB 11643 (MOD 11-2) covers the eighteen-character kinds; other kinds have only a pattern. The
region prefix is historic and permanent, so an unknown one is a warning and nothing more.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from operator import mul

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.problems import Problem, Severity
from fieldapp.domain.text import half_width, without_blanks

FIELD = "document_no"
MINIMUM_AGE = 16
FULL_AGE = 18

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DASHES = str.maketrans("", "", "-‐‑‒–—―−－﹣'’‘`＇\"“”")
_LOOKS_LIKE_X = str.maketrans(dict.fromkeys("xХхΧχ×✕✖ⅩⅹＸｘ", "X"))
_KEYPAD_X = re.compile(r"[0-9]{17}[*.]")
"""Where a numeric keypad has no X."""
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]*)?E\+?[0-9]{1,3}")
_PATTERNS: dict[DocumentType, re.Pattern[str]] = {
    DocumentType.RIC: re.compile(r"[1-7].{17}"),
    DocumentType.RIC_TMP: re.compile(r"[1-7].{17}"),
    DocumentType.HMT_RP: re.compile(r"8[123]0000.{12}"),
    DocumentType.FPR23: re.compile(r"9.{17}"),
    DocumentType.FPR17: re.compile(r"[A-Z]{3}[0-9]{12}"),
    DocumentType.PASS: re.compile(r"[A-Z0-9]{5,17}"),
    DocumentType.HM_PERMIT: re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
    DocumentType.TW_PERMIT: re.compile(r"[0-9]{8}([0-9]{2})?"),
    DocumentType.MIL: re.compile(r".{1,30}"),
    DocumentType.OTHER: re.compile(r".{1,30}"),
}
EIGHTEEN_CHARACTER_KINDS = frozenset({DocumentType.RIC, DocumentType.RIC_TMP, DocumentType.HMT_RP, DocumentType.FPR23})


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityDocument:
    """A document whose number passed every check of its kind.

    ``birth`` and ``sex`` ("1" male, "2" female, GB/T 2261.1) are None where the number is silent.
    """

    type: DocumentType
    number: str
    birth: date | None = None
    sex: str | None = None


def normalise_document_no(text: str) -> str:
    """Return the number half-width, upper case, without blanks, dashes and quotes; X in one form."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = half_width(without_blanks(text.translate(_LOOKS_LIKE_X))).translate(_DASHES).upper()
    return plain[:-1] + "X" if _KEYPAD_X.fullmatch(plain) else plain


def check_character(first17: str) -> str:
    """Return the check character for seventeen digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def birth_in(number: str) -> date | None:
    """Return the birth day written in an eighteen-character number; None when it is no real day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def number_faults(number: str, today: date) -> tuple[str, ...]:
    """Return all codes against a normalised number as an eighteen-character one, in table order.

    ``id_lost_digits`` means that a spreadsheet turned it into a float; nothing can repair it.
    """
    if _SCIENTIFIC.fullmatch(number):
        return ("id_lost_digits",)
    if _FIFTEEN.fullmatch(number):
        return ("id_legacy",)
    if len(number) != 18:
        return ("id_length",)
    if not _EIGHTEEN.fullmatch(number):
        return ("id_checksum",)
    faults = []
    if check_character(number[:17]) != number[17]:
        # fifteen significant digits are all a spreadsheet's float keeps: the rest became zeros
        faults.append("id_lost_digits" if number.endswith("000") else "id_checksum")
    birth = birth_in(number)
    if birth is None or birth > today:
        faults.append("id_birth")
    return tuple(faults)


def check_document(type: DocumentType, number: str, today: date) -> IdentityDocument | tuple[Problem, ...]:  # noqa: A002 - the domain's word
    """Check a number (as typed) against its kind; problems carry the field ``document_no``.

    An empty number is ``document_missing``; one that fits no pattern of its kind is ``id_kind``.
    """
    cleaned = normalise_document_no(number)
    if not cleaned:
        return (Problem(code="document_missing", field=FIELD),)
    faults = number_faults(cleaned, today) if type in EIGHTEEN_CHARACTER_KINDS else ()
    if not faults and not _PATTERNS[type].fullmatch(cleaned):
        faults = ("id_kind",)
    if faults:
        return tuple(Problem(code=code, field=FIELD) for code in faults)
    told = derive(cleaned) if type in EIGHTEEN_CHARACTER_KINDS else None
    return IdentityDocument(type=type, number=cleaned, birth=told[0] if told else None, sex=told[1] if told else None)


def kind_of(number: str) -> DocumentType | None:
    """Guess the kind of a normalised number from its shape; None when several kinds share it."""
    for kind in (DocumentType.RIC, DocumentType.HMT_RP, DocumentType.FPR23):
        if _EIGHTEEN.fullmatch(number) and _PATTERNS[kind].fullmatch(number):
            return kind
    for kind in (DocumentType.FPR17, DocumentType.HM_PERMIT):
        if _PATTERNS[kind].fullmatch(number):
            return kind
    return None


def kind_fitting(number: str, chosen: DocumentType) -> DocumentType:
    """Return the kind a number as typed belongs to: the chosen one while it fits or nothing else surely does."""
    cleaned = normalise_document_no(number)
    return chosen if _PATTERNS[chosen].fullmatch(cleaned) else kind_of(cleaned) or chosen


def region_problem(number: str, regions: Container[str]) -> Problem | None:
    """Return the warning ``id_region_unknown`` for a resident's number with an unknown county prefix."""
    cleaned = normalise_document_no(number)
    if not _EIGHTEEN.fullmatch(cleaned) or cleaned[0] not in "1234567" or cleaned[:6] in regions:
        return None
    return Problem(code="id_region_unknown", field=FIELD, severity=Severity.WARNING)


def upgrade_legacy(number15: str) -> str:
    """Return the eighteen-character form of a fifteen-digit number; its century is always 19."""
    first17 = f"{number15[:6]}19{number15[6:]}"
    return first17 + check_character(first17)


def match_form(number: str) -> str:
    """Return what the same person's number looks like everywhere: normalised, fifteen digits upgraded."""
    cleaned = normalise_document_no(number)
    return upgrade_legacy(cleaned) if _FIFTEEN.fullmatch(cleaned) else cleaned


def derive(number: str) -> tuple[date, str] | None:
    """Return (birth day, sex) from a normalised eighteen-character number; None when it tells neither."""
    if not _EIGHTEEN.fullmatch(number):
        return None
    birth = birth_in(number)
    if birth is None:
        return None
    return birth, "1" if int(number[16]) % 2 else "2"


def age_on(birth: date, today: date) -> int:
    """Return full years lived; who was born on 29 February ages on 1 March in common years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def age_fault(birth: date, today: date) -> str | None:
    """Return ``under_16`` (may not work, so may not join), ``minor`` (16 or 17), or None."""
    age = age_on(birth, today)
    if age < MINIMUM_AGE:
        return "under_16"
    return "minor" if age < FULL_AGE else None


def mask_document(number: str) -> str:
    """Return the number for a screen: ``150203********1238``; short numbers show less."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    if len(number) >= 8:
        return f"{number[0]}{'*' * (len(number) - 5)}{number[-4:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:] if len(number) > 2 else "*" * len(number)


def tail(number: str) -> str:
    """Return the last four characters, which lists show beside the name."""
    return number[-4:]
