"""The unions of a first run: a file of the county, or the sample that comes with the program."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fieldapp.domain.forms import read_organisation
from fieldapp.domain.holdable import holdable
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from resources import resource

SAMPLE = resource("data", "samples", "organisations.csv")
Entry = tuple[int, dict[str, str]]


def sample_organisations() -> tuple[Organisation, ...] | Refusal:
    """Read the sample, which is ours and needs no child."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        return _read(enumerate(csv.DictReader(file), 2))


def read_organisations(path: Path) -> tuple[Organisation, ...] | Refusal:
    """Read somebody's table of organisations (columns of the sample) under caps; ``organisations_unreadable``.

    A file comes from anywhere, so a child opens it; takes a moment and is called on the pool.
    """
    from fieldapp.files.roster import read_file

    sheets = read_file(path)
    if isinstance(sheets, Refusal) or not sheets or not sheets[0].rows:
        return Refusal(code="organisations_unreadable", details={"line": "1"})
    head, *rows = sheets[0].rows
    names = [cell.text.strip() for cell in head.cells]
    return _read((row.number, {name: row.cell(place).text.strip() for place, name in enumerate(names)}) for row in rows)


def _read(entries: Iterable[Entry]) -> tuple[Organisation, ...] | Refusal:
    line = 1
    found = []
    try:
        for line, entry in entries:  # noqa: B007 - named in the refusal
            found.append(read_organisation(_plain(entry)))
    except (ValueError, KeyError, TypeError, OverflowError):
        return Refusal(code="organisations_unreadable", details={"line": str(line)})
    return holdable(tuple(found)) or Refusal(code="organisations_unreadable", details={"line": "1"})


def _plain(entry: dict[str, str]) -> dict[str, Any]:
    return {
        **entry,
        "groups": [one for one in (entry["groups"] or "").split("|") if one],
        "accepts_direct_join": entry["accepts_direct_join"] == "1",
        "is_pool": entry["pool"] == "1",
    }
