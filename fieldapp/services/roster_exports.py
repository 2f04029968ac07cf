"""A roster leaves in the layout of the template, so that it can be brought in again; whole numbers are logged."""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes
from fieldapp.domain.codes import table
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.identity import kind_of
from fieldapp.domain.ids import EventId, OperatorId, RosterId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import RosterEntry, RosterRecord
from fieldapp.domain.views import RosterRowState
from fieldapp.services.four_eyes import witnessed
from fieldapp.services.rules import supervisor
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRoster:
    """A supervisor takes a roster out, whole or the rows in one state (who did not come: ``waiting``)."""

    roster: RosterId
    operator: OperatorId
    state: RosterRowState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterExport:
    """Rows as the template has them: 姓名, 证件类型, 证件号码, 手机号码, 群体, 用工形式, 从业区域, 工作单位, 座次."""

    rows: tuple[tuple[str, ...], ...]
    changes: Changes = frozenset()


def export_roster(command: ExportRoster, uow: UnitOfWork, _clock: Clock, ids: Ids) -> RosterExport | Refusal:
    """Return the rows to be written, with whole numbers, under four eyes; log it.

    Refuses: ``supervisor_needed``, ``roster_unknown``, ``second_person_needed``, ``alone_must_wait``.
    """
    who, roster = supervisor(uow, command.operator), uow.rosters.get(command.roster)
    if isinstance(who, Refusal):
        return who
    if roster is None or not roster.is_finished:
        return Refusal(code="roster_unknown")
    act = GuardedAct.EXPORT_NUMBERS
    witness = witnessed(uow, ids, act, roster.id, command.operator, event=EventId(roster.event))
    if isinstance(witness, Refusal):
        return witness
    entries = [one for one in uow.rosters.entries(roster.id, command.state) if one.state is not RosterRowState.PURGED]
    details = {"state": command.state, "rows": len(entries), "second": witness.second}
    uow.audit.note(who.id, "exported", roster.id, what="roster", **details)
    return RosterExport(rows=tuple(_row(one, roster) for one in entries))


def _row(entry: RosterEntry, roster: RosterRecord) -> tuple[str, ...]:
    said = {**roster.defaults, **entry.others}
    kind = kind_of(entry.document_no)
    group = entry.group or ("" if entry.written else str(said.get("group") or ""))
    return (
        entry.name,
        table("document_types").label(str(kind)) if kind else "",
        entry.document_no,
        entry.phone,
        table("groups").label(group) if group else entry.written,
        _label("employment", said.get("employment")),
        str(said.get("region") or ""),
        str(said.get("employer") or roster.company),
        entry.seat,
    )


def _label(name: str, code: object) -> str:
    text = str(code or "")
    return table(name).label(text) if table(name).find(text) else text
