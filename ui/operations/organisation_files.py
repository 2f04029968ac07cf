"""The unions of a first run: a CSV file of the county, or the sample that comes with the program."""

import csv
from pathlib import Path
from typing import Any

from fieldapp.domain.forms import read_organisation
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from resources import resource

SAMPLE = resource("data", "samples", "organisations.csv")


def read_organisations(path: Path) -> tuple[Organisation, ...] | Refusal:
    """Read an organisations CSV (UTF-8, columns of the sample); ``organisations_unreadable`` names the line."""
    line = 1
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, entry in enumerate(csv.DictReader(file), 2):  # noqa: B007 - named in the refusal
                found.append(read_organisation(_plain(entry)))
    except (OSError, ValueError, KeyError, TypeError):
        return Refusal(code="organisations_unreadable", details={"line": str(line)})
    return tuple(found) or Refusal(code="organisations_unreadable", details={"line": "1"})


def _plain(entry: dict[str, str]) -> dict[str, Any]:
    return {
        **entry,
        "groups": [one for one in (entry["groups"] or "").split("|") if one],
        "accepts_direct_join": entry["accepts_direct_join"] == "1",
        "is_pool": entry["pool"] == "1",
    }
