"""Reads a foreign roster file in a child under caps: a table, or one refusal that says what to do."""

import os
import stat
from dataclasses import replace
from pathlib import Path

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_headers import is_side_by_side, with_columns
from fieldapp.domain.roster_lines import is_person
from fieldapp.domain.roster_tables import RosterTable
from fieldapp.files.sheets import ReadingLimits, Sheet, decode
from fieldapp.processes import Completed, Ending, StopCord, python_child, run_capped

_ASIDE = ("说明", "示例", "样例", "样表", "模板", "字典", "数据源", "参考", "代码", "离职", "下拉", "填写须知")
_PEOPLE_SAMPLE = 2000
_MOST_SHEETS = 30
"""More sheets than a company ever sent; a workbook made to keep us busy has thousands."""


def _file_refusal(path: Path, limits: ReadingLimits) -> Refusal | None:
    try:
        about = path.stat()
    except OSError:
        return Refusal(code="roster_missing")
    if not stat.S_ISREG(about.st_mode):
        return Refusal(code="roster_not_file")
    if about.st_size == 0:
        return Refusal(code="roster_empty")
    if about.st_size > limits.file_mb << 20:
        return Refusal(code="roster_too_large")
    return None


def _ending_refusal(completed: Completed) -> Refusal:
    codes = {
        Ending.TIMED_OUT: "roster_too_slow",
        Ending.TOO_MUCH_OUTPUT: "roster_too_large",
        Ending.STOPPED: "roster_stopped",
    }
    return Refusal(code=codes.get(completed.ending, "roster_broken"))


def read_file(
    path: Path, limits: ReadingLimits | None = None, cord: StopCord | None = None
) -> tuple[Sheet, ...] | Refusal:
    """Return every sheet of a file; never raises for what is in the file. ``cord`` ends the reading at once."""
    caps = limits or ReadingLimits()
    refusal = _file_refusal(path, caps)
    if refusal:
        return refusal
    completed = run_capped(
        python_child("fieldapp.files.reading_child"),
        input=os.fsencode(path.resolve()),  # every user of the machine reads the words a program is started with
        seconds=caps.seconds,
        memory_mb=caps.memory_mb,
        output_mb=caps.output_mb,
        cord=cord,
    )
    if not completed.is_done:
        return _ending_refusal(completed)
    try:
        return decode(completed.stdout)
    except (ValueError, KeyError, TypeError):
        # the parser was taken over or died in the middle of its answer
        return Refusal(code="roster_broken")


def _people(table: RosterTable) -> int:
    return sum(is_person(row, table.columns) for row in table.rows[:_PEOPLE_SAMPLE] if row.number > table.header_row)


def _table(sheet: Sheet, file_name: str) -> RosterTable:
    return with_columns(
        RosterTable(sheet=sheet.name, rows=sheet.rows, merges=sheet.merges, file_name=file_name, hidden=sheet.hidden)
    )


def choose_table(sheets: tuple[Sheet, ...], file_name: str, wanted: str = "") -> RosterTable | Refusal:
    """Return the first visible sheet with people in it; sheets with explanations come last, hidden ones never.

    ``wanted`` is a sheet that somebody chose by its name; it may be hidden.
    """
    visible = [sheet for sheet in sheets if sheet.visible and sheet.rows][:_MOST_SHEETS]
    asked = [sheet for sheet in sheets if wanted and sheet.name == wanted]
    if not visible and not asked:
        return Refusal(code="roster_empty")
    ordered = asked or sorted(visible, key=lambda one: any(word in one.name for word in _ASIDE))
    chosen = _first_with_people(ordered, file_name)
    if isinstance(chosen, Refusal):
        return chosen
    others = tuple(sheet.name for sheet in visible if sheet.name != chosen.sheet)
    hidden = frozenset(sheet.name for sheet in sheets if not sheet.visible)
    return replace(chosen, other_sheets=others, alike=_alike(sheets, chosen.sheet), hidden_sheets=hidden)


def _first_with_people(sheets: list[Sheet], file_name: str) -> RosterTable | Refusal:
    usable = [table for table in (_table(one, file_name) for one in sheets) if table.columns.is_usable]
    if not usable:
        return Refusal(code="roster_no_columns")
    found = next((table for table in usable if _people(table)), None)
    if found is None:
        return Refusal(code="roster_no_people")
    return Refusal(code="roster_side_by_side") if is_side_by_side(found) else found


def _alike(sheets: tuple[Sheet, ...], chosen: str) -> tuple[str, ...]:
    """Name the other sheets with people and their numbers in them, hidden ones too; what only explains is left out."""
    others = [one for one in sheets if one.rows and one.name != chosen and not any(word in one.name for word in _ASIDE)]
    tables = [_table(replace(one, rows=one.rows[:_PEOPLE_SAMPLE]), "") for one in others[:_MOST_SHEETS]]
    return tuple(one.sheet for one in tables if one.columns.column("document_no") is not None and _people(one))


def read_table(
    path: Path, *, limits: ReadingLimits | None = None, cord: StopCord | None = None, sheet: str = ""
) -> RosterTable | Refusal:
    """Return the roster in a file (on a sheet) with its columns guessed, or why it cannot be one (≤ 10 s, ≤ 512 MB)."""
    sheets = read_file(path, limits, cord)
    return sheets if isinstance(sheets, Refusal) else choose_table(sheets, path.name, sheet)
