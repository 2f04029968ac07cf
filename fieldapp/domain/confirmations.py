"""What a person says from the own phone (手机确认): a code or a word, kept with the consent.

It goes to the centre in clear, so whatever looks like somebody's number is refused.
"""

import re
import unicodedata

from fieldapp.domain.phones import is_mobile, normalise_phone
from fieldapp.domain.problems import Problem

FIELD = "consent"
SHORTEST, LONGEST = 2, 12
_WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")
_LONG_NUMBER = re.compile(r"[0-9]{9,}")


def bare_confirmation(text: str) -> str:
    """Return a code or word as it is kept: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def check_confirmation(text: str) -> Problem | None:
    """Return what is wrong: ``confirmation_missing``, ``confirmation_is_number``, ``confirmation_bad``."""
    said = bare_confirmation(text)
    if not said:
        return Problem(code="confirmation_missing", field=FIELD)
    if is_mobile(normalise_phone(said)) or _LONG_NUMBER.search(said):
        return Problem(code="confirmation_is_number", field=FIELD)
    if not SHORTEST <= len(said) <= LONGEST or not _WORD.fullmatch(said):
        return Problem(code="confirmation_bad", field=FIELD)
    return None
