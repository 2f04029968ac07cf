"""Members known before this system, from a CSV file of the province's own (one row per member)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.codes import group_of
from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.identity import check_document, derive, match_form, normalise_document_no
from fieldapp.domain.names import normalise_name
from fieldapp.domain.outcomes import Version
from fieldapp.domain.phones import normalise_phone
from fieldapp.domain.problems import Refusal
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
from sync.hub.store import audits, decisions, members, organisations, records, server_state
from sync.hub.store.decisions import LoggedDecision
from sync.hub.store.members import Member, MemberChange
from sync.hub.store.records import PersonRow

COLUMNS = ("name", "document_type", "document_no", "phone", "group", "union", "number", "joined")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMember:
    """One row, normalised; ``joined`` is yyyymmdd, ``union`` an organisation's id."""

    person: PersonRow
    idh: str
    group: str
    union: str
    number: str
    joined: str


@dataclass(frozen=True, slots=True)
class ImportedMembers:
    """How many members a file brought, without those that were known."""

    count: int


def import_members(centre: Centre, path: Path) -> ImportedMembers | Refusal:
    """Read the file and log every member nobody knew yet, all or none.

    Refusals: those of ``read_rows``, ``hub_row_invalid`` (with its row and column; also
    for a number that two persons of the file have).
    """
    rows = read_rows(path, COLUMNS)
    if isinstance(rows, Refusal):
        return rows
    with centre.store.write() as connection:
        unions = _unions(connection)
        read = _read_all(centre, rows, unions)
        if isinstance(read, Refusal):
            return read
        return ImportedMembers(_write(centre, connection, read))


def _unions(connection: Connection) -> dict[str, str]:
    """Return id and name → id of every organisation."""
    everyone = organisations.everyone(connection)
    return {**{one.name: one.id for one in everyone}, **{one.id: one.id for one in everyone}}


def _read_all(
    centre: Centre, rows: Iterable[NumberedRow], unions: Mapping[str, str]
) -> tuple[KnownMember, ...] | Refusal:
    found: dict[str, KnownMember] = {}
    holders: dict[str, str] = {}
    for line, row in rows:
        try:
            one = _read(centre, row, unions)
            if one.number and holders.setdefault(one.number, one.idh) != one.idh:
                raise WrongFieldError("number", _("前面一行的另一个人已经有这个会员号"))
        except WrongFieldError as fault:
            return invalid_row(line, fault)
        found.setdefault(one.idh, one)
    return tuple(found.values())


def _read(centre: Centre, row: Mapping[str, str], unions: Mapping[str, str]) -> KnownMember:
    today = centre.clock.now().astimezone().date()
    kind = (
        known_code(row["document_type"], "document_type", "document_types")
        if row["document_type"].strip()
        else DocumentType.RIC.value
    )
    number = normalise_document_no(required(row, "document_no"))
    if isinstance(check_document(DocumentType(kind), number, today), tuple):
        raise WrongFieldError("document_no", _("和证件类型对不上,或校验不通过"))
    union = unions.get(required(row, "union"))
    if union is None:
        raise WrongFieldError("union", _("中心没有这个工会,填编号或全称"))
    joined = day_of(row, "joined")
    if joined is None or joined > today:
        raise WrongFieldError("joined", _("填今天或以前的一天,写成 2026-05-01 的样子"))
    birth, sex = derive(number) or (None, None)
    person = PersonRow(
        id=centre.ids.new(),
        name=normalise_name(required(row, "name")),
        document_type=kind,
        document_no=number,
        phone=normalise_phone(row["phone"]),
        sex=sex,
        birth=birth.strftime("%Y%m%d") if birth else None,
        migrant=None,
    )
    return KnownMember(
        person=person,
        idh=centre.blind.document(number),
        group=_group(row),
        union=union,
        number=row["number"].strip(),
        joined=joined.strftime("%Y%m%d"),
    )


def _group(row: Mapping[str, str]) -> str:
    return group_of(row["group"]) or known_code(row["group"], "group", "groups")


def _write(centre: Centre, connection: Connection, read: Sequence[KnownMember]) -> int:
    now, gen = centre.now_ms(), centre.identity.gen
    known: set[str] = set()
    keys = [one.idh for one in read]
    for start in range(0, len(keys), 500):
        known |= members.by_documents(connection, keys[start : start + 500]).keys()
    fresh = [one for one in read if one.idh not in known]
    if not fresh:
        return 0
    first = server_state.take_versions(connection, len(fresh))
    decisions.append(
        connection,
        [_logged(one, Version(gen, n), now) for n, one in enumerate(fresh, start=first)],
    )
    records.add_person(connection, [one.person for one in fresh])
    written = [_member(one) for one in fresh]
    members.add(connection, [(one, [_change(one, now)]) for one in written])
    audits.append(connection, time=now, account="cli", action="import_members", subject=str(len(fresh)))
    return len(fresh)


def _logged(one: KnownMember, version: Version, now: int) -> LoggedDecision:
    decision = Decision(
        kind=DecisionKind.KNOW_MEMBER,
        version=version,
        by="cli",
        person=match_form(one.person.document_no),
        number=one.number or None,
        union=one.union,
        date=one.joined,
    )
    return LoggedDecision(decision=decision, account="cli", made_at=now, idh=one.idh)


def _member(one: KnownMember) -> Member:
    return Member(
        idh=one.idh,
        rec=None,
        person=one.person.id,
        union=one.union,
        group=one.group,
        number=one.number or None,
        joined=one.joined,
    )


def _change(one: Member, now: int) -> MemberChange:
    return MemberChange(
        membership=one.idh,
        kind="joined",
        day=one.joined,
        union=one.union,
        group=one.group,
        rec=None,
        entered=now,
    )
