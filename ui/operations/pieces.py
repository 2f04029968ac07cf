"""How long work is cut for the store worker, so that somebody at the desk never waits for more than a piece."""

PIECE_SECONDS = 0.015


def next_size(size: int, seconds: float, *, smallest: int = 20, largest: int = 80) -> int:
    """Return how many the next piece takes after one of ``size`` took so long."""
    if seconds > PIECE_SECONDS:
        return max(smallest, int(size * PIECE_SECONDS / seconds))
    return min(largest, size + 5)
