"""Unified social credit codes (统一社会信用代码, GB 32100) with the organisation code inside (GB 11714).

An employer and its union have two different codes; a grassroots union's begins with 81.
"""

from fieldapp.domain.problems import Problem
from fieldapp.domain.text import half_width, without_blanks

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def normalise_credit_code(text: str) -> str:
    """Return the code half-width, upper case, without blanks and dashes."""
    return half_width(without_blanks(text)).upper().replace("-", "")


def check_character(first17: str) -> str:
    """Return the eighteenth character; ``ValueError`` for a character the standard does not use."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check(first8: str) -> str:
    """Return the check character of an organisation code (A=10 … Z=35, weights of GB 11714)."""
    total = sum(int(character, 36) * weight for character, weight in zip(first8, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_valid(code: str) -> bool:
    """Whether a normalised code has the right length, characters and both check characters."""
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        return False
    return check_character(code[:17]) == code[17] and organisation_check(code[8:16]) == code[16]


def is_union_code(code: str) -> bool:
    """Whether a valid code is that of a grassroots union (8 unions, 1 grassroots)."""
    return code.startswith("81") and is_valid(code)


def check_credit_code(text: str, field: str = "credit_code", *, union: bool = False) -> tuple[Problem, ...]:
    """Check a code as typed; an empty one is no problem, for both codes are optional.

    ``union`` asks for a union's own code and gives ``credit_code_not_union`` for an employer's.
    """
    code = normalise_credit_code(text)
    if not code:
        return ()
    if not is_valid(code):
        return (Problem(code="credit_code_invalid", field=field),)
    return (Problem(code="credit_code_not_union", field=field),) if union and not is_union_code(code) else ()
