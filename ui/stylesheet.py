"""Turns tokens into one style sheet. Every look of the window is decided here and in its template."""

from functools import cache

from resources import resource
from ui.tokens import Tokens

_SIZES = (12, 13, 14, 15, 16, 17, 18, 21, 26, 30)
_HEIGHTS = (20, 22, 24, 26, 28, 34, 40, 44, 52)
_HEIGHT_SHARE = 1.6
"""Targets are large already, so they grow slower than the letters in them."""


@cache
def _template() -> str:
    return resource("theme", "window.css").read_text(encoding="utf-8")


def stylesheet(look: Tokens, scale: int, families: tuple[str, ...]) -> str:
    """Return the style sheet of the whole window; ``scale`` is the font scale in per cent."""
    words = dict(look.colours)
    words |= {"b": str(look.border), "r": str(look.radius), "family": ", ".join(f'"{one}"' for one in families)}
    words |= {f"px{size}": str(round(size * scale / 100)) for size in _SIZES}
    for height in _HEIGHTS:
        grown = height * (1 + (scale - 100) / 100 / _HEIGHT_SHARE)
        words[f"h{height}"] = str(round(grown) - 2 * (look.border - 1))
        words[f"bare{height}"] = str(round(grown))  # of what has no border
    return _template() % words
