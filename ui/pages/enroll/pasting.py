"""A pasted line "姓名 电话 身份证" splits itself, in any order."""

import re

from fieldapp.domain.identity import normalise_document_no
from fieldapp.domain.names import normalise_name
from fieldapp.domain.phones import is_mobile, normalise_phone

_PARTING = re.compile(r"[\s,,;;、|/:：]+")
_LABEL = re.compile(r"^(姓名|电话|手机|手机号|手机号码|身份证|身份证号|证件号码)$")
_DOCUMENT = re.compile(r"^\d{17}[\dX]$")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def split_line(text: str) -> dict[str, str] | None:
    """Return the fields of a pasted line, or None when it is no such line."""
    parts = [part for part in _PARTING.split(text.strip()) if part and not _LABEL.match(part)]
    if not any(_HAN.search(part) for part in parts) or len(parts) < 2:
        return None
    found: dict[str, str] = {}
    for part in parts:
        document, phone = normalise_document_no(part), normalise_phone(part)
        if _DOCUMENT.match(document):
            found["document_no"] = document
        elif is_mobile(phone):
            found["phone"] = phone
        elif _HAN.search(part) and "name" not in found:
            found["name"] = normalise_name(part)
    return found if "document_no" in found and len(found) > 1 else None
