"""First letters of Chinese words, so that a union or a county is found by typing them."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=8192)
def initials(words: str) -> str:
    """Return the pinyin initials of a label in lower case ("货车司机" → "hcsj")."""
    return "".join(part[:1] for part in lazy_pinyin(words, style=Style.FIRST_LETTER, errors="ignore")).lower()
