"""How long work is cut for the store worker, so that somebody at the desk never waits for more than a piece."""

PIECE_SECONDS = 0.015
_GROWS_BY = 8
"""A piece in time may be followed by one this part larger: a larger step is too long every second time."""


def next_size(size: int, seconds: float, *, smallest: int = 20, largest: int = 80) -> int:
    """Return how many the next piece takes after one of ``size`` took so long."""
    if seconds > PIECE_SECONDS:
        return max(smallest, int(size * PIECE_SECONDS / seconds))
    return min(largest, size + 1 + size // _GROWS_BY)
