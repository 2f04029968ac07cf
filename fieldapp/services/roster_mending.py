"""待修正: rows of a roster are mended in place, one or many alike, or taken off the list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from fieldapp.domain.changes import Changes
from fieldapp.domain.ids import OperatorId, RosterId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import RosterEntry, RosterRecord
from fieldapp.domain.roster_habits import Answers
from fieldapp.domain.rosters import RosterRow, judged_again
from fieldapp.domain.views import RosterRowState
from fieldapp.services.enrollment import refusal_of_known
from fieldapp.services.roster_imports import LISTED
from fieldapp.services.rules import at_work
from fieldapp.store.unit_of_work import UnitOfWork

_OWN = ("name", "document_no", "phone", "group")
_OTHERS = ("employment", "region", "employer")
MENDED = frozenset({*_OWN, *_OTHERS})
"""Fields that can be mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendRows:
    """The same ``values`` (by field code) go into rows that wait to be fixed; each is checked again."""

    roster: RosterId
    rows: tuple[str, ...]
    values: Mapping[str, str]
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRows:
    """Rows are nobody, or somebody twice: they go off the list, and their values with them."""

    roster: RosterId
    rows: tuple[str, ...]
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class MendResult:
    """``mended`` rows wait for their people now; ``left`` maps the others to what is still wrong."""

    mended: tuple[str, ...]
    left: Mapping[str, tuple[str, ...]]
    changes: Changes


def mend_rows(command: MendRows, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> MendResult | Refusal:
    """Mend rows. Refuses: ``roster_unknown``, ``field_unknown``, ``roster_row_done`` (none waits to be fixed)."""
    found = _begin(uow, command)
    if isinstance(found, Refusal):
        return found
    unknown = sorted(set(command.values) - MENDED)
    if unknown:
        return Refusal(code="field_unknown", details=MappingProxyType({"field": unknown[0]}))
    roster, entries = found
    answers = _answers(roster)
    mended, left = list[str](), dict[str, tuple[str, ...]]()
    for entry in entries:
        codes = _mend(uow, roster, _with(entry, command.values), answers, uow.today())
        if codes:
            left[entry.id] = codes
        else:
            mended.append(entry.id)
    uow.audit.note(command.operator, "roster_mended", roster.id, rows=len(mended), fields=sorted(command.values))
    return MendResult(mended=tuple(mended), left=MappingProxyType(left), changes=LISTED)


def drop_rows(command: DropRows, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> MendResult | Refusal:
    """Take rows to be fixed off the list. Refuses: ``roster_unknown``, ``roster_row_done``."""
    found = _begin(uow, command)
    if isinstance(found, Refusal):
        return found
    roster, entries = found
    uow.rosters.clear(entry.id for entry in entries)
    uow.audit.note(command.operator, "roster_rows_dropped", roster.id, rows=len(entries))
    return MendResult(mended=(), left=MappingProxyType({}), changes=LISTED)


def _begin(uow: UnitOfWork, command: MendRows | DropRows) -> tuple[RosterRecord, list[RosterEntry]] | Refusal:
    who, roster = at_work(uow, command.operator), uow.rosters.get(command.roster)
    if isinstance(who, Refusal):
        return who
    if roster is None or not roster.is_finished:
        return Refusal(code="roster_unknown")
    entries = [entry for row in dict.fromkeys(command.rows) if (entry := uow.rosters.entry(row))]
    waiting = [one for one in entries if one.roster == roster.id and one.state is RosterRowState.TO_FIX]
    return (roster, waiting) if waiting else Refusal(code="roster_row_done")


def _answers(roster: RosterRecord) -> Answers:
    said = {name: str(value or "") for name, value in roster.defaults.items()}
    return Answers(group=said.get("group", ""), employment=said.get("employment", ""), region=said.get("region", ""))


def _with(entry: RosterEntry, values: Mapping[str, str]) -> RosterEntry:
    own: dict[str, Any] = {name: values[name] for name in _OWN if name in values}
    others = {name: values[name] for name in _OTHERS if name in values}
    return replace(entry, **own, others=MappingProxyType({**entry.others, **others}))


def _mend(uow: UnitOfWork, roster: RosterRecord, entry: RosterEntry, answers: Answers, today: date) -> tuple[str, ...]:
    """Write a row as it reads now; return what keeps it from waiting for its person."""
    row = judged_again(_row(entry), today, answers)
    codes = row.codes
    if not row.is_rejected and uow.rosters.is_listed(entry, roster.event, row.document_no):
        codes, row = (*codes, "duplicate_in_file"), replace(row, outcome="reject")
    sound = RosterRowState.KNOWN if refusal_of_known(uow, row.document_no) else RosterRowState.WAITING
    state = RosterRowState.TO_FIX if row.is_rejected else sound
    mended = replace(
        entry,
        state=state,
        name=row.name,
        document_no=row.document_no,
        phone=row.phone,
        group=row.group or None,
        written=row.written_group,
        others=MappingProxyType({name: value for name, value in entry.others.items() if value not in ("", None)}),
    )
    uow.rosters.mend(mended, codes)
    return codes if row.is_rejected else ()


def _row(entry: RosterEntry) -> RosterRow:
    return RosterRow(
        row=entry.row,
        outcome="reject",
        name=entry.name,
        document_no=entry.document_no,
        phone=entry.phone,
        group=entry.group or "",
        employment=str(entry.others.get("employment") or ""),
        region=str(entry.others.get("region") or ""),
        written_group=entry.written,
    )
