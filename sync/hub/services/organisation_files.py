"""The union tree from a CSV file, as a city keeps it (one row per organisation)."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.domain.credit_codes import check_credit_code
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.problems import Refusal
from fieldapp.domain.regions import region_name
from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.services.csv_rows import (
    NumberedRow,
    WrongFieldError,
    day_of,
    invalid_row,
    known_code,
    read_rows,
    required,
)
from sync.hub.store import audits, organisations, server_state

COLUMNS = ("id", "name", "kind", "level", "parent", "region", "credit_code", "valid_from", "valid_to", "groups")
_TRUE = frozenset({"1", "true", "yes", "是"})
_LEVELS = ("1", "2", "3", "4", "5")
"""1 province … 5 grassroots."""
_REGION_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ImportedOrganisations:
    """How many organisations a file brought."""

    count: int


def import_organisations(centre: Centre, path: Path) -> ImportedOrganisations | Refusal:
    """Read the file and write its organisations over those with the same id, all or none.

    Refusals: those of ``read_rows``, ``hub_row_invalid`` (with its row and column), ``hub_organisations_loop``.
    A parent has to be in the file or known, but for the file's top, whose own parent may be elsewhere.
    """
    rows = read_rows(path, COLUMNS)
    if isinstance(rows, Refusal):
        return rows
    read = read_organisations(rows)
    if isinstance(read, Refusal):
        return read
    lines = {row["id"].strip(): line for line, row in rows}
    now = centre.now_ms()
    with centre.store.write() as connection:
        known = organisations.everyone(connection)
        top = min(read, key=lambda one: (one.level, one.id))
        lost = _lost(read, {one.id for one in (*known, *read)}, top.level)
        if lost is not None:
            return invalid_row(lines[lost], WrongFieldError("parent", _("文件里和中心都没有这个上级编号")))
        looped = _loop(read, known)
        if looped is not None:
            return Refusal(code="hub_organisations_loop", details={"organisation": looped})
        count = organisations.replace(connection, read, now)
        server_state.set_province(connection, top.region[:2])
        audits.append(connection, time=now, account="cli", action="import_organisations", subject=str(count))
    return ImportedOrganisations(count)


def read_organisations(rows: Iterable[NumberedRow]) -> tuple[Organisation, ...] | Refusal:
    """Turn rows into organisations; the first wrong row, or one whose id came before, refuses all."""
    found: dict[str, Organisation] = {}
    for line, row in rows:
        try:
            one = _organisation(row)
            if one.id in found:
                raise WrongFieldError("id", _("和前面一行的编号一样"))
        except WrongFieldError as fault:
            return invalid_row(line, fault)
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


def _lost(read: Iterable[Organisation], known: Container[str], top: int) -> str | None:
    """Return an organisation below the file's top whose parent nobody knows."""
    return next((one.id for one in read if one.level > top and one.parent and one.parent not in known), None)


def _organisation(row: Mapping[str, str]) -> Organisation:
    begins, ends = day_of(row, "valid_from"), day_of(row, "valid_to")
    if begins and ends and begins > ends:
        raise WrongFieldError("valid_to", _("在 valid_from 之前"))
    return Organisation(
        id=OrganisationId(required(row, "id")),
        name=required(row, "name"),
        kind=_kind(row),
        level=_level(row),
        parent=OrganisationId(row["parent"].strip()) if row["parent"].strip() else None,
        region=_region(row),
        credit_code=_credit_code(row),
        valid_from=begins,
        valid_to=ends,
        groups=tuple(known_code(part, "groups", "groups") for part in row["groups"].split("|") if part.strip()),
        accepts_direct_join=row.get("accepts_direct_join", "1").lower() in _TRUE,
        is_pool=row.get("pool", "0").lower() in _TRUE,
        mode=row.get("mode") or None,
    )


def _kind(row: Mapping[str, str]) -> OrganisationKind:
    try:
        return OrganisationKind(row["kind"].strip())
    except ValueError as error:
        raise WrongFieldError("kind", _("可以填 {legal}").format(legal="、".join(OrganisationKind))) from error


def _level(row: Mapping[str, str]) -> int:
    text = row["level"].strip()
    if text not in _LEVELS:
        raise WrongFieldError("level", _("可以填 {legal}").format(legal="、".join(_LEVELS)))
    return int(text)


def _region(row: Mapping[str, str]) -> str:
    code = required(row, "region")
    if len(code) != _REGION_DIGITS or region_name(code) is None:
        raise WrongFieldError("region", _("六位区划代码不在代码表里"))
    return code


def _credit_code(row: Mapping[str, str]) -> str | None:
    code = row["credit_code"].strip()
    if code and check_credit_code(code):
        raise WrongFieldError("credit_code", _("统一社会信用代码校验不通过"))
    return code or None
