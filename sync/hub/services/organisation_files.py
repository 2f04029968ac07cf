"""The union tree from a CSV file, as a city keeps it (one row per organisation)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fieldapp.domain.credit_codes import check_credit_code
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.services.csv_rows import NumberedRow, invalid_row, read_rows
from sync.hub.store import audits, organisations, server_state

COLUMNS = ("id", "name", "kind", "level", "parent", "region", "credit_code", "valid_from", "valid_to", "groups")
_TRUE = frozenset({"1", "true", "yes", "是"})


@dataclass(frozen=True, slots=True)
class ImportedOrganisations:
    """How many organisations a file brought."""

    count: int


def import_organisations(centre: Centre, path: Path) -> ImportedOrganisations | Refusal:
    """Read the file and write its organisations over those with the same id, all or none.

    Refusals: those of ``read_rows``, ``hub_row_invalid`` (with its row), ``hub_organisations_loop``.
    """
    rows = read_rows(path, COLUMNS)
    read = rows if isinstance(rows, Refusal) else read_organisations(rows)
    if isinstance(read, Refusal):
        return read
    now = centre.now_ms()
    with centre.store.write() as connection:
        looped = _loop(read, organisations.everyone(connection))
        if looped is not None:
            return Refusal(code="hub_organisations_loop", details={"organisation": looped})
        count = organisations.replace(connection, read, now)
        top = min(read, key=lambda one: (one.level, one.id))
        server_state.set_province(connection, top.region[:2])
        audits.append(connection, time=now, account="cli", action="import_organisations", subject=str(count))
    return ImportedOrganisations(count)


def read_organisations(rows: Iterable[NumberedRow]) -> tuple[Organisation, ...] | Refusal:
    """Turn rows into organisations; the first wrong row, or one whose id came before, refuses all."""
    found: dict[str, Organisation] = {}
    for line, row in rows:
        try:
            one = _organisation(row)
        except (KeyError, ValueError):
            return invalid_row(line)
        if one.id in found or (one.credit_code and check_credit_code(one.credit_code)):
            return invalid_row(line)
        found[one.id] = one
    return tuple(found.values())


def _loop(read: Sequence[Organisation], known: Iterable[Organisation]) -> str | None:
    """Return an organisation of the file that stands below itself, were the file taken."""
    parents = {one.id: one.parent for one in (*known, *read)}
    for one in read:
        above, seen = one.parent, {one.id}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above is not None:
            return above
    return None


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
