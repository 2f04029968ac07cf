"""What ``roster check`` says of a file: one judgement per person's row, or one refusal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import RosterRow, RosterTable, check_rows
from fieldapp.files.roster import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRoster:
    """A file's table and what was said of its people."""

    table: RosterTable
    rows: tuple[RosterRow, ...]

    @property
    def rejected(self) -> int:
        """How many rows have to be mended."""
        return sum(row.is_rejected for row in self.rows)

    @property
    def exit_status(self) -> int:
        """The command's status: 0 when no row was rejected, else 1 (2 is a file that cannot be read)."""
        return 1 if self.rejected else 0

    def json_lines(self) -> Iterator[str]:
        """Yield one JSON object per person's row."""
        for row in self.rows:
            yield json.dumps(row.as_json(), ensure_ascii=False)


def check_file(
    path: Path, today: date, *, default_group: str | None = None, sheet: str = ""
) -> CheckedRoster | Refusal:
    """Read and check a file (one sheet of it); ages are those of ``today``."""
    table = read_table(path, sheet=sheet)
    if isinstance(table, Refusal):
        return table
    return CheckedRoster(table=table, rows=tuple(check_rows(table, table.columns, today, default_group)))
