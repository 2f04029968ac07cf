"""The statistics workbook: the table of ``statistics`` as a spreadsheet people can send on."""

from datetime import date
from pathlib import Path

from fieldapp.files.workbooks import write_table
from sync.hub.centre import Centre
from sync.hub.services.rights import EVERYTHING
from sync.hub.services.statistics import Report, report

_SHEET = "统计表"


def write_statistics(centre: Centre, path: Path, *, start: date, end: date, top: str = EVERYTHING) -> Report:
    """Write the table of a period (both days included) and return it; ``OSError`` when the file cannot be written."""
    made = report(centre, top=top, start=start, end=end)
    headers = [made.title, *(f"{group}·{measure}" for group in made.groups for measure in made.measures)]
    rows: list[tuple[str | int | None, ...]] = [(line.name, *line.values) for line in made.lines]
    rows.append(("",))
    rows.extend((note,) for note in made.notes)
    write_table(path, headers, rows, widths=[36.0, *(13.0 for _ in headers[1:])], sheet_name=_SHEET)
    return made
