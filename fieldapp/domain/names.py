"""Names of people (姓名): one separator, the whole Han repertoire, nothing folded that is kept.

The separator of long names is U+00B7 and a name may have 50 characters (民委发〔2016〕33号).
Blocks are listed here because Python's tables lag behind GB 18030-2022.
"""

import re
import unicodedata

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.problems import Problem
from fieldapp.domain.text import half_width, single_blanks

FIELD = "name"
MAXIMUM = 50
DOT = "\u00b7"

# radicals that copying from some PDF files puts where the hanzi stood: they look the same
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | str.maketrans(
    "⻋⻢⻓⻘⻅⻉⻛⻜⻝⻥⻦⻨⻩⻬⻮⻰⻔⻄⻆⺟⺠⻚⻙", "车马长青见贝风飞食鱼鸟麦黄齐齿龙门西角母民页韦"
)
_DOTS = _RADICALS | str.maketrans(dict.fromkeys("•‧∙⋅・･．.᛫●·ㆍᐧ﹒⸱ꞏ˙⸳◦", DOT))
_HAN_BLOCKS = (
    "\u2e80-\u2ef3"
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ee5f\U0002f800-\U0002fa1f\U00030000-\U000323af"
)
_PRIVATE_BLOCKS = "\ue000-\uf8ff\U000f0000-\U0010fffd"
_HAN = f"[{_HAN_BLOCKS}{_PRIVATE_BLOCKS}]"
_LATIN = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN}) +(?=[{DOT}{_HAN_BLOCKS}{_PRIVATE_BLOCKS}])|(?<={DOT}) +| +(?={DOT})")
_LATIN_DOT = re.compile(rf"({_LATIN}){DOT}(?= |$)")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{1,50}")
_CHINESE_NAME = re.compile(rf"{_HAN}+({DOT}{_HAN}+)*")
_LATIN_NAME = re.compile(rf"{_LATIN}+\.?([ '’,{DOT}-]{{1,2}}{_LATIN}+\.?)*")
_PRIVATE = re.compile(f"[{_PRIVATE_BLOCKS}]")
_FOREIGN = frozenset(
    {
        DocumentType.FPR23,
        DocumentType.FPR17,
        DocumentType.PASS,
        DocumentType.OTHER,
        DocumentType.HMT_RP,
        DocumentType.HM_PERMIT,
    }
)


def normalise_name(text: str) -> str:
    """Return the name with half-width letters, U+00B7 for every look-alike dot, no blanks between hanzi.

    A dot after a Latin initial stays a full stop. The raw value is the caller's to keep.
    """
    if _PLAIN_NAME.fullmatch(text):
        return text
    name = half_width(single_blanks(text)).translate(_DOTS)
    return _BETWEEN_HAN.sub("", _LATIN_DOT.sub(r"\1.", name))


def check_name(name: str, document_type: DocumentType | None = None) -> tuple[Problem, ...]:
    """Return ``name_missing``, ``name_too_long`` or ``name_invalid`` for a name as typed.

    Digits and Latin letters do not belong in a Chinese name; a name wholly in Latin letters is
    that of a foreigner, so it needs a document of a kind that foreigners hold (None: not known yet).
    """
    cleaned = normalise_name(name)
    if _PLAIN_NAME.fullmatch(cleaned):
        return ()
    if not cleaned:
        return (Problem(code="name_missing", field=FIELD),)
    if len(cleaned) > MAXIMUM:
        return (Problem(code="name_too_long", field=FIELD),)
    if _CHINESE_NAME.fullmatch(cleaned):
        return ()
    if _LATIN_NAME.fullmatch(cleaned) and (document_type is None or document_type in _FOREIGN):
        return ()
    return (Problem(code="name_invalid", field=FIELD),)


def has_private_use(name: str) -> bool:
    """Whether a character comes from a private-use block, so that eyes must compare it with the card."""
    return _PRIVATE.search(name) is not None


def search_key(name: str) -> str:
    """Return the form names are searched in: compatibility forms folded, no blanks, no dots, lower case."""
    folded = unicodedata.normalize("NFKC", normalise_name(name)).casefold()
    return "".join(character for character in folded if character not in f"{DOT} .'-")
