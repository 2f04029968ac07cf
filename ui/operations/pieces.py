"""How long work is cut for the store worker, so that somebody at the desk never waits for more than a piece."""

PIECE_SECONDS = 0.015
_AIM = 0.8
"""What part of that a piece should take: the next one is never exactly as quick."""
_MOST_GROWTH = 2.0
"""How many times as many the next piece takes at most: one quick piece may have been luck."""


def next_size(size: int, seconds: float, *, smallest: int = 20, largest: int = 80) -> int:
    """Return how many the next piece takes after one of ``size`` took so long, within its growth."""
    fits = _AIM * PIECE_SECONDS / seconds if seconds > 0 else _MOST_GROWTH
    return max(smallest, min(largest, int(size * min(fits, _MOST_GROWTH))))
