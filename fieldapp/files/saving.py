"""Puts a workbook where somebody wants it: whole or not at all, and without a trace of it elsewhere on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it brings no stubs
from xlsxwriter.exceptions import XlsxFileError  # type: ignore[import-untyped]  # it brings no stubs

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
"""Texts stay texts; and nothing goes through the system's temporary folder, where names would stand in clear."""


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """Give an empty workbook that stands at ``path`` afterwards; ``OSError`` when it cannot be written there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(draft), OPTIONS)
        yield book
        book.close()
        draft.replace(path)
    except XlsxFileError as error:
        raise OSError(str(error)) from error
    finally:
        draft.unlink(missing_ok=True)
