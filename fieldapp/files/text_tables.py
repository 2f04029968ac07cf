"""Writes CSV that spreadsheets open rightly (UTF-8 with a mark) and that cannot command them."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from fieldapp.domain.text import half_width, without_invisible

_COMMANDS = ("=", "+", "-", "@")


def harmless(text: str) -> str:
    """Return a text without controls and lone surrogates, which no workbook may hold; line breaks stay."""
    if text.isprintable():
        return text
    return "\n".join(without_invisible(line) for line in text.splitlines())


def disarmed(text: str) -> str:
    """Return a CSV field that no spreadsheet takes for a formula: an apostrophe goes before it.

    Spreadsheets overlook blanks before a sign, and a Chinese one takes the full-width signs as well.
    """
    cleaned = harmless(text)
    return f"'{cleaned}" if half_width(cleaned).lstrip().startswith(_COMMANDS) else cleaned


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a CSV file; return how many rows it has. ``OSError`` when it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = [[disarmed(value) for value in row] for row in rows]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([disarmed(heading) for heading in headers])
        writer.writerows(table)
    return len(table)
