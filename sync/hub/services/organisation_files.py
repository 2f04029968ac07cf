"""The union tree from a CSV file, as a city keeps it (one row per organisation)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fieldapp.domain.credit_codes import check_credit_code
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.store import audits, organisations, server_state

COLUMNS = ("id", "name", "kind", "level", "parent", "region", "credit_code", "valid_from", "valid_to", "groups")
_TRUE = frozenset({"1", "true", "yes", "是"})


@dataclass(frozen=True, slots=True)
class ImportedOrganisations:
    """How many organisations a file brought."""

    count: int


def import_organisations(centre: Centre, path: Path) -> ImportedOrganisations | Refusal:
    """Read the file and write its organisations over those with the same id, all or none.

    Refusals: ``hub_file_unreadable``, ``hub_columns_missing``, ``hub_row_invalid`` (with its row).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error):
        return Refusal(code="hub_file_unreadable", details={"file": path.name})
    missing = set(COLUMNS) - set(rows[0] if rows else ())
    if missing:
        return Refusal(code="hub_columns_missing", details={"columns": "、".join(sorted(missing))})
    read = read_organisations(rows)
    if isinstance(read, Refusal):
        return read
    now = centre.now_ms()
    with centre.store.write() as connection:
        count = organisations.replace(connection, read, now)
        top = min(read, key=lambda one: (one.level, one.id))
        server_state.set_province(connection, top.region[:2])
        audits.append(connection, time=now, account="cli", action="import_organisations", subject=str(count))
    return ImportedOrganisations(count)


def read_organisations(rows: Iterable[Mapping[str, str]]) -> tuple[Organisation, ...] | Refusal:
    """Turn rows into organisations; the first wrong row refuses all. Row 1 is the header."""
    found: list[Organisation] = []
    for place, row in enumerate(rows, start=2):
        try:
            found.append(_organisation(row))
        except (KeyError, ValueError):
            return Refusal(code="hub_row_invalid", details={"row": str(place)})
        code = found[-1].credit_code
        if code and check_credit_code(code):
            return Refusal(code="hub_row_invalid", details={"row": str(place)})
    return tuple(found)


def _organisation(row: Mapping[str, str]) -> Organisation:
    return Organisation(
        id=OrganisationId(_required(row["id"])),
        name=_required(row["name"]),
        kind=OrganisationKind(row["kind"]),
        level=int(row["level"]),
        parent=OrganisationId(row["parent"]) if row["parent"] else None,
        region=_required(row["region"]),
        credit_code=row["credit_code"] or None,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        groups=tuple(part for part in row["groups"].split("|") if part),
        accepts_direct_join=row.get("accepts_direct_join", "1").lower() in _TRUE,
        is_pool=row.get("pool", "0").lower() in _TRUE,
        mode=row.get("mode") or None,
    )


def _required(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text.strip()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
