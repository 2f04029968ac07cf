"""Rows of a CSV file somebody hands over: UTF-8, a header, every row as wide as the header."""

import csv
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from fieldapp.domain.codes import table
from fieldapp.domain.problems import Refusal
from fieldapp.messages import translate as _

NumberedRow = tuple[int, Mapping[str, str]]
"""The line of the file a row ends on, as an editor counts, and its values by column."""


def read_rows(path: Path, columns: Collection[str]) -> list[NumberedRow] | Refusal:
    """Return every row of a file that has these columns.

    Refusals: ``hub_file_unreadable``, ``hub_columns_missing``, ``hub_file_empty``, ``hub_row_invalid`` (one
    shorter or longer than the header).
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
            return invalid_row(line, WrongFieldError(header[-1], _("这一行的列数和第一行不一样")))
    return rows or Refusal(code="hub_file_empty", details={"file": path.name})


class WrongFieldError(Exception):
    """While one row is read: which column is wrong, and what it wants, in words that go into the sentence."""

    def __init__(self, column: str, wanted: str) -> None:
        """Remember both; never the value, which may be somebody's."""
        super().__init__(column)
        self.column = column
        self.wanted = wanted


def invalid_row(line: int, fault: WrongFieldError) -> Refusal:
    """Return the refusal of one row; all others of its file are refused with it."""
    return Refusal(code="hub_row_invalid", details={"row": str(line), "column": fault.column, "wanted": fault.wanted})


def required(row: Mapping[str, str], column: str) -> str:
    """Return a text that has to be there, trimmed; ``WrongFieldError`` when it is not."""
    text = row[column].strip()
    if not text:
        raise WrongFieldError(column, _("不能空着"))
    return text


def day_of(row: Mapping[str, str], column: str) -> date | None:
    """Return a day written as 2026-05-01, None for a blank; ``WrongFieldError`` for anything else."""
    text = row[column].strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongFieldError(column, _("日期写成 2026-05-01 的样子")) from error


def known_code(word: str, column: str, name: str) -> str:
    """Return the code of a word of table ``name``; ``WrongFieldError`` names the legal labels."""
    entry = table(name).find(word)
    if entry is None:
        raise WrongFieldError(column, _("可以填 {legal}").format(legal="、".join(table(name).legal_labels())))
    return entry.code
