"""What all benchmarks share: a span measured in seconds, a percentile, and the line they print."""

import json
import time
from collections.abc import Callable, Sequence


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` took, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def percentile(values: Sequence[float], per_cent: float) -> float:
    """Return the value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * per_cent / 100))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return percentile(values, 50)


def report(name: str, value: float, unit: str, *, ratio: float | None = None, against: str | None = None) -> None:
    """Print the figure as one JSON line; ``ratio`` is value by rival, ``against`` says who the rival is."""
    line = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "ratio": None if ratio is None else round(ratio, 3),
        "against": against,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
