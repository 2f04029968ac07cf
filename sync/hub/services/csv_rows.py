"""Rows of a CSV file somebody hands over: UTF-8, a header, every row as wide as the header."""

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

from fieldapp.domain.problems import Refusal

NumberedRow = tuple[int, Mapping[str, str]]
"""The line of the file a row ends on, as an editor counts, and its values by column."""


def read_rows(path: Path, columns: Collection[str]) -> list[NumberedRow] | Refusal:
    """Return every row of a file that has these columns.

    Refusals: ``hub_file_unreadable``, ``hub_columns_missing``, ``hub_row_invalid`` (one shorter or longer
    than the header).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows: list[NumberedRow] = [(reader.line_num, row) for row in reader]
            header = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error):
        return Refusal(code="hub_file_unreadable", details={"file": path.name})
    missing = set(columns) - set(header)
    if missing:
        return Refusal(code="hub_columns_missing", details={"columns": "、".join(sorted(missing))})
    for line, row in rows:
        if None in row or None in row.values():
            return invalid_row(line)
    return rows


def invalid_row(line: int) -> Refusal:
    """Return the refusal of one row; all others of its file are refused with it."""
    return Refusal(code="hub_row_invalid", details={"row": str(line)})
