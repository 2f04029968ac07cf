"""A pasted line "姓名 电话 身份证" splits itself, in any order, with or without its labels."""

import re

from fieldapp.domain.identity import normalise_document_no
from fieldapp.domain.names import normalise_name
from fieldapp.domain.phones import normalise_phone
from fieldapp.domain.text import half_width, without_invisible

SPLIT = ("document_no", "name", "phone")
"""The fields a line is taken apart into."""
_LEAST = 2
"""How many of number, name and phone make a line of several fields."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))
_DOCUMENT = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[\dXxХхΧχ×*](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]*)?1[3-9]\d(?:[ -]?\d){8}(?!\d)")
_LABEL = re.compile(
    r"(?:居民|公民)?身份(?:证件?)?(?:号码?)?|有效证件(?:号码?)?|证件(?:号码?)?|(?:移动|联系|手机)?电话(?:号码?)?"
    r"|手机(?:号码?)?|联系方式|微信(?:同号|号)?|姓 *名|名字|性别|号码"
)
_SIGN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ue000-\uf8ff]"
_SEX = re.compile(rf"(?<!{_SIGN})[男女](?!{_SIGN})")
_NAME = re.compile(rf"{_SIGN} +{_SIGN}(?!{_SIGN})|{_SIGN}[{_SIGN[1:-1]}·•‧∙⋅・･．.●]*")


def split_line(text: str) -> dict[str, str] | None:
    """Return the fields of a pasted line, or None when it is no such line.

    What groups a number (blanks, dashes, +86) belongs to it; a label is never taken for a name.
    """
    rest = half_width(without_invisible(" ".join(text.split()))).translate(_DASHES)
    found: dict[str, str] = {}
    for code, pattern, normalise in (
        ("document_no", _DOCUMENT, normalise_document_no),
        ("phone", _PHONE, normalise_phone),
    ):
        number = pattern.search(rest)
        if number is not None:
            found[code] = normalise(number[0])
            rest = f"{rest[: number.start()]},{rest[number.end() :]}"
    if not found:
        return None
    name = _NAME.search(_SEX.sub(",", _LABEL.sub(",", rest)))
    if name is not None:
        found["name"] = normalise_name(name[0].rstrip(".．"))
    return found if len(found) >= _LEAST else None
