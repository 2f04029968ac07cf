"""Bringing a company's roster in: rows wait for their people, in pieces and again as often as need be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.ids import EventId, OperatorId, RosterId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import RosterEntry, RosterRecord
from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.views import RosterRowState
from fieldapp.services.rules import at_work, open_event
from fieldapp.store.unit_of_work import UnitOfWork

LISTED: Changes = frozenset({Topic.ROSTERS})
_FROM_SHEET = ("employment", "region", "employer", "migrant")
_DEFAULTS = frozenset({*_FROM_SHEET, "union", "group", "ethnicity"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRoster:
    """Checked rows of one file. ``defaults`` answers once what the sheet does not say, by field code.

    ``known`` are the row numbers of people whom the check found to be members already.
    A large file comes in several commands with the same digest; rows that are here are skipped, and the
    roster counts after the one that ``is_last``. Until then ``expected`` rows, ``source`` and ``habit``
    (columns and answers) tell how an import that was cut off goes on.
    """

    event: EventId
    company: str
    file_name: str
    file_digest: str
    rows: tuple[RosterRow, ...]
    operator: OperatorId
    defaults: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    known: frozenset[int] = frozenset()
    is_last: bool = True
    expected: int | None = None
    source: str = ""
    habit: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardRoster:
    """An import that was stopped goes away again, at most ``limit`` rows at a time."""

    roster: RosterId
    operator: OperatorId
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterResult:
    """``committed`` rows wait now, ``skipped`` were here, ``to_fix`` are kept to be mended, ``known`` are enrolled.

    ``listed`` of the skipped stand in another roster of the event.
    """

    roster: RosterId
    committed: int
    skipped: int
    to_fix: int
    known: int
    changes: Changes
    listed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardResult:
    """``left`` rows are still to be taken away; at 0 the roster is gone."""

    left: int
    changes: Changes


def import_roster(command: ImportRoster, uow: UnitOfWork, _clock: Clock, ids: Ids) -> RosterResult | Refusal:
    """Keep the rows of a file; importing it again adds nothing. Refuses: ``event_not_open``, ``field_unknown``."""
    who = at_work(uow, command.operator)
    event = open_event(uow, command.event)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    unknown = sorted(set(command.defaults) - _DEFAULTS)
    if unknown:
        return Refusal(code="field_unknown", details=MappingProxyType({"field": unknown[0]}))
    roster = uow.rosters.imported(command.event, command.file_digest) or _add(uow, ids, command)
    here = uow.rosters.row_numbers(roster, (row.row for row in command.rows))
    new = [row for row in command.rows if row.row not in here]
    sound = (row.document_no for row in new if not row.is_rejected)
    elsewhere = uow.rosters.listed_elsewhere(roster, command.event, sound)
    fresh = [row for row in new if row.is_rejected or row.document_no not in elsewhere]
    entries = [_entry(ids, roster, row, command.known) for row in fresh]
    uow.rosters.add_rows((entry, row.codes) for entry, row in zip(entries, fresh, strict=True))
    to_fix = sum(row.is_rejected for row in fresh)
    stated = sum(entry.state is RosterRowState.KNOWN for entry in entries)
    known = stated + uow.rosters.mark_known(roster, (row.row for row in command.rows))
    if command.is_last:
        _finish(uow, roster, command.operator)
    return RosterResult(
        roster=roster,
        committed=len(fresh) - to_fix,
        skipped=len(command.rows) - len(fresh),
        to_fix=to_fix,
        known=known,
        changes=LISTED if command.is_last else frozenset(),
        listed=len(new) - len(fresh),
    )


def _finish(uow: UnitOfWork, roster: RosterId, operator: OperatorId) -> None:
    """Let a roster count; one whose people all stand in other rosters is none."""
    rows = uow.rosters.count(roster)
    if rows:
        uow.rosters.finish(roster, uow.milliseconds())
    else:
        uow.rosters.erase(roster, 1)
    uow.audit.note(operator, "roster_imported", roster, rows=rows)


def discard_roster(command: DiscardRoster, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> DiscardResult | Refusal:
    """Take an unfinished import away. Refuses: ``roster_unknown``, ``roster_in_use`` (it was finished)."""
    who = at_work(uow, command.operator)
    roster = uow.rosters.get(command.roster)
    if isinstance(who, Refusal):
        return who
    if roster is None:
        return Refusal(code="roster_unknown")
    if roster.is_finished:
        return Refusal(code="roster_in_use")
    left = uow.rosters.erase(roster.id, command.limit)
    if left == 0:
        uow.audit.note(command.operator, "roster_discarded", roster.id)
    return DiscardResult(left=left, changes=frozenset() if left else LISTED)


def _add(uow: UnitOfWork, ids: Ids, command: ImportRoster) -> RosterId:
    roster = RosterRecord(
        id=RosterId(ids.new()),
        event=command.event,
        company=command.company,
        defaults=command.defaults,
        expected=command.expected or len(command.rows),
        source=command.source,
        habit=command.habit,
    )
    uow.rosters.add(
        roster,
        file_name=command.file_name,
        file_digest=command.file_digest,
        operator=command.operator,
        now=uow.milliseconds(),
    )
    return roster.id


def _entry(ids: Ids, roster: RosterId, row: RosterRow, known: frozenset[int]) -> RosterEntry:
    sound = RosterRowState.KNOWN if row.row in known else RosterRowState.WAITING
    said = {name: getattr(row, name) for name in _FROM_SHEET}
    return RosterEntry(
        id=ids.new(),
        roster=roster,
        row=row.row,
        state=RosterRowState.TO_FIX if row.is_rejected else sound,
        name=row.name,
        document_no=row.document_no,
        phone=row.phone,
        group=row.group or None,
        others={name: value for name, value in said.items() if value not in ("", None)},
        seat=row.seat,
        written=row.written_group,
    )
