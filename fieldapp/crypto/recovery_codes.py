"""The printed recovery code: long enough to need no stretching, readable aloud, typing slips are caught.

28 characters in seven groups of four from 31 that nobody mixes up (no 0 O 1 I L); 27 are random
(133 bits), the last is a check character.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_RANDOM = 27
_GROUP = 4
_SEPARATORS = dict.fromkeys(map(ord, " -·.\t\r\n\u2013\u2014\u2212"))


def new_recovery_code() -> str:
    """Return a fresh code as it is printed, for example ``ABCD-…-WXYZ``."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    code = body + _check_character(body)
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_recovery_code(typed: str) -> str | None:
    """Return the 28 bare characters of a typed code; None when it cannot be one (a slip of the hand)."""
    code = unicodedata.normalize("NFKC", typed).translate(_SEPARATORS).upper()
    if len(code) != _RANDOM + 1 or any(character not in ALPHABET for character in code):
        return None
    return code if code[-1] == _check_character(code[:-1]) else None


def _check_character(body: str) -> str:
    """Weighted sum modulo 31: finds every single wrong character and every swap of two."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]
