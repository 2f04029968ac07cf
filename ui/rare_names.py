"""Rare characters in names: their large faces are loaded when the first such name is to be shown."""

from functools import lru_cache

from ui.fonts import load_for

_COMMON_END = "\u9fff"
_EXTENSION_A = ("\u3400", "\u4dbf")


@lru_cache(maxsize=8192)
def shown(text: str) -> str:
    """Return the text, with the faces loaded that it needs; costs nothing for common characters."""
    if any(character > _COMMON_END or _EXTENSION_A[0] <= character <= _EXTENSION_A[1] for character in text):
        load_for((text,))
    return text
